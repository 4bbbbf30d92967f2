package io.handfast.nio.driver;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps exceptions of a pump away from the thread that happens to drive it: they are counted, the
 * first one is reported, and driving goes on a little later.
 */
final class PumpGuard {
  /** Pause after a failure, so that a failure that stays does not become a busy loop. */
  private static final long PAUSE_NANOS = 1_000_000;

  private static final Logger LOGGER = System.getLogger(PumpGuard.class.getPackageName());

  private final String name;
  private final Pump pump;
  private long failures;
  private long runs;
  private long lastRun;

  PumpGuard(String name, Pump pump) {
    this.name = name;
    this.pump = pump;
  }

  long run(long now) {
    runs++;
    lastRun = now;
    try {
      return pump.run(now);
    } catch (Throwable e) {
      failed("run", e);
      return now + PAUSE_NANOS;
    }
  }

  long flush(long now) {
    try {
      return pump.flush(now);
    } catch (Throwable e) {
      failed("flush", e);
      return now + PAUSE_NANOS;
    }
  }

  void block(long timeoutNanos) {
    try {
      pump.block(timeoutNanos);
    } catch (Throwable e) {
      failed("block", e);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  boolean moreWork() {
    return pump.moreWork();
  }

  /** When {@link #run} was called last. */
  long lastRun() {
    return lastRun;
  }

  long runs() {
    return runs;
  }

  long failures() {
    return failures;
  }

  private void failed(String step, Throwable cause) {
    if (failures++ == 0) {
      LOGGER.log(
          Level.ERROR,
          "driver domain " + name + ": " + step + " failed; further failures are only counted",
          cause);
    }
  }
}
