package io.handfast.sim;

import io.handfast.nio.driver.Pump;
import io.handfast.stack.Driver;
import java.util.concurrent.atomic.AtomicLong;

/** Drives a simulation for real threads: see {@link LiveSimulation} for what it leaps over. */
final class VirtualPump implements Pump {
  private static final long QUIET_NANOS = 10_000_000;

  private final Simulation simulation;
  private final long origin;
  private final AtomicLong leapt = new AtomicLong();
  private final Object monitor = new Object();
  private boolean kicked;

  // What the latest run saw, for block(), which has no lock.
  private volatile long nextArrival = Driver.NEVER;
  private volatile long nextRepair = Driver.NEVER;

  VirtualPump(Simulation simulation) {
    this.simulation = simulation;
    this.origin = System.nanoTime() - simulation.now();
    simulation.liveClock(this::now);
  }

  /** Real time since the beginning, plus all leaps. */
  long now() {
    return System.nanoTime() - origin + leapt.get();
  }

  void leapTo(long time) {
    long missing = time - now();
    if (missing > 0) {
      leapt.addAndGet(missing);
    }
  }

  @Override
  public long run(long now) {
    simulation.runUntil(() -> false, now);
    nextArrival = simulation.nextArrival();
    nextRepair = Driver.NEVER;
    for (SimHost host : simulation.hosts()) {
      nextRepair = Math.min(nextRepair, host.stack().tcp().nextRepair());
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
    long deadline = timeoutNanos == Driver.NEVER ? Driver.NEVER : now() + timeoutNanos;
    if (nextArrival <= deadline && nextArrival != Driver.NEVER) {
      leapTo(nextArrival);
      takeKick();
      return;
    }
    long repair = nextRepair;
    boolean kickedWhileQuiet = sleep(Math.min(timeoutNanos, QUIET_NANOS));
    if (!kickedWhileQuiet && repair != Driver.NEVER) {
      // A caller's own timeout may come first: it passes in the same virtual time.
      leapTo(Math.min(repair, deadline));
    }
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
