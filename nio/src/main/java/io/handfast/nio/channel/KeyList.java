package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.util.Arrays;

/**
 * The keys of one channel: rarely changed, read under the domain lock without a lock of its own.
 */
final class KeyList {
  private static final HandfastKey[] NONE = {};

  private volatile HandfastKey[] keys = NONE;

  synchronized void add(HandfastKey key) {
    HandfastKey[] grown = Arrays.copyOf(keys, keys.length + 1);
    grown[keys.length] = key;
    keys = grown;
  }

  synchronized void remove(HandfastKey key) {
    keys = Arrays.stream(keys).filter(k -> k != key).toArray(HandfastKey[]::new);
  }

  /** The channel is the kernel's from now on: another selector looks at it. */
  void movedToKernel() {
    for (HandfastKey key : keys) {
      key.movedToKernel();
    }
  }

  /** Keys that were cancelled do not bind the kernel's channel any more. */
  void releaseCancelled() {
    for (HandfastKey key : keys) {
      if (!key.isValid()) {
        key.releaseWatched();
      }
    }
  }

  /**
   * Tells the selectors that wait for one of {@code ops}.
   *
   * @param locked the driver whose lock the caller holds, or null
   */
  void ready(int ops, Driver locked) {
    for (HandfastKey key : keys) {
      key.ready(ops, locked);
    }
  }
}
