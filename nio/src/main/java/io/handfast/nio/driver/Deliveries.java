package io.handfast.nio.driver;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be done once the domain lock is released: threads to wake, and a kick for the pump.
 *
 * <p>Filled under the lock. {@link #release} takes the batch, releases the lock and delivers. Two
 * arrays go round, so the steady state allocates nothing.
 */
final class Deliveries {
  private static final int INITIAL = 16;

  private final ReentrantLock lock;
  private final Pump pump;
  private Thread[] threads = new Thread[INITIAL];
  private int count;
  private boolean kickPending;
  private long kicks;

  /** An emptied array; written without the lock by whoever delivered it. Losing one is harmless. */
  private volatile Thread[] spare;

  Deliveries(ReentrantLock lock, Pump pump) {
    this.lock = lock;
    this.pump = pump;
  }

  /** Has a thread woken. */
  void wake(Thread thread) {
    if (count == threads.length) {
      threads = Arrays.copyOf(threads, count * 2);
    }
    threads[count++] = thread;
  }

  /** Has the pump kicked, once however often it is asked for. */
  void kick() {
    kickPending = true;
  }

  boolean hasThreads() {
    return count > 0;
  }

  /** Kicks so far. */
  long kicks() {
    return kicks;
  }

  /** Releases the lock, then delivers what was collected under it. */
  void release() {
    Thread[] batch = detach();
    boolean kick = kickPending;
    kickPending = false;
    kicks += kick ? 1 : 0;
    lock.unlock();
    if (kick) {
      pump.kick();
    }
    if (batch != null) {
      deliver(batch);
    }
  }

  private Thread[] detach() {
    if (count == 0) {
      return null;
    }
    Thread[] batch = threads;
    Thread[] next = spare;
    spare = null;
    threads = next != null ? next : new Thread[INITIAL];
    count = 0;
    return batch;
  }

  private void deliver(Thread[] batch) {
    for (int i = 0; i < batch.length && batch[i] != null; i++) {
      LockSupport.unpark(batch[i]);
      batch[i] = null;
    }
    spare = batch;
  }
}
