package io.handfast.bench.kernel;

import java.util.Arrays;

/**
 * Durations of single exchanges, in nanoseconds; beyond {@value #MOST} further ones are left out.
 */
final class Latencies {
  private static final int MOST = 1 << 23;

  private long[] nanos = new long[1 << 16];
  private int count;

  void clear() {
    count = 0;
  }

  void add(long duration) {
    if (count == nanos.length && count < MOST) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    if (count < nanos.length) {
      nanos[count++] = duration;
    }
  }

  /** Median, 99th and 99.9th percentile in microseconds; empty without a sample. */
  double[] percentiles() {
    if (count == 0) {
      return new double[0];
    }
    Arrays.sort(nanos, 0, count);
    return new double[] {at(0.5), at(0.99), at(0.999)};
  }

  private double at(double fraction) {
    return nanos[(int) (count * fraction)] / 1e3;
  }
}
