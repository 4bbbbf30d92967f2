package io.handfast.event;

/** Reads a stack's event stream, under the domain lock; must neither block nor call the stack. */
@FunctionalInterface
public interface EventListener {
  /**
   * One event, as primitive fields; text is made by whoever shows it.
   *
   * @param now time in ns
   * @param type kind of event
   * @param reason why it happened
   * @param connection number of the connection in its stack, 0 when there is none
   * @param a first value, see {@link EventType}
   * @param b second value
   */
  void event(long now, EventType type, Reason reason, long connection, long a, long b);
}
