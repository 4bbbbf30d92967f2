package io.handfast.sim;

/**
 * A clock that follows real time at some speed, and leaps. After a leap for the sake of a timer it
 * stands still until that timer was served, so that the timer runs at its exact time however long
 * the threads take. Any thread may ask.
 */
final class VirtualClock {
  private final double speed;
  private long base;
  private long realBase = System.nanoTime();
  private boolean held;

  VirtualClock(long start, double speed) {
    this.base = start;
    this.speed = speed;
  }

  /** Virtual time, in ns. */
  synchronized long now() {
    return held ? base : base + (long) ((System.nanoTime() - realBase) * speed);
  }

  /** Real ns in which so many virtual ones pass. */
  long real(long virtualNanos) {
    return (long) Math.min(virtualNanos / speed, Long.MAX_VALUE);
  }

  /** Leaps to this time, unless it is past, and stands still there until {@link #served}. */
  synchronized void leapTo(long time) {
    if (time > now()) {
      base = time;
      held = true;
    }
  }

  /** What was due until this time is done. */
  synchronized void served(long time) {
    if (held && base <= time) {
      held = false;
      realBase = System.nanoTime();
    }
  }
}
