package io.handfast.stack;

import java.util.concurrent.locks.Lock;

/**
 * Whoever gives a {@link NetworkStack} its time, its packets and its thread: the real driver of
 * {@code host}, the virtual-time driver of {@code sim}.
 *
 * <p>All hosts of one driver share one lock, the <em>domain</em>. A stack is touched only under it.
 * Lock order: a channel's own lock first, then the domain, never back. Wake-ups that happen under
 * the domain lock are collected and delivered when it is released through {@link #unlock()}.
 */
public interface Driver {
  /** No deadline. */
  long NEVER = Long.MAX_VALUE;

  /** Takes the domain lock. Reentrant. */
  void lock();

  /** Runs what became due, releases the domain lock, then delivers the wake-ups collected. */
  void unlock();

  /** The time to pass to the stack's calls, in nanoseconds from an arbitrary origin. */
  long now();

  /**
   * Waits, with the domain lock held once by the caller, until {@link Waiter#isSignalled()} or the
   * deadline or an interrupt; returns with the lock held. A platform thread may drive the stack
   * while it waits; a virtual thread parks.
   *
   * @param deadline in nanoseconds of {@link #now()}, or {@link #NEVER}
   */
  void await(Waiter waiter, long deadline);

  /** Marks the waiter as signalled and has its thread woken; called under the domain lock. */
  void signal(Waiter waiter);

  /**
   * Like {@link #signal}, but from any thread, with or without the lock, and delivered at once: for
   * a waiter whose wake-up comes from outside of this domain. Takes no lock.
   */
  void wake(Waiter waiter);

  /** The domain lock, for assertions ("held by this thread"). */
  Lock domain();
}
