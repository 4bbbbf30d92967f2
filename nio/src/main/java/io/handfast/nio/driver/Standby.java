package io.handfast.nio.driver;

import java.util.concurrent.locks.LockSupport;

/**
 * The daemon thread that drives when nobody else does.
 *
 * <p>It is in one of three moods. It <em>drives</em>, and sleeps in the pump's block while nothing
 * goes on. It <em>ticks</em> while threads of the application take and leave the role, and takes
 * the role when nobody had it, and nobody ran the pump, from one tick to the next. It <em>sleeps
 * deeply</em> while one thread drives for long; that thread wakes it when it leaves.
 */
final class Standby implements Runnable {
  /** How long the role may be free before the standby takes it: about this, at most twice this. */
  static final long TICK_NANOS = 100_000;

  /** Ticks with the same driver after which the standby sleeps deeply. */
  private static final int CALM_TICKS = 10;

  private final DriverDomain domain;
  private final Thread thread;

  /** Written under the domain lock; read without it in the sleeping loop. */
  private volatile boolean deep;

  Standby(DriverDomain domain, String name) {
    this.domain = domain;
    this.thread =
        Thread.ofPlatform().daemon().name("handfast-" + name + "-standby").unstarted(this);
  }

  void start() {
    thread.start();
  }

  Thread thread() {
    return thread;
  }

  @Override
  public void run() {
    while (!domain.isClosed()) {
      domain.lock();
      try {
        if (domain.driver() == null) {
          domain.driveAsStandby();
        }
      } finally {
        domain.releaseForStandby();
      }
      tickUntilNeeded();
    }
  }

  private void tickUntilNeeded() {
    long seenRuns = domain.runs();
    long seenTenures = domain.tenures();
    int calm = 0;
    while (!domain.isClosed()) {
      LockSupport.parkNanos(this, TICK_NANOS);
      long runs = domain.runs();
      long tenures = domain.tenures();
      boolean free = domain.driver() == null;
      if (free && runs == seenRuns) {
        return;
      }
      calm = !free && tenures == seenTenures ? calm + 1 : 0;
      if (calm >= CALM_TICKS) {
        sleepDeeply();
        calm = 0;
      }
      seenRuns = runs;
      seenTenures = tenures;
    }
  }

  private void sleepDeeply() {
    domain.lock();
    deep = domain.driver() != null && !domain.isClosed();
    domain.releaseForStandby();
    while (deep && !domain.isClosed()) {
      LockSupport.park(this);
    }
  }

  /**
   * Called under the domain lock by whoever leaves the role; true when the thread is to be woken.
   */
  boolean leaveDeepSleep() {
    boolean wake = deep;
    deep = false;
    return wake;
  }
}
