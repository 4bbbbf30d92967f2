package io.handfast.sim.drill;

import java.util.List;
import java.util.Map;

/**
 * A script as read.
 *
 * @param options the {@code --name=value} lines, an empty value for a mere name
 * @param init shell text to run before the first event, empty when there is none
 * @param events in order
 * @param cleanup shell text to run at the end, empty when there is none
 */
record Script(Map<String, String> options, String init, List<Event> events, String cleanup) {
  /** One step of a script, and the line it stands in. */
  record Event(int line, EventTime time, Action action) {}

  /** When an event is due, in µs; ranges have two ends. */
  record EventTime(Base base, long from, long to) {
    /** What the times count from. */
    enum Base {
      /** The start of the script. */
      START,
      /** The moment the script arrives at the event. */
      NOW,
      /** No time is asked for. */
      ANY
    }
  }
}
