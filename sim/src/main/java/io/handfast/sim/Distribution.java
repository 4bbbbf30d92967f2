package io.handfast.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/** How a delay is spread. Samples are in ns and never negative; the same dice, the same samples. */
@FunctionalInterface
public interface Distribution {
  /** Draws one delay, in ns. */
  long sample(SplittableRandom dice);

  /** Always the same. */
  static Distribution constant(Duration delay) {
    long nanos = delay.toNanos();
    return dice -> nanos;
  }

  /** Anything from {@code min} to {@code max}, all alike. */
  static Distribution uniform(Duration min, Duration max) {
    long from = min.toNanos();
    long to = max.toNanos();
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("min is 0 to max: " + min + ", " + max);
    }
    return dice -> dice.nextLong(from, to + 1);
  }

  /** Around a mean; what would be negative is 0. */
  static Distribution normal(Duration mean, Duration deviation) {
    long middle = mean.toNanos();
    long sigma = deviation.toNanos();
    return dice -> Math.max(0, middle + Math.round(dice.nextGaussian() * sigma));
  }

  /**
   * Pareto: mostly near {@code min}, sometimes far above it, as queues in the Internet.
   *
   * @param shape above 0; the smaller, the longer the tail (3 is tame, 1.2 is wild)
   * @param max no sample is above it
   */
  static Distribution pareto(Duration min, double shape, Duration max) {
    if (!(shape > 0)) {
      throw new IllegalArgumentException("a shape is above 0, not " + shape);
    }
    double scale = min.toNanos();
    long limit = max.toNanos();
    // StrictMath: the same bits on every machine.
    return dice -> (long) Math.min(limit, scale / StrictMath.pow(1 - dice.nextDouble(), 1 / shape));
  }

  /** One of these, all alike: a table of measured delays. */
  static Distribution table(Duration... delays) {
    long[] nanos = new long[delays.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = delays[i].toNanos();
    }
    if (nanos.length == 0) {
      throw new IllegalArgumentException("a table has at least one delay");
    }
    return dice -> nanos[dice.nextInt(nanos.length)];
  }
}
