package io.handfast.nio;

import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.Waiter;
import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

/**
 * The host of {@code real}, with something done once before a socket is made or after an unlock.
 */
final class HookedHost implements NetworkHost, Driver {
  final AtomicReference<Runnable> beforeSocket = new AtomicReference<>();
  final AtomicReference<Runnable> afterUnlock = new AtomicReference<>();
  private final TestHost real;

  HookedHost(TestHost real) {
    this.real = real;
  }

  private static void fire(AtomicReference<Runnable> hook) {
    Runnable once = hook.getAndSet(null);
    if (once != null) {
      once.run();
    }
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Driver driver() {
    return this;
  }

  @Override
  public NetworkStack stack() {
    fire(beforeSocket);
    return real.stack();
  }

  @Override
  public List<IpAddress> addresses() {
    return real.addresses();
  }

  @Override
  public void lock() {
    real.driver().lock();
  }

  @Override
  public void unlock() {
    real.driver().unlock();
    fire(afterUnlock);
  }

  @Override
  public long now() {
    return real.driver().now();
  }

  @Override
  public void await(Waiter waiter, long deadline) {
    real.driver().await(waiter, deadline);
  }

  @Override
  public void signal(Waiter waiter) {
    real.driver().signal(waiter);
  }

  @Override
  public void wake(Waiter waiter) {
    real.driver().wake(waiter);
  }

  @Override
  public Lock domain() {
    return real.driver().domain();
  }
}
