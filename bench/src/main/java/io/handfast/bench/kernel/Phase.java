package io.handfast.bench.kernel;

/** Where in its interval a run is; asked once per event, so that nothing else reads the clock. */
final class Phase {
  private final Load.Interval interval;
  private final long start = System.nanoTime();
  private long begun;
  private boolean counting;
  private long ended;

  Phase(Load.Interval interval) {
    this.interval = interval;
  }

  /** True once: the warm-up is over, and counting begins. */
  boolean begins(long now) {
    if (counting || now - start < interval.warmUp()) {
      return false;
    }
    counting = true;
    interval.begin().run();
    begun = System.nanoTime();
    return true;
  }

  /** True from the end on. */
  boolean isOver(long now) {
    if (!counting || now - begun < interval.measured()) {
      return false;
    }
    if (ended == 0) {
      ended = now;
      interval.end().run();
    }
    return true;
  }

  Figure figure(long count, double[] percentiles) {
    return new Figure(count * 1e9 / (ended - begun), count, percentiles);
  }
}
