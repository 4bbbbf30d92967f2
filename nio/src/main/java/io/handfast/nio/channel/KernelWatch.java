package io.handfast.nio.channel;

import io.handfast.nio.BuiltInProvider;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The keys of one selector whose channels are the kernel's. A selector of the JDK has them too;
 * each selection asks it without waiting, and while the selection waits elsewhere, a thread waits
 * in it.
 *
 * <p>There is neither selector nor thread before the first such key. Only one of the two threads is
 * in the JDK's selector at a time: the one that selects when it is not waiting, and the helper
 * between {@link #arm} and {@link #disarm}.
 */
final class KernelWatch {
  private final Runnable signal;
  private final Queue<HandfastKey> changed = new ConcurrentLinkedQueue<>();
  private final Semaphore armed = new Semaphore(0);
  private final Semaphore idle = new Semaphore(0);
  private Selector selector;
  private Thread helper;

  /**
   * A watch without keys.
   *
   * @param signal called by the helper when something is ready
   */
  KernelWatch(Runnable signal) {
    this.signal = signal;
  }

  /** The key is new here, or its interest changed; the next {@link #poll} sees it. Any thread. */
  void changed(HandfastKey key) {
    changed.add(key);
  }

  /** True once there was a key. */
  boolean isNeeded() {
    return selector != null || !changed.isEmpty();
  }

  /** Looks what is ready now: into the ready list, and {@link HandfastKey#kernelReady}. */
  void poll(ReadyList ready) throws IOException {
    for (HandfastKey key = changed.poll(); key != null; key = changed.poll()) {
      apply(key);
    }
    if (selector != null) {
      selector.selectNow(each -> note(each, ready));
    }
  }

  private static void note(SelectionKey theirs, ReadyList ready) {
    HandfastKey key = (HandfastKey) theirs.attachment();
    key.kernelReady = theirs.readyOps();
    ready.add(key);
  }

  private void apply(HandfastKey key) throws IOException {
    if (!key.isValid()) {
      return;
    }
    try {
      SelectionKey theirs = key.watched();
      if (theirs == null) {
        key.watched(register(key));
      } else {
        theirs.interestOps(key.interest());
      }
    } catch (ClosedChannelException | CancelledKeyException | IllegalBlockingModeException e) {
      // The program has closed the channel, or has cancelled the key and taken the channel back.
    }
  }

  private SelectionKey register(HandfastKey key) throws IOException {
    if (selector == null) {
      selector = BuiltInProvider.find().orElseThrow().openSelector();
    }
    try {
      return key.endpoint().kernelChannel().register(selector, key.interest(), key);
    } catch (CancelledKeyException e) {
      selector.selectNow(each -> {}); // forgets the key that the channel had here before
      return key.endpoint().kernelChannel().register(selector, key.interest(), key);
    }
  }

  /** Lets the helper wait, until {@link #disarm}. */
  void arm() {
    if (selector == null) {
      return;
    }
    if (helper == null) {
      helper = Thread.ofPlatform().daemon().name("handfast-kernel-selector").start(this::help);
    }
    armed.release();
  }

  /** Ends the helper's wait. */
  void disarm() {
    if (selector != null) {
      selector.wakeup();
      idle.acquireUninterruptibly();
    }
  }

  private void help() {
    while (true) {
      armed.acquireUninterruptibly();
      try {
        if (!selector.isOpen()) {
          return;
        }
        if (selector.select(each -> {}) > 0) {
          signal.run();
        }
      } catch (IOException e) {
        signal.run(); // the selecting thread meets the same and tells its caller
      } finally {
        idle.release();
      }
    }
  }

  /** Ends selector and helper; no selection is under way. */
  void close() throws IOException {
    if (selector != null) {
      selector.close();
      armed.release();
    }
  }
}
