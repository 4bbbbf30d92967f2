package io.handfast.tcp.congestion;

/**
 * The largest value of a sliding window, in constant space: the best and two younger ones that may
 * follow it (the windowed filter of Kathleen Nichols).
 */
final class MaxFilter {
  private final long window;
  private final double[] values = new double[3];
  private final long[] times = new long[3];

  /**
   * @param window how long a value counts, in the unit of the times of {@link #add}
   */
  MaxFilter(long window) {
    this.window = window;
  }

  /** The largest value of the window; 0 before the first. */
  double best() {
    return values[0];
  }

  /** Takes a value; times never go back. */
  void add(double value, long time) {
    if (value >= values[0] || time - times[2] > window) {
      fill(0, value, time);
      return;
    }
    if (value >= values[1]) {
      fill(1, value, time);
    } else if (value >= values[2]) {
      fill(2, value, time);
    }
    expire(value, time);
  }

  private void fill(int from, double value, long time) {
    for (int i = from; i < 3; i++) {
      values[i] = value;
      times[i] = time;
    }
  }

  /** The best leaves the window, or a quarter of it has passed without a second or third one. */
  private void expire(double value, long time) {
    long age = time - times[0];
    if (age > window) {
      shift(value, time);
      if (time - times[0] > window) {
        shift(value, time);
      }
    } else if (times[1] == times[0] && age > window / 4) {
      fill(1, value, time);
    } else if (times[2] == times[1] && age > window / 2) {
      fill(2, value, time);
    }
  }

  private void shift(double value, long time) {
    values[0] = values[1];
    times[0] = times[1];
    values[1] = values[2];
    times[1] = times[2];
    fill(2, value, time);
  }
}
