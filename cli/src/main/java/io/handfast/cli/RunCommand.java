package io.handfast.cli;

import java.io.File;
import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** {@code handfast run}: any Java program, its java.nio channels on our stack. */
@Command(
    name = "run",
    description = "Runs a Java program whose java.nio channels live on the stack.",
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
  private static final String HOST_MODULE = "io.handfast.host";
  private static final List<String> MODULE_PATH_OPTIONS = List.of("-p", "--module-path");

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "java and its arguments")
  private List<String> command;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder().inheritIO();
    String program = command.getFirst();
    if (isJava(program)) {
      builder.command(javaCommand(program));
    } else {
      builder.command(command);
      String given = System.getenv().getOrDefault("JDK_JAVA_OPTIONS", "");
      String ours = String.join(" ", quoted(stackOptions(ownModules())));
      builder.environment().put("JDK_JAVA_OPTIONS", (given + " " + ours).strip());
    }
    Process process = start(builder);
    // A Ctrl-C reaches the program by itself; we only wait for what it makes of it.
    Signal.handle(new Signal("INT"), _ -> {});
    Signal.handle(new Signal("TERM"), _ -> process.destroy());
    return process.waitFor();
  }

  private static boolean isJava(String program) {
    return Path.of(program).getFileName().toString().equals("java");
  }

  private List<String> javaCommand(String program) {
    List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
    String modulePath = joinWithOwnModules(takeModulePath(arguments));
    List<String> full = new ArrayList<>();
    boolean bare = program.equals("java");
    full.add(bare ? Path.of(System.getProperty("java.home"), "bin", "java").toString() : program);
    full.addAll(stackOptions(modulePath));
    full.addAll(arguments);
    return full;
  }

  /** The last module path on a command line wins, so the program's own is joined to ours. */
  static String takeModulePath(List<String> arguments) {
    String found = "";
    for (int i = 0; i < arguments.size() && arguments.get(i).startsWith("-"); i++) {
      String option = arguments.get(i);
      if (MODULE_PATH_OPTIONS.contains(option) && i + 1 < arguments.size()) {
        arguments.remove(i);
        found = arguments.remove(i--);
      } else if (option.startsWith("--module-path=")) {
        found = arguments.remove(i--).substring("--module-path=".length());
      } else if (takesArgument(option)) {
        i++;
      }
    }
    return found;
  }

  private static boolean takesArgument(String option) {
    return switch (option) {
      case "-cp",
          "-classpath",
          "--class-path",
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--limit-modules",
          "--upgrade-module-path",
          "--patch-module" ->
          true;
      default -> false;
    };
  }

  private static String joinWithOwnModules(String modulePath) {
    return modulePath.isEmpty() ? ownModules() : modulePath + File.pathSeparator + ownModules();
  }

  /** Where our own modules lie that a host needs. */
  private static String ownModules() {
    ResolvedModule host =
        ModuleLayer.boot()
            .configuration()
            .findModule(HOST_MODULE)
            .orElseThrow(
                () -> new Failures.Failure("handfast is not on a module path: use its launcher"));
    return Stream.concat(Stream.of(host), host.reads().stream())
        .filter(module -> module.name().startsWith("io.handfast."))
        .map(module -> Path.of(location(module)).toString())
        .sorted()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static URI location(ResolvedModule module) {
    return module.reference().location().orElseThrow();
  }

  private List<String> stackOptions(String modulePath) {
    List<String> stack = new ArrayList<>();
    stack.add("--module-path=" + modulePath);
    stack.add("--add-modules=" + HOST_MODULE);
    stack.add("--enable-native-access=io.handfast.link");
    stack.add("-Djava.nio.channels.spi.SelectorProvider=io.handfast.host.HostProvider");
    stack.addAll(options.asProperties());
    return stack;
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
