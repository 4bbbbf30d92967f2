package io.handfast.nio.driver;

import io.handfast.stack.Driver;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The role of the thread that drives: who holds it, who asked for it, and what its holder does. All
 * of it under the domain lock, except for {@link #holder()}.
 *
 * <p>The holder looks whether its wait is over, sets {@link #polling}, releases the lock and
 * blocks. Whoever changes something afterwards under the lock sees {@code polling} and kicks;
 * whoever has no lock kicks the holder anyway. A kick is not lost.
 */
final class Role {
  /** Rounds without blocking after which the holder lets others in that queue for the lock. */
  private static final int ROUNDS_BEFORE_YIELD = 4;

  private final ReentrantLock lock;
  private final LongSupplier clock;
  private final PumpGuard pump;
  private final Deliveries deliveries;
  private final WaitDeadlines deadlines;

  private volatile Thread holder;

  /** True from before the holder releases the lock to block until after it has blocked. */
  private volatile boolean polling;

  private long blockedUntil;
  private Thread heir;
  private long tenures;
  private long takeovers;

  Role(
      ReentrantLock lock,
      LongSupplier clock,
      PumpGuard pump,
      Deliveries deliveries,
      WaitDeadlines deadlines) {
    this.lock = lock;
    this.clock = clock;
    this.pump = pump;
    this.deliveries = deliveries;
    this.deadlines = deadlines;
  }

  /** Who holds the role now, or null; exact under the lock. */
  Thread holder() {
    return holder;
  }

  /** True when the thread may drive: nobody else does. */
  boolean isOpenTo(Thread thread) {
    return holder == null || holder == thread;
  }

  /** Drives until {@code over}, which is asked after each run and each block. */
  void drive(Thread thread, long deadline, BooleanSupplier over) {
    holder = thread;
    tenures++;
    try {
      int rounds = 0;
      do {
        long next = pump.run(clock.getAsLong());
        if (over.getAsBoolean()) {
          return;
        }
        rounds = rest(Math.min(next, deadline), rounds);
      } while (!over.getAsBoolean());
    } finally {
      leave();
    }
  }

  /** Between two runs: blocks until {@code until}, or only lets others in when work is left. */
  private int rest(long until, int rounds) {
    long now = clock.getAsLong();
    deadlines.expire(now);
    long earliest = Math.min(until, deadlines.earliest());
    if (!pump.moreWork() && earliest > now) {
      block(earliest, now);
      return 0;
    }
    if (deliveries.hasThreads() || lock.hasQueuedThreads()) {
      deliveries.release();
      if (rounds >= ROUNDS_BEFORE_YIELD) {
        Thread.yield();
      }
      lock.lock();
    }
    return rounds + 1;
  }

  private void block(long until, long now) {
    blockedUntil = until;
    polling = true;
    deliveries.release();
    try {
      pump.block(until == Driver.NEVER ? Driver.NEVER : until - now);
    } finally {
      polling = false;
      lock.lock();
    }
  }

  /**
   * Leaves the role free, or hands it to the thread that asked. That thread is woken at once and
   * holds the role from here on, so that the standby does not take it back before the thread is
   * awake.
   */
  private void leave() {
    holder = heir;
    if (heir != null) {
      deliveries.wake(heir);
      heir = null;
    }
  }

  /** Asks the holder to hand the role over; false when another thread has asked already. */
  boolean ask(Thread thread) {
    if (heir != null) {
      return false;
    }
    heir = thread;
    takeovers++;
    endBlock();
    return true;
  }

  /** True when a thread has asked for the role. */
  boolean isAskedFor() {
    return heir != null;
  }

  /** A thread that no longer waits asks no more; true when it was handed the role and leaves it. */
  boolean giveUp(Thread thread) {
    if (heir == thread) {
      heir = null;
    }
    boolean held = holder == thread;
    if (held) {
      leave();
    }
    return held;
  }

  /** Ends the holder's block, if it is in one. */
  void endBlock() {
    if (polling) {
      deliveries.kick();
    }
  }

  /** A blocked holder learns of a deadline that is earlier than the one it blocks for. */
  void expect(long deadline) {
    if (polling && deadline < blockedUntil) {
      blockedUntil = deadline;
      deliveries.kick();
    }
  }

  /** How often the role was taken. */
  long tenures() {
    return tenures;
  }

  /** How often it was asked for. */
  long takeovers() {
    return takeovers;
  }
}
