package io.handfast.stack;

/**
 * Someone who waits in {@link Driver#await}: a blocked call or a selector. One thread at a time
 * waits on it; a signal that comes before the wait is not lost.
 */
public final class Waiter {
  private final boolean call;
  private volatile boolean signalled;
  private volatile Thread thread;

  /** A selector, or anybody else whose program measures its timeouts itself. */
  public Waiter() {
    this(false);
  }

  private Waiter(boolean call) {
    this.call = call;
  }

  /** A blocked call of a socket: its timeout passes on the driver's clock. */
  public static Waiter ofCall() {
    return new Waiter(true);
  }

  /** True for a blocked call, whose timeout a clock in virtual time may leap to. */
  public boolean isCall() {
    return call;
  }

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
