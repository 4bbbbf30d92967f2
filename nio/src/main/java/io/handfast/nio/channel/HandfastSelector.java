package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A selector of the provider. It belongs to no stack: it takes readiness from channels of any host
 * and from pipes, and drives at most one domain while it waits.
 *
 * <p>Locks as in the JDK: a selection holds the selector, then the selected-key set. No stack knows
 * of these.
 */
final class HandfastSelector extends AbstractSelector {
  private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();
  private final Set<SelectionKey> publicKeys = Collections.unmodifiableSet(keys);
  private final Set<SelectionKey> selected = new HashSet<>();
  private final Set<SelectionKey> publicSelected = new UngrowableSet<>(selected);
  private final ReadyList readyList = new ReadyList();
  private final SelectorWait wait = new SelectorWait();
  private final KernelWatch kernel = new KernelWatch(() -> wait.signal(null));
  private final Harvest harvest = new Harvest(readyList);
  private volatile boolean woken;
  private boolean selecting;

  HandfastSelector(SelectorProvider provider) {
    super(provider);
  }

  @Override
  public Set<SelectionKey> keys() {
    requireOpen();
    return publicKeys;
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    requireOpen();
    return publicSelected;
  }

  @Override
  public int select() throws IOException {
    return doSelect(null, Driver.NEVER);
  }

  @Override
  public int select(long timeout) throws IOException {
    return doSelect(null, nanos(timeout));
  }

  @Override
  public int selectNow() throws IOException {
    return doSelect(null, 0);
  }

  @Override
  public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
    return doSelect(Objects.requireNonNull(action), nanos(timeout));
  }

  @Override
  public int select(Consumer<SelectionKey> action) throws IOException {
    return doSelect(Objects.requireNonNull(action), Driver.NEVER);
  }

  @Override
  public int selectNow(Consumer<SelectionKey> action) throws IOException {
    return doSelect(Objects.requireNonNull(action), 0);
  }

  @Override
  public Selector wakeup() {
    woken = true;
    wait.signal(null);
    return this;
  }

  private static long nanos(long timeoutMillis) {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("negative timeout");
    }
    return timeoutMillis == 0 ? Driver.NEVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  private void requireOpen() {
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
  }

  private int doSelect(Consumer<SelectionKey> action, long nanos) throws IOException {
    synchronized (this) {
      requireOpen();
      if (selecting) {
        throw new IllegalStateException("select in progress");
      }
      selecting = true;
      try {
        synchronized (publicSelected) {
          return selectLocked(action, nanos);
        }
      } finally {
        selecting = false;
      }
    }
  }

  private int selectLocked(Consumer<SelectionKey> action, long nanos) throws IOException {
    forgetCancelled();
    begin();
    try {
      waitForReady(nanos);
    } finally {
      end();
    }
    forgetCancelled();
    if (!isOpen()) {
      return 0; // closed while it waited, which is a wake-up and no error
    }
    return harvest.deliver(selected, action, this::requireOpen);
  }

  private void waitForReady(long nanos) throws IOException {
    DomainCursor cursor = new DomainCursor();
    try {
      long left = nanos;
      while (!isReady(cursor) && left > 0 && !Thread.currentThread().isInterrupted()) {
        long gone = await(cursor, left);
        left = left == Driver.NEVER ? left : left - gone;
      }
    } finally {
      woken = false;
      cursor.release();
    }
  }

  private long await(DomainCursor cursor, long nanos) {
    if (!kernel.isNeeded()) {
      return wait.await(harvest.home(), cursor, nanos);
    }
    kernel.arm();
    try {
      return wait.await(harvest.home(), cursor, nanos);
    } finally {
      cursor.release();
      kernel.disarm();
    }
  }

  private boolean isReady(DomainCursor cursor) throws IOException {
    wait.forgetSignals();
    if (kernel.isNeeded()) {
      cursor.release(); // the JDK's selector is asked without a lock of ours
      kernel.poll(readyList);
    }
    return harvest.collect(cursor) | woken | !isOpen();
  }

  /** An event made the key ready; called under the lock of {@code locked}, or of nobody. */
  void offer(HandfastKey key, Driver locked) {
    readyList.add(key);
    wait.signal(locked);
  }

  /** The channel of the key has become the kernel's; a selection in progress sees it. */
  void watch(HandfastKey key) {
    kernel.changed(key);
    wait.signal(null);
  }

  /** The interest in a channel of the kernel's changed; a selection in progress does not see it. */
  void watched(HandfastKey key) {
    kernel.changed(key);
  }

  /** The next selection is to look at the key; one in progress does not see it. */
  void reconsider(HandfastKey key) {
    readyList.add(key);
  }

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    if (!(channel instanceof SelectableEndpoint endpoint)) {
      throw new IllegalSelectorException();
    }
    requireOpen();
    HandfastKey key = new HandfastKey(this, channel, endpoint);
    key.attach(attachment);
    keys.add(key);
    endpoint.keys().add(key);
    try {
      key.firstInterest(ops);
      requireOpen();
    } catch (RuntimeException e) {
      keys.remove(key);
      endpoint.keys().remove(key);
      throw e;
    }
    return key;
  }

  /**
   * Takes cancelled keys out of all sets. They are copied first: deregistering takes a lock of the
   * channel, under which a closing channel waits for the set of cancelled keys.
   */
  private void forgetCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    SelectionKey[] gone;
    synchronized (cancelled) {
      if (cancelled.isEmpty()) {
        return;
      }
      gone = cancelled.toArray(SelectionKey[]::new);
      cancelled.clear();
    }
    for (SelectionKey key : gone) {
      forget((HandfastKey) key);
    }
  }

  private void forget(HandfastKey key) {
    keys.remove(key);
    selected.remove(key);
    key.endpoint().keys().remove(key);
    key.releaseWatched();
    deregister(key);
  }

  @Override
  protected void implCloseSelector() throws IOException {
    wakeup();
    synchronized (this) {
      synchronized (publicSelected) {
        forgetCancelled();
        for (SelectionKey key : keys) {
          key.cancel();
        }
        forgetCancelled();
        selected.clear();
        kernel.close();
      }
    }
  }
}
