package io.handfast.nio.driver;

import io.handfast.stack.Driver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A pump whose packets are things to do under the domain lock. */
public final class FakePump implements Pump {
  private static final int BATCH = 32;

  private final Queue<Runnable> packets = new ConcurrentLinkedQueue<>();
  private final ReentrantLock mutex = new ReentrantLock();
  private final Condition event = mutex.newCondition();
  private final AtomicInteger blocked = new AtomicInteger();
  private boolean kicked;
  private volatile boolean twoBlocked;

  /** What {@link #flush} and {@link #run} report; a run that is late enough forgets it. */
  volatile long deadline = Driver.NEVER;

  /** A packet arrives, from any thread. */
  public void arrives(Runnable packet) {
    packets.add(packet);
    wake(false);
  }

  @Override
  public long run(long now) {
    if (now >= deadline) {
      deadline = Driver.NEVER;
    }
    Runnable packet;
    for (int i = 0; i < BATCH && (packet = packets.poll()) != null; i++) {
      packet.run();
    }
    return deadline;
  }

  @Override
  public long flush(long now) {
    return deadline;
  }

  @Override
  public boolean moreWork() {
    return !packets.isEmpty();
  }

  @Override
  public void block(long timeoutNanos) {
    mutex.lock();
    try {
      twoBlocked |= blocked.incrementAndGet() > 1;
      long left = timeoutNanos;
      while (!kicked && packets.isEmpty() && left > 0) {
        left = event.awaitNanos(left);
      }
      kicked = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      blocked.decrementAndGet();
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

  /** True when two threads were ever in {@link #block} at once, which a domain must not allow. */
  boolean wereTwoBlocked() {
    return twoBlocked;
  }

  /** True when a thread is in {@link #block} now. */
  public boolean isBlocked() {
    return blocked.get() > 0;
  }

  static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
