package io.handfast.nio.channel;

import io.handfast.stack.Driver;

/** Holds the lock of at most one domain while a selector goes from key to key. */
final class DomainCursor {
  private Driver held;

  /** Moves to this domain; keeps the lock when it is there already. */
  void hold(Driver driver) {
    if (held != driver) {
      release();
      driver.lock();
      held = driver;
    }
  }

  void release() {
    if (held != null) {
      Driver driver = held;
      held = null;
      driver.unlock();
    }
  }
}
