package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a selecting thread waits: in the domain its keys come from, which it then drives, or parked
 * when it has none.
 *
 * <p>No wake-up is lost. The selecting thread forgets earlier signals, looks at the ready list, and
 * then waits, which ends at once when there is a mark. Whoever offers a key lists it first and
 * marks afterwards: either the look finds the key or the wait finds the mark. {@link #waitingIn}
 * changes under that driver's lock only, so that an event under the same lock knows for certain.
 */
final class SelectorWait {
  private final Waiter waiter = new Waiter();
  private volatile Driver waitingIn;

  /** Before looking at the ready list. */
  void forgetSignals() {
    waiter.clear();
  }

  /**
   * Waits for a signal, the time or an interrupt.
   *
   * @param home the driver to wait with, or null
   * @param nanos at most, in nanoseconds of its clock; {@link Driver#NEVER} for no limit
   * @return nanoseconds that went by
   */
  long await(Driver home, DomainCursor cursor, long nanos) {
    if (home == null) {
      cursor.release();
      return park(nanos);
    }
    cursor.hold(home);
    long start = home.now();
    waitingIn = home;
    try {
      home.await(waiter, Patience.deadline(home, nanos));
    } finally {
      waitingIn = null;
    }
    return home.now() - start;
  }

  private long park(long nanos) {
    long start = System.nanoTime();
    waiter.thread(Thread.currentThread());
    try {
      if (!waiter.isSignalled()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      waiter.thread(null);
    }
    return System.nanoTime() - start;
  }

  /** Ends the wait, or the next one; {@code locked} is the driver whose lock is held, or null. */
  void signal(Driver locked) {
    if (locked != null && waitingIn == locked) {
      locked.signal(waiter);
    } else {
      wake();
    }
  }

  private void wake() {
    waiter.mark();
    Driver driver;
    do {
      driver = waitingIn;
      Thread thread = waiter.thread();
      if (driver != null) {
        driver.wake(waiter);
      } else if (thread != null) {
        LockSupport.unpark(thread);
      }
      // A thread that has moved on has a mark now which its new driver takes for a wake-up.
    } while (driver != waitingIn);
  }
}
