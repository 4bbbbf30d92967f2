package io.handfast.cli;

import io.handfast.sim.drill.Drill;
import io.handfast.sim.drill.DrillOptions;
import io.handfast.sim.drill.Mode;
import io.handfast.sim.drill.Verdict;
import io.handfast.sim.drill.Verdict.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast drill}: packetdrill scripts against the stack, in virtual time. */
@Command(
    name = "drill",
    description = {
      "Runs packetdrill scripts against the stack, in virtual time, without root.",
      "",
      "Each script says which packets a peer sends, which calls a program makes, and which",
      "packets the stack has to send when. The first difference is shown.",
    },
    footer = {
      "",
      "Verdicts: pass; fail: the stack did something else; unsupported: the script uses what the",
      "stack does not have; error: the script cannot be read.",
      "",
      "Examples:",
      "  handfast drill script.pkt",
      "  handfast drill --mode ipv6 --json scripts/",
      "  handfast drill --summary scripts/",
    })
final class DrillCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "scripts, or directories with files that end in .pkt")
  private List<Path> paths;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "ipv4, ipv6 or mapped (default: what the script says, else ipv4)")
  private String mode;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "linux",
      description = "whose behaviour is expected: linux; freebsd is not there yet")
  private String profile;

  @Option(
      names = "--relaxed-psh",
      description = "overlook PSH where it depends on how a sender cuts its data")
  private boolean relaxedPsh;

  @Option(names = "--ignore-win", description = "overlook the window field")
  private boolean ignoreWindow;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "what a word of the scripts stands for")
  private Map<String, String> definitions = new LinkedHashMap<>();

  @Option(names = "--parse", description = "only read the scripts")
  private boolean parseOnly;

  @Option(names = "--json", description = "one line of JSON for each script")
  private boolean json;

  @Option(
      names = "--summary",
      description = {
        "a table by folder instead of a line for each script: how many pass as they are (strict),",
        "and how many with --relaxed-psh and --ignore-win (relaxed)",
      })
  private boolean summary;

  @Option(names = "--verbose", description = "also differences that do not count")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    DrillOptions options = options();
    if (summary) {
      return summarize(options);
    }
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    for (Path script : scripts()) {
      Verdict verdict = run(script, options);
      counts.merge(verdict.kind(), 1, Integer::sum);
      print(verdict);
    }
    if (!json) {
      out().println(sentence(counts));
    }
    out().flush();
    return counts.keySet().stream().allMatch(kind -> kind == Kind.PASS) ? 0 : 1;
  }

  private int summarize(DrillOptions options) throws IOException {
    DrillSummary table = new DrillSummary();
    boolean all = true;
    for (Path script : scripts()) {
      Verdict strict = run(script, options);
      boolean passes = strict.kind() == Kind.PASS;
      table.add(script, strict, passes ? strict : run(script, options.overlooking(true, true)));
      all &= passes;
    }
    table.lines().forEach(out()::println);
    out().flush();
    return all ? 0 : 1;
  }

  private DrillOptions options() {
    if (!profile.equals("linux")) {
      throw wrong("no profile '" + profile + "'; there is linux");
    }
    return new DrillOptions(chosenMode(), relaxedPsh, ignoreWindow, definitions);
  }

  private Optional<Mode> chosenMode() {
    if (mode == null) {
      return Optional.empty();
    }
    for (Mode each : Mode.values()) {
      if (each.label().equals(mode)) {
        return Optional.of(each);
      }
    }
    throw wrong("no mode '" + mode + "'; there are ipv4, ipv6 and mapped");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw wrong("there is no " + path);
      }
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.walk(path)) {
          files.filter(each -> each.toString().endsWith(".pkt")).sorted().forEach(scripts::add);
        }
      } else {
        scripts.add(path);
      }
    }
    return scripts;
  }

  private Verdict run(Path script, DrillOptions options) throws IOException {
    return parseOnly
        ? Drill.parse(script.toString(), Files.readString(script), options)
        : Drill.run(script, options);
  }

  // ---- output ----

  private void print(Verdict verdict) {
    if (json) {
      out().println(verdict.toJson());
      return;
    }
    String overlooked = verdict.strict() ? "" : " (with differences overlooked)";
    String label = verdict.kind().label();
    out().printf("%-11s  %s%s%n", label, verdict.script(), overlooked);
    if (!verdict.reason().isEmpty()) {
      out().println("             " + verdict.reason().replace("; ", ";\n             "));
    }
    if (verbose) {
      verdict.notes().stream().distinct().forEach(each -> out().println("             " + each));
    }
  }

  private static String sentence(Map<Kind, Integer> counts) {
    List<String> parts = new ArrayList<>();
    int total = 0;
    for (Map.Entry<Kind, Integer> each : counts.entrySet()) {
      parts.add(each.getValue() + " " + each.getKey().label());
      total += each.getValue();
    }
    String scripts = total == 1 ? "1 script" : total + " scripts";
    return String.format(Locale.ROOT, "%s: %s", scripts, String.join(", ", parts));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
