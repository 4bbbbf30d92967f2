package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.sim.Language;
import io.handfast.sim.SimCapture;
import io.handfast.sim.SimHost;
import io.handfast.sim.scenario.RuleSentence;
import io.handfast.sim.scenario.Scenario;
import io.handfast.sim.scenario.ScenarioProblem;
import io.handfast.sim.scenario.ScenarioReader;
import io.handfast.sim.scenario.ScenarioRun;
import io.handfast.sim.scenario.Scenarios;
import io.handfast.sim.scenario.Suggestion;
import io.handfast.sim.scenario.Verdict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast play}: one scenario on the real stack, in virtual time, explained. */
@Command(
    name = "play",
    description = {
      "Plays a scenario on the real stack, in virtual time, without root and network.",
      "Shows what is sent, what is lost, what both ends do about it, and why.",
    },
    footer = {
      "",
      "Packets for --drop: \"the first SYN-ACK\", \"the third data from client\", \"every FIN\";",
      "SYN-ACK alone means the first one.",
      "",
      "Examples:",
      "  handfast play --list",
      "  handfast play lost-syn-ack",
      "  handfast play handshake --drop SYN --drop \"the first ACK\"",
      "  handfast play lost-syn-ack --locale zh",
      "  handfast play close-wait-leak --at 1h --show ss --host server",
      "  handfast play four-way-close --pcapng close.pcapng --svg close.svg",
      "  handfast play simultaneous-close --states",
    })
final class PlayCommand implements Callable<Integer> {
  /** What is lost on request takes longer than the file has planned. */
  private static final Duration REPAIR_TIME = Duration.ofSeconds(20);

  private static final List<String> VIEWS = List.of("ss", "netstat", "dump");

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME|FILE",
      description = "a bundled scenario, or a YAML file of your own")
  private String what;

  @Option(names = "--list", description = "the bundled scenarios by group")
  private boolean list;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides everything random (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--drop",
      paramLabel = "PACKET",
      description = "loses one more packet; may be repeated")
  private List<String> drops = new ArrayList<>();

  @Option(
      names = "--locale",
      paramLabel = "en|zh",
      description = "language (default: that of the system, if it is one of them, else en)")
  private String locale;

  @Option(names = "--pcapng", paramLabel = "FILE", description = "capture at the left host")
  private Path pcapng;

  @Option(names = "--svg", paramLabel = "FILE", description = "the diagram as a picture")
  private Path svg;

  @Option(
      names = "--states",
      description = "the state diagram of RFC 9293 with both ways through it, for the sequence")
  private boolean states;

  @Option(names = "--json", description = "everything as one line of JSON")
  private boolean json;

  @Option(names = "--markdown", description = "as Markdown")
  private boolean markdown;

  @Option(names = "--at", paramLabel = "TIME", description = "stop there, for example 12.5s")
  private String at;

  @Option(
      names = "--show",
      paramLabel = "VIEW",
      description = "ss, netstat or dump of a host, at --at or at the end")
  private String show;

  @Option(names = "--host", paramLabel = "NAME", description = "the host of --show (default: all)")
  private String host;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Language language = language();
    if (list || what == null) {
      require(list, "missing scenario: a name of 'play --list', or a file");
      PlayList.print(language, json, out());
      return 0;
    }
    require(show == null || VIEWS.contains(show), "--show takes ss, netstat or dump");
    require(host == null || show != null, "--host belongs to --show");
    Scenario scenario = scenario();
    ScenarioRun run = new ScenarioRun(scenario, seed, rules());
    checkHost(scenario);
    play(run);
    if (show != null) {
      new HostView(run, out()).print(show, host);
      return 0;
    }
    print(run, language);
    return !asWritten() || run.verdicts().stream().allMatch(Verdict::met) ? 0 : 1;
  }

  /** Only then the expectations of the file apply. */
  private boolean asWritten() {
    return at == null && drops.isEmpty();
  }

  private void play(ScenarioRun run) throws IOException {
    Duration end = at == null ? run.scenario().end() : time(at);
    if (!drops.isEmpty() && at == null) {
      end = end.plus(REPAIR_TIME);
    }
    if (pcapng == null) {
      run.runUntil(end);
    } else {
      SimHost left = run.host(run.recorder().left());
      String title = run.scenario().name() + ", seed " + seed;
      BufferedOutputStream file = new BufferedOutputStream(Files.newOutputStream(pcapng));
      try (SimCapture _ = new SimCapture(run.simulation(), left, file, title)) {
        run.runUntil(end);
      }
    }
    if (svg != null) {
      String title = run.scenario().title().in(language());
      Files.writeString(
          svg,
          states
              ? run.recorder().states(language()).svg(title)
              : run.recorder().diagram(language()).svg(title));
    }
  }

  private void print(ScenarioRun run, Language language) {
    if (json) {
      out().println(Json.write(PlayJson.of(run, seed)));
    } else {
      new PlayText(run, language, markdown, asWritten(), out()).states(states).print();
    }
    out().flush();
  }

  // ---- options ----

  private Language language() {
    if (locale == null) {
      return Language.of(Locale.getDefault().getLanguage());
    }
    require(
        locale.matches("(?i)(en|zh)([-_].*)?"), "--locale takes en or zh, not '" + locale + "'");
    return Language.of(locale);
  }

  private Scenario scenario() throws IOException {
    if (Scenarios.names().contains(what)) {
      return Scenarios.named(what).orElseThrow();
    }
    Path file = Path.of(what);
    if (!Files.isRegularFile(file)) {
      String maybe =
          Suggestion.of(what, Scenarios.names())
              .map(each -> "did you mean '" + each + "'?")
              .orElse("'play --list' shows them");
      throw wrong("no scenario or file '" + what + "'; " + maybe);
    }
    try {
      return ScenarioReader.read(what, Files.readString(file));
    } catch (ScenarioProblem problem) {
      throw new Failures.Failure(problem.getMessage(), problem);
    }
  }

  private List<RuleSentence> rules() {
    List<RuleSentence> rules = new ArrayList<>();
    for (String drop : drops) {
      boolean alone = drop.strip().matches("\\S+");
      try {
        rules.add(RuleSentence.parse("drop " + (alone ? "the first " : "") + drop.strip()));
      } catch (ScenarioProblem problem) {
        throw wrong("--drop: " + problem.getMessage().replaceFirst("^.*?:\\d+: ", ""));
      }
    }
    return rules;
  }

  private void checkHost(Scenario scenario) {
    if (host != null && !scenario.hostNames().contains(host)) {
      String names = String.join(", ", scenario.hostNames());
      throw wrong("no host '" + host + "' in " + scenario.name() + "; there is " + names);
    }
  }

  private Duration time(String text) {
    return RuleSentence.time(text)
        .orElseThrow(() -> wrong("--at takes a time like 200ms, 12.5s or 2h, not '" + text + "'"));
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
