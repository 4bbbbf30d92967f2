package io.handfast.cli;

import io.handfast.host.HostProperties;
import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** {@code handfast run}: any Java program, its sockets and channels on our stack. */
@Command(
    name = "run",
    description = "Runs a Java program whose sockets and channels live on the stack.",
    footer = {
      "",
      "A bare 'java' means the JDK that runs handfast; any other command gets the options through",
      "the variable JDK_JAVA_OPTIONS. The exit code is that of the program.",
      "",
      "Examples:",
      "  handfast run --tun hf0 --address 10.7.0.2/24 -- java -jar server.jar",
      "  handfast run --address 10.7.0.2/24 -- java -m jdk.httpserver -b 10.7.0.2 -p 8080",
    })
final class RunCommand implements Callable<Integer> {
  private static final String AGENT = "handfast.jar";

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "java and its arguments")
  private List<String> command;

  @Option(
      names = "--only",
      paramLabel = "ADDRESS/LENGTH",
      converter = HostOptions.PrefixText.class,
      description = "only these destinations are the stack's, the kernel has the others")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--loopback",
      paramLabel = "stack|kernel",
      description = "whose 127.0.0.0/8 and ::1 are (default: stack)")
  private String loopback;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkLoopback();
    ProcessBuilder builder = new ProcessBuilder().inheritIO();
    String program = command.getFirst();
    if (isJava(program)) {
      builder.command(javaCommand(program));
    } else {
      builder.command(command);
      String given = System.getenv().getOrDefault("JDK_JAVA_OPTIONS", "");
      String ours = String.join(" ", quoted(stackOptions()));
      builder.environment().put("JDK_JAVA_OPTIONS", (given + " " + ours).strip());
    }
    Process process = start(builder);
    // A Ctrl-C reaches the program by itself; we only wait for what it makes of it.
    Signal.handle(new Signal("INT"), _ -> {});
    Signal.handle(new Signal("TERM"), _ -> process.destroy());
    return process.waitFor();
  }

  private void checkLoopback() {
    if (loopback != null && !List.of("stack", "kernel").contains(loopback)) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--loopback': neither stack nor kernel");
    }
  }

  private static boolean isJava(String program) {
    return Path.of(program).getFileName().toString().equals("java");
  }

  private List<String> javaCommand(String program) {
    List<String> full = new ArrayList<>();
    boolean bare = program.equals("java");
    full.add(bare ? Path.of(System.getProperty("java.home"), "bin", "java").toString() : program);
    full.addAll(stackOptions());
    full.addAll(command.subList(1, command.size()));
    return full;
  }

  private List<String> stackOptions() {
    List<String> stack = new ArrayList<>();
    stack.add("-javaagent:" + agent());
    stack.addAll(options.asProperties());
    if (!only.isEmpty()) {
      stack.add("-Dhandfast.only=" + String.join(",", only));
    }
    if (loopback != null) {
      stack.add("-Dhandfast.loopback=" + loopback);
    }
    return stack;
  }

  /**
   * The agent's jar: beside our own modules where the launcher runs, else where the build has it.
   */
  static Path agent() {
    Path modules = Path.of(ownLocation().getParent().toString());
    List<Path> places =
        List.of(
            modules.resolveSibling("agent").resolve(AGENT),
            modules.resolveSibling("agent").resolve("target").resolve(AGENT),
            modules.resolve("../../agent/target").resolve(AGENT).normalize());
    return places.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new Failures.Failure("no " + AGENT + " found beside " + modules));
  }

  private static Path ownLocation() {
    Optional<ResolvedModule> host =
        ModuleLayer.boot().configuration().findModule(HostProperties.class.getModule().getName());
    return host.flatMap(module -> module.reference().location())
        .map(Path::of)
        .orElseThrow(
            () -> new Failures.Failure("handfast is not on a module path: use its launcher"));
  }

  private static List<String> quoted(List<String> arguments) {
    return arguments.stream().map(each -> each.contains(" ") ? '"' + each + '"' : each).toList();
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot run " + command.getFirst() + ": " + e.getMessage());
    }
  }
}
