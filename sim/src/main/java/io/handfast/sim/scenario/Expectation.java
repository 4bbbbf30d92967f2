package io.handfast.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What has to come of a scenario; {@code text} is the line as written. */
sealed interface Expectation {
  String text();

  int line();

  /** The host's connections went through exactly these states. */
  record Passes(String host, List<String> states, String text, int line) implements Expectation {}

  /**
   * These are the states of all its sockets but listeners, at the end; CLOSED when there is none.
   */
  record Ends(String host, List<String> states, String text, int line) implements Expectation {}

  /** It entered the state at that time. */
  record Enters(String host, String state, Duration at, String text, int line)
      implements Expectation {}

  /** It sent segments of this kind at exactly these times, in ms. */
  record SendsAt(String host, String kind, List<Duration> times, String text, int line)
      implements Expectation {}

  /** It sent so many segments of this kind. */
  record Sends(String host, String kind, int count, String text, int line) implements Expectation {}

  /** A call gave this result: {@code ok}, {@code end} or an error's name. */
  record Result(
      String host,
      String socket,
      String call,
      String outcome,
      Optional<Duration> at,
      String text,
      int line)
      implements Expectation {}

  /** It read exactly so many bytes, and they were those that its peer wrote. */
  record Reads(String host, String socket, long bytes, String text, int line)
      implements Expectation {}

  /** It read so many bytes that nobody wrote in this connection: from an earlier one. */
  record Strays(String host, String socket, long bytes, String text, int line)
      implements Expectation {}

  /** The counter, by nstat's name, stands at this value in the end. */
  record Counts(String host, String counter, long value, String text, int line)
      implements Expectation {}

  /** At that time it has so many sockets in this state. */
  record Has(String host, String state, int count, Duration at, String text, int line)
      implements Expectation {}

  /** Its programs did exactly these steps, in this order. */
  record Steps(String host, List<String> names, String text, int line) implements Expectation {}

  /** One of its programs did this step at that time. */
  record StepAt(String host, String name, Duration at, String text, int line)
      implements Expectation {}

  /** It told this reason, by its name in {@link io.handfast.event.Reason}. */
  record Notes(String host, String reason, Optional<Duration> at, String text, int line)
      implements Expectation {}
}
