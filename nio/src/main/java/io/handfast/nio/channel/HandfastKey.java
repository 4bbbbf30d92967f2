package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;

/** A channel's registration with a selector. */
final class HandfastKey extends AbstractSelectionKey {
  private final HandfastSelector selector;
  private final SelectableChannel channel;
  private final SelectableEndpoint endpoint;
  private volatile int interest;
  private volatile int ready;

  /** Operations found ready by the selection in progress; belongs to the selecting thread. */
  int found;

  /** What the kernel said last of a channel of its; belongs to the selecting thread. */
  int kernelReady;

  /** The key that the JDK's selector has for the same channel, or null. */
  private volatile SelectionKey watched;

  /** True while the key is in the ready list; guarded by that list. */
  boolean listed;

  HandfastKey(HandfastSelector selector, SelectableChannel channel, SelectableEndpoint endpoint) {
    this.selector = selector;
    this.channel = channel;
    this.endpoint = endpoint;
  }

  SelectableEndpoint endpoint() {
    return endpoint;
  }

  SelectionKey watched() {
    return watched;
  }

  void watched(SelectionKey theirs) {
    watched = theirs;
  }

  void releaseWatched() {
    SelectionKey theirs = watched;
    if (theirs != null) {
      theirs.cancel();
    }
  }

  void movedToKernel() {
    selector.watch(this);
  }

  /** Operations that would not block now; the kernel's answer counts once. */
  int takeReadyOps() {
    if (endpoint.kernelChannel() == null) {
      return endpoint.readyOps();
    }
    int ops = kernelReady;
    kernelReady = 0;
    return ops;
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public Selector selector() {
    return selector;
  }

  @Override
  public int interestOps() {
    requireValid();
    return interest;
  }

  @Override
  public SelectionKey interestOps(int ops) {
    requireValid();
    firstInterest(ops);
    return this;
  }

  /** The interest of a new key, which another thread may have cancelled already. */
  void firstInterest(int ops) {
    if ((ops & ~channel.validOps()) != 0) {
      throw new IllegalArgumentException("operations that the channel does not have: " + ops);
    }
    interest = ops;
    if (endpoint.kernelChannel() != null) {
      selector.watched(this);
    } else if (ops != 0) {
      selector.reconsider(this);
    }
  }

  @Override
  public int readyOps() {
    requireValid();
    return ready;
  }

  /** The interest, without a check of validity. */
  int interest() {
    return interest;
  }

  void setReady(int ops) {
    ready = ops;
  }

  /** Adds to the ready set of a key that is selected already; true when that changed it. */
  boolean addReady(int ops) {
    int before = ready;
    ready = before | ops;
    return ready != before;
  }

  /** The channel may have become ready for {@code ops}. */
  void ready(int ops, Driver locked) {
    if ((ops & interest) != 0) {
      selector.offer(this, locked);
    }
  }

  private void requireValid() {
    if (!isValid()) {
      throw new CancelledKeyException();
    }
  }
}
