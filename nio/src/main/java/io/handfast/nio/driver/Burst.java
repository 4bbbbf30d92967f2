package io.handfast.nio.driver;

/**
 * How long the application has been calling without a longer absence. Within a burst the role of
 * the driver belongs to its threads; one that comes now and then is better served by the standby,
 * because it would lose the role after each answer and have to ask for it again each time.
 *
 * <p>Time inside a wait is no absence. Guarded by the domain lock; times in nanoseconds.
 */
final class Burst {
  private final long absence;
  private final long length;
  private long start;
  private long last;

  /**
   * A burst that begins with the first call.
   *
   * @param absence without a call for longer than this, the next one begins a new burst
   * @param length a burst is long from this age on
   */
  Burst(long absence, long length, long now) {
    this.absence = absence;
    this.length = length;
    this.start = now;
    this.last = now;
  }

  /** A call ended, or a wait began. */
  void call(long now) {
    if (now - last > absence) {
      start = now;
    }
    last = now;
  }

  /** A wait ended. */
  void waited(long now) {
    last = now;
  }

  boolean isLong() {
    return last - start >= length;
  }
}
