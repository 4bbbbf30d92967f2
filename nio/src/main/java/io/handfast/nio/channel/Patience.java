package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** How long a blocked call waits. */
final class Patience {
  private Patience() {}

  /**
   * The deadline on the driver's clock of a wait of {@code nanos}, which may be "never", and is
   * when the clock does not reach that far.
   */
  static long deadline(Driver driver, long nanos) {
    long now = driver.now();
    return nanos >= Driver.NEVER - Math.max(now, 0) ? Driver.NEVER : now + nanos;
  }

  /**
   * Takes a lock that other callers may hold for as long as they wait themselves.
   *
   * @return what is left of {@code nanos}; 0 when they are over, and then the lock is not held
   */
  static long lock(ReentrantLock lock, Driver driver, long nanos) {
    if (nanos == Driver.NEVER) {
      lock.lock();
      return nanos;
    }
    long begin = now(driver);
    if (!tryLock(lock, nanos)) {
      return 0;
    }
    long left = nanos - (now(driver) - begin);
    if (left <= 0) {
      lock.unlock();
    }
    return Math.max(left, 0);
  }

  private static long now(Driver driver) {
    driver.lock();
    try {
      return driver.now();
    } finally {
      driver.unlock();
    }
  }

  /** An interrupt is for the call behind the lock: it is kept and set again. */
  private static boolean tryLock(ReentrantLock lock, long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** True when the time is over, or an interrupt ends the call. */
  static boolean isOver(Driver driver, long deadline, Interrupts interrupts) {
    return interrupts.isDue() || isOver(driver, deadline);
  }

  private static boolean isOver(Driver driver, long deadline) {
    return deadline != Driver.NEVER && driver.now() - deadline >= 0;
  }
}
