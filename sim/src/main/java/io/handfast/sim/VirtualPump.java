package io.handfast.sim;

import io.handfast.nio.driver.DriverDomain;
import io.handfast.nio.driver.Pump;
import io.handfast.stack.Driver;

/** Drives a simulation for real threads: see {@link LiveSimulation} for what it leaps over. */
final class VirtualPump implements Pump {
  private static final long QUIET_NANOS = 10_000_000;

  private final Simulation simulation;
  private final Pace pace;
  private final VirtualClock clock;
  private final Object monitor = new Object();
  private boolean kicked;

  // Used by block() only, which one thread at a time calls.
  private volatile DriverDomain domain;
  private long activity;
  private long quietSince;

  // What the latest run saw, for block(), which has no lock.
  private volatile long nextArrival = Driver.NEVER;
  private volatile long nextRepair = Driver.NEVER;
  private volatile long nextIntervention = Driver.NEVER;

  VirtualPump(Simulation simulation, Pace pace) {
    this.simulation = simulation;
    this.pace = pace;
    this.clock = new VirtualClock(simulation.now(), pace.speed());
  }

  /** Whose calls take no time, and are looked at before the clock leaps to their timeouts. */
  void domain(DriverDomain whose) {
    domain = whose;
    simulation.liveClock(whose::now);
  }

  /** Virtual time: real time since the beginning, plus all leaps. */
  long now() {
    return clock.now();
  }

  /** Passes so much virtual time; what is due meanwhile happens at its time. Under the lock. */
  void leap(long nanos) {
    run(now());
    long target = now() + nanos;
    for (long next = simulation.nextEvent(); next < target; next = simulation.nextEvent()) {
      clock.leapTo(next);
      run(now());
    }
    clock.leapTo(target);
    run(now());
  }

  @Override
  public long run(long now) {
    simulation.runUntil(() -> false, now);
    clock.served(now);
    nextArrival = simulation.nextArrival();
    nextIntervention = simulation.nextIntervention();
    nextRepair = Driver.NEVER;
    for (SimHost host : simulation.hosts()) {
      if (host.isAlive()) {
        nextRepair = Math.min(nextRepair, host.stack().tcp().nextRepair());
      }
    }
    return simulation.nextEvent();
  }

  @Override
  public long flush(long now) {
    return run(now);
  }

  @Override
  public boolean virtualTime() {
    return true;
  }

  @Override
  public void block(long timeoutNanos) {
    if (pace.leaps() && domain != null) {
      blockOrLeap(timeoutNanos);
    } else {
      sleep(timeoutNanos == Driver.NEVER ? QUIET_NANOS : clock.real(timeoutNanos));
    }
  }

  private void blockOrLeap(long timeoutNanos) {
    long deadline = timeoutNanos == Driver.NEVER ? Driver.NEVER : now() + timeoutNanos;
    if (nextArrival <= deadline && nextArrival != Driver.NEVER) {
      clock.leapTo(nextArrival);
      takeKick();
      return;
    }
    long repair = nextRepair;
    boolean kickedWhileQuiet = sleep(Math.min(timeoutNanos, QUIET_NANOS));
    boolean quietForLong = isQuietForLong();
    if (kickedWhileQuiet || !domain.callersRest()) {
      return;
    }
    long next = Math.min(repair, quietForLong ? awaited() : Driver.NEVER);
    if (next != Driver.NEVER) {
      // A caller's own timeout may come first: it passes in the same virtual time.
      clock.leapTo(Math.min(next, deadline));
    }
  }

  /** What callers wait for: their timeouts, or something that is to be done to the network. */
  private long awaited() {
    long timeout = domain.earliestCallDeadline();
    return domain.waiting() > 0 ? Math.min(timeout, nextIntervention) : timeout;
  }

  /** Nobody has called for long. */
  private boolean isQuietForLong() {
    long real = System.nanoTime();
    long seen = domain.activity();
    if (seen != activity) {
      activity = seen;
      quietSince = real;
    }
    return real - quietSince >= pace.quiet().toNanos() - QUIET_NANOS;
  }

  private boolean takeKick() {
    synchronized (monitor) {
      boolean was = kicked;
      kicked = false;
      return was;
    }
  }

  private boolean sleep(long nanos) {
    synchronized (monitor) {
      if (!kicked) {
        try {
          monitor.wait(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return takeKick();
    }
  }

  @Override
  public void kick() {
    synchronized (monitor) {
      kicked = true;
      monitor.notifyAll();
    }
  }
}
