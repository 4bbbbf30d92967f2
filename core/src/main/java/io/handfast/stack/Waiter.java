package io.handfast.stack;

/**
 * Someone who waits in {@link Driver#await}: a blocked call or a selector. One thread at a time
 * waits on it; a signal that comes before the wait is not lost.
 */
public final class Waiter {
  private volatile boolean signalled;
  private volatile Thread thread;

  /** True since the last signal, until {@link #clear()}. */
  public boolean isSignalled() {
    return signalled;
  }

  /** Forgets earlier signals. */
  public void clear() {
    signalled = false;
  }

  /** Sets the mark only; waking the thread is the driver's part. */
  public void mark() {
    signalled = true;
  }

  /** The thread that waits, or null. */
  public Thread thread() {
    return thread;
  }

  /** Set by the driver around its wait. */
  public void thread(Thread waiting) {
    thread = waiting;
  }
}
