package io.handfast.nio.driver;

import io.handfast.stack.Waiter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * No wake-up is lost while the driver's role changes hands. A wait ends with its mark set (1), never
 * by its deadline (0), which is far beyond anything a live hand-over takes.
 *
 * <p>One domain serves all iterations, so the role is in whatever hands the iterations before left
 * it: free, with the standby, or with the other actor.
 */
public final class HandOverStress {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final QueuePump PUMP = new QueuePump();
  private static final DriverDomain DOMAIN = DriverDomain.realTime("jcstress", PUMP);

  private HandOverStress() {}

  private static int await(Waiter waiter) {
    DOMAIN.lock();
    try {
      DOMAIN.await(waiter, DOMAIN.now() + PATIENCE_NANOS);
      return waiter.isSignalled() ? 1 : 0;
    } finally {
      DOMAIN.unlock();
    }
  }

  /** A wake from outside of the domain, against a thread that begins to wait. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "lost wake-up")
  @State
  public static class Wake {
    private final Waiter waiter = new Waiter();

    /** Waits. */
    @Actor
    public void waits(I_Result r) {
      r.r1 = await(waiter);
    }

    /** Wakes. */
    @Actor
    public void wakes() {
      DOMAIN.wake(waiter);
    }
  }

  /** A signal under the lock, against a thread that begins to wait. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "lost wake-up")
  @State
  public static class Signal {
    private final Waiter waiter = new Waiter();

    /** Waits. */
    @Actor
    public void waits(I_Result r) {
      r.r1 = await(waiter);
    }

    /** Signals by a call into the stack. */
    @Actor
    public void signals() {
      DOMAIN.lock();
      DOMAIN.signal(waiter);
      DOMAIN.unlock();
    }
  }

  /** Two threads that wait, of which at most one drives; a packet signals the other. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost wake-up")
  @State
  public static class Packets {
    private final Waiter first = new Waiter();
    private final Waiter second = new Waiter();

    /** Has the other woken, and waits. */
    @Actor
    public void waits(II_Result r) {
      PUMP.arrives(() -> DOMAIN.signal(second));
      r.r1 = await(first);
    }

    /** Has the other woken, and waits. */
    @Actor
    public void waitsToo(II_Result r) {
      PUMP.arrives(() -> DOMAIN.signal(first));
      r.r2 = await(second);
    }
  }

  /** A pump whose block, kick and arrivals meet at a lock, so that each of them may park. */
  private static final class QueuePump implements Pump {
    private final Queue<Runnable> packets = new ConcurrentLinkedQueue<>();
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition event = mutex.newCondition();
    private boolean kicked;

    void arrives(Runnable packet) {
      packets.add(packet);
      wake(false);
    }

    @Override
    public long run(long now) {
      Runnable packet;
      while ((packet = packets.poll()) != null) {
        packet.run();
      }
      return DriverDomain.NEVER;
    }

    @Override
    public long flush(long now) {
      return DriverDomain.NEVER;
    }

    @Override
    public void block(long timeoutNanos) {
      mutex.lock();
      try {
        long left = timeoutNanos;
        while (!kicked && packets.isEmpty() && left > 0) {
          left = event.awaitNanos(left);
        }
        kicked = false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        mutex.unlock();
      }
    }

    @Override
    public void kick() {
      wake(true);
    }

    private void wake(boolean kick) {
      mutex.lock();
      try {
        kicked |= kick;
        event.signalAll();
      } finally {
        mutex.unlock();
      }
    }
  }
}
