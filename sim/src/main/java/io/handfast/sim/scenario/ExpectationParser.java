package io.handfast.sim.scenario;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.tcp.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what has to come of a scenario. */
final class ExpectationParser {
  private static final List<String> VERBS =
      List.of(
          "passes",
          "ends",
          "enters",
          "sends",
          "reads",
          "counts",
          "has",
          "notes",
          "connect",
          "accept",
          "read",
          "write",
          "bind",
          "listen",
          "close",
          "steps",
          "step",
          "get",
          "open",
          "heartbeat",
          "watch");
  private static final List<String> STATES = Arrays.stream(State.values()).map(State::rfc).toList();
  private static final List<String> COUNTERS =
      Arrays.stream(Counter.values()).map(Counter::nstat).toList();
  private static final List<String> REASONS =
      Arrays.stream(Reason.values()).map(Reason::name).toList();
  private static final List<String> OUTCOMES = outcomes();

  private final Words words;
  private final String text;
  private final int line;
  private String host;
  private String socket;

  private ExpectationParser(YamlNode node) {
    text = node.text();
    line = node.line();
    words = new Words(node, text);
  }

  private static List<String> outcomes() {
    List<String> names = new ArrayList<>(List.of("ok", "end", "timeout", "online", "offline"));
    Arrays.stream(Errno.values()).map(Errno::name).forEach(names::add);
    return names;
  }

  static Expectation parse(YamlNode node, List<String> hosts) {
    ExpectationParser parser = new ExpectationParser(node);
    parser.subject(hosts);
    Expectation expectation = parser.predicate();
    parser.words.end();
    return expectation;
  }

  private void subject(List<String> hosts) {
    String[] names = words.next("a host").split("/");
    host = oneOf("host", names[0], hosts);
    socket = names.length > 1 ? names[1] : ScenarioReader.MAIN;
  }

  private String oneOf(String what, String name, List<String> known) {
    if (!known.contains(name)) {
      throw words.problem(Suggestion.unknown(what, name, known));
    }
    return name;
  }

  private Expectation predicate() {
    String verb = words.next("a verb");
    return switch (verb) {
      case "passes" -> new Expectation.Passes(host, states(), text, line);
      case "ends" -> new Expectation.Ends(host, states(), text, line);
      case "enters" -> enters();
      case "sends" -> sends();
      case "reads" -> reads();
      case "counts" ->
          new Expectation.Counts(
              host,
              oneOf("counter", words.next("a counter"), COUNTERS),
              words.number("its value"),
              text,
              line);
      case "has" -> has();
      case "notes" ->
          new Expectation.Notes(
              host, oneOf("reason", words.next("a reason"), REASONS), maybeAt(), text, line);
      case "steps" -> new Expectation.Steps(host, steps(), text, line);
      case "step" -> stepAt();
      case "connect",
          "accept",
          "read",
          "write",
          "bind",
          "listen",
          "close",
          "get",
          "open",
          "heartbeat",
          "watch" ->
          result(verb);
      default -> throw words.problem(Suggestion.unknown("verb", verb, VERBS));
    };
  }

  private List<String> states() {
    List<String> states = new ArrayList<>();
    while (!words.isOver()) {
      states.add(oneOf("state", words.next("a state"), STATES));
    }
    return states;
  }

  private List<String> steps() {
    List<String> names = new ArrayList<>();
    while (!words.isOver()) {
      names.add(words.next("a step"));
    }
    return names;
  }

  private Expectation stepAt() {
    String name = words.next("a step");
    words.expect("at");
    return new Expectation.StepAt(host, name, words.time("a time"), text, line);
  }

  private Expectation enters() {
    String state = oneOf("state", words.next("a state"), STATES);
    words.expect("at");
    return new Expectation.Enters(host, state, words.time("a time"), text, line);
  }

  private Expectation sends() {
    if (words.take("no")) {
      return new Expectation.Sends(host, kind(), 0, text, line);
    }
    if (words.peek().matches("\\d+")) {
      int count = (int) words.number("a count");
      return new Expectation.Sends(host, kind(), count, text, line);
    }
    String kind = kind();
    words.expect("at");
    return new Expectation.SendsAt(host, kind, words.times(), text, line);
  }

  private String kind() {
    return oneOf(
        "kind of packet", words.next("a kind of packet"), List.copyOf(RuleSentence.KINDS.keySet()));
  }

  private Expectation reads() {
    if (words.take("stray")) {
      return new Expectation.Strays(host, socket, words.number("bytes"), text, line);
    }
    long bytes = words.number("the number of bytes");
    words.take("bytes");
    return new Expectation.Reads(host, socket, bytes, text, line);
  }

  private Expectation has() {
    int count = words.take("no") ? 0 : (int) words.number("a count");
    String state = oneOf("state", words.next("a state"), STATES);
    words.expect("at");
    return new Expectation.Has(host, state, count, words.time("a time"), text, line);
  }

  private Expectation result(String call) {
    String outcome = oneOf("outcome", words.next("an outcome"), OUTCOMES);
    return new Expectation.Result(host, socket, call, outcome, maybeAt(), text, line);
  }

  private Optional<Duration> maybeAt() {
    return words.take("at") ? Optional.of(words.time("a time")) : Optional.empty();
  }
}
