package io.handfast.timer;

/**
 * One entry of a {@link TimerWheel}. A connection is one: its nearest deadline is the entry's.
 *
 * <p>Moving the deadline later only stores a field: the wheel looks again when the old deadline
 * comes. Not thread-safe.
 */
public abstract class Timer {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  /** When to fire, in ns, or {@link #NEVER}. */
  long deadline = NEVER;

  /** Under which deadline the wheel holds this entry; at most {@link #deadline}. */
  long filedUnder = NEVER;

  /** Breaks ties; set by the wheel when first scheduled. */
  long id;

  Timer previous;
  Timer next;

  /** Slot of the wheel, position in the near heap, or {@link TimerWheel#NOWHERE}. */
  int place = TimerWheel.NOWHERE;

  boolean inHeap;

  /**
   * Called once when the deadline has come; the entry is idle by then and may be scheduled again.
   *
   * @param now time in ns, at or after the deadline
   */
  protected abstract void fire(long now);

  /** Deadline in ns, or {@link #NEVER}. */
  public final long deadline() {
    return deadline;
  }
}
