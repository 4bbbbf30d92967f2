package io.handfast.sim;

import java.time.Duration;

/**
 * How the clock of a {@link LiveSimulation} goes.
 *
 * @param speed virtual time that passes in one unit of real time, above 0
 * @param leaps whether waits are leapt over
 * @param quiet real time without a call, and with every thread that calls at rest, after which the
 *     timeout of a blocked call is leapt to; 10 ms at least
 */
public record Pace(double speed, boolean leaps, Duration quiet) {
  /** Real time plus leaps over every wait. */
  public static final Pace LEAPING = new Pace(1, true, Duration.ofMillis(50));

  /** Real time, as on a real network. */
  public static final Pace REAL = scaled(1);

  /** Checks the ranges. */
  public Pace {
    if (!(speed > 0 && speed <= 1e6)) {
      throw new IllegalArgumentException("a speed is above 0 and at most 1,000,000: " + speed);
    }
    if (quiet.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException("quiet is 10 ms at least: " + quiet);
    }
  }

  /** No leaps, and a clock so many times as fast as the real one. */
  public static Pace scaled(double speed) {
    return new Pace(speed, false, Duration.ofMillis(50));
  }
}
