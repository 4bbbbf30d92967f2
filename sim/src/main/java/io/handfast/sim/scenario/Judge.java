package io.handfast.sim.scenario;

import io.handfast.event.Counter;
import io.handfast.sim.Moment;
import io.handfast.sim.SimPacket;
import io.handfast.tcp.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares what came of a run with what was expected. Times agree to the millisecond. */
final class Judge {
  private final ScenarioRun run;

  Judge(ScenarioRun run) {
    this.run = run;
  }

  Verdict judge(Expectation expectation) {
    Optional<String> difference =
        switch (expectation) {
          case Expectation.Passes e -> compare(e.states(), path(e.host()));
          case Expectation.Ends e -> compare(e.states(), ends(e.host()));
          case Expectation.Enters e -> among(e.at(), entered(e.host(), e.state()));
          case Expectation.SendsAt e -> compare(millis(e.times()), sentAt(e.host(), e.kind()));
          case Expectation.Sends e ->
              compare(List.of(e.count()), List.of(sentAt(e.host(), e.kind()).size()));
          case Expectation.Result e -> result(e);
          case Expectation.Reads e -> reads(e);
          case Expectation.Strays e -> {
            Program program = run.programOrNull(e.host(), e.socket());
            yield compare(List.of(e.bytes()), List.of(program == null ? 0L : program.bytesRead()));
          }
          case Expectation.Counts e -> compare(List.of(e.value()), List.of(counter(e)));
          case Expectation.Has e -> compare(List.of(e.count()), List.of(run.counted(e)));
          case Expectation.Notes e -> notes(e);
          case Expectation.Steps e -> compare(e.names(), steps(e.host()));
          case Expectation.StepAt e -> among(e.at(), stepped(e.host(), e.name()));
        };
    Bilingual sentence = ExpectationWords.of(expectation);
    return new Verdict(difference.isEmpty(), sentence, difference.orElse(""), expectation.line());
  }

  private static Optional<String> compare(List<?> expected, List<?> actual) {
    return expected.equals(actual) ? Optional.empty() : Optional.of(text(actual));
  }

  private static String text(List<?> values) {
    return values.isEmpty()
        ? "-"
        : values.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private List<String> path(String host) {
    List<String> path = new ArrayList<>();
    for (Moment moment : run.chronicle().moments()) {
      if (moment instanceof Moment.StateChange change && change.host().equals(host)) {
        path.add(change.to().rfc());
      }
    }
    return path;
  }

  private List<String> ends(String host) {
    List<String> states = run.states(host).stream().map(State::rfc).toList();
    return states.isEmpty() ? List.of("CLOSED") : states;
  }

  private static Optional<String> among(Duration at, List<String> times) {
    return times.contains(at.toMillis() + "ms") ? Optional.empty() : Optional.of(text(times));
  }

  private List<String> entered(String host, String state) {
    List<String> times = new ArrayList<>();
    for (Moment moment : run.chronicle().moments()) {
      if (moment instanceof Moment.StateChange change
          && change.host().equals(host)
          && change.to().rfc().equals(state)) {
        times.add(millis(change.at()));
      }
    }
    return times;
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + "ms";
  }

  private static List<String> millis(List<Duration> times) {
    return times.stream().map(each -> each.toMillis() + "ms").toList();
  }

  private List<String> sentAt(String host, String kind) {
    Predicate<SimPacket> packets = RuleSentence.KINDS.get(kind);
    return run.sent().stream()
        .filter(each -> each.host().equals(host) && packets.test(each.packet()))
        .map(each -> millis(each.packet().sentAt() - io.handfast.sim.Simulation.START))
        .toList();
  }

  private Optional<String> result(Expectation.Result e) {
    List<Outcome> calls =
        run.outcomes().stream()
            .filter(each -> each.host().equals(e.host()) && each.socket().equals(e.socket()))
            .filter(each -> each.call().equals(e.call()))
            .toList();
    boolean met =
        calls.stream()
            .anyMatch(each ->
                each.outcome().equals(e.outcome())
                    && e.at().map(at -> at.toMillis() == each.at() / 1_000_000).orElse(true));
    return met
        ? Optional.empty()
        : Optional.of(
            text(calls.stream().map(each -> each.outcome() + " " + millis(each.at())).toList()));
  }

  private Optional<String> reads(Expectation.Reads e) {
    Program program = run.programOrNull(e.host(), e.socket());
    long bytes = program == null ? 0 : program.bytesRead();
    if (program != null && !program.isExact()) {
      return Optional.of(bytes + " bytes, not those that were written");
    }
    return bytes == e.bytes() ? Optional.empty() : Optional.of(bytes + " bytes");
  }

  private List<String> steps(String host) {
    return run.steps().stream()
        .filter(each -> each.host().equals(host))
        .map(Moment.Step::name)
        .toList();
  }

  private List<String> stepped(String host, String name) {
    return run.steps().stream()
        .filter(each -> each.host().equals(host) && each.name().equals(name))
        .map(each -> millis(each.at()))
        .toList();
  }

  private long counter(Expectation.Counts e) {
    Counter counter =
        Arrays.stream(Counter.values())
            .filter(each -> each.nstat().equals(e.counter()))
            .findFirst()
            .orElseThrow();
    return run.host(e.host()).stack().counters().get(counter);
  }

  private Optional<String> notes(Expectation.Notes e) {
    List<String> times = new ArrayList<>();
    for (Moment moment : run.chronicle().moments()) {
      if (moment.host().equals(e.host()) && e.reason().equals(reason(moment))) {
        times.add(millis(moment.at()));
      }
    }
    return e.at().isPresent()
        ? among(e.at().get(), times)
        : times.isEmpty() ? Optional.of("-") : Optional.empty();
  }

  private static String reason(Moment moment) {
    return switch (moment) {
      case Moment.StateChange change -> change.reason().name();
      case Moment.Event event -> event.reason().name();
      default -> "";
    };
  }
}
