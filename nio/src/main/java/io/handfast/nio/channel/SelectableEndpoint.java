package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.nio.channels.SelectableChannel;

/** What a selector needs of a channel. */
interface SelectableEndpoint {
  /** Whose lock {@link #readyOps()} needs, or null: a pipe, or a channel without a host yet. */
  Driver driver();

  /** Operations that would not block now, whatever the interest. Called under the driver's lock. */
  int readyOps();

  /**
   * The channel of the JDK that this one is, or null while it is ours. It does not change back, and
   * {@link #readyOps} says nothing about it.
   */
  default SelectableChannel kernelChannel() {
    return null;
  }

  /** The keys to be told when readiness may have changed. */
  KeyList keys();
}
