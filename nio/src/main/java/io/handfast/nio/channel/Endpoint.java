package io.handfast.nio.channel;

import io.handfast.event.Readiness;
import io.handfast.event.SocketObserver;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.Waiter;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Joins a channel to a socket of a stack, and tells those who wait for it.
 *
 * <p>The host is found when the socket is first needed, and may change until the channel is bound
 * or connected: a bind to an address of another host moves it there, with the options set so far.
 *
 * @param <S> the stack's socket
 */
abstract class Endpoint<S> implements SocketObserver {
  private static final int READ_SIDE =
      Readiness.READABLE | Readiness.ACCEPTABLE | Readiness.PEER_FINISHED | Readiness.ERROR;
  private static final int WRITE_SIDE =
      Readiness.WRITABLE | Readiness.CONNECT_DONE | Readiness.ERROR;
  private static final int ALL_OPS =
      SelectionKey.OP_READ
          | SelectionKey.OP_WRITE
          | SelectionKey.OP_ACCEPT
          | SelectionKey.OP_CONNECT;

  private final Waiter reader = Waiter.ofCall();
  private final Waiter writer = Waiter.ofCall();
  private final KeyList keys = new KeyList();
  private final NetworkHost openedOn;
  private volatile NetworkHost host;
  private volatile Driver driver;
  private volatile S socket;
  private Map<HostOption<S, ?>, Object> earlyOptions;

  /** Who waits for a close to complete, or null; under the domain lock. */
  private Waiter closer;

  /** Of a new channel: remembers the host of the scope. */
  Endpoint() {
    openedOn = Hosts.current().orElse(null);
  }

  /** Of a socket that the stack made; called under the domain lock. */
  Endpoint(NetworkHost host, S socket) {
    openedOn = host;
    adopt(host, socket);
  }

  abstract S create(NetworkStack stack);

  abstract void observe(S socket, SocketObserver observer);

  abstract void discard(S socket, long now);

  /** Who waits for data, for a connection to accept. */
  final Waiter reader() {
    return reader;
  }

  /** Who waits for room, for a connect to end. */
  final Waiter writer() {
    return writer;
  }

  final KeyList keys() {
    return keys;
  }

  /** The driver of the host, or null while there is none. */
  final Driver driver() {
    return driver;
  }

  final NetworkHost host() {
    return host;
  }

  /** The socket, or null while there is none. */
  final S socketOrNull() {
    return socket;
  }

  /**
   * The socket, made on the host of the scope if there is none yet.
   *
   * @throws IOException when no host is configured
   */
  final S socket() throws IOException {
    S existing = socket;
    return existing != null ? existing : attach();
  }

  private synchronized S attach() throws IOException {
    if (socket == null) {
      NetworkHost target = openedOn != null ? openedOn : Hosts.current().orElse(null);
      if (target == null) {
        throw new IOException(
            "no Handfast host is configured: register one with io.handfast.nio.Hosts.register"
                + " before a channel is used");
      }
      moveTo(target);
    }
    return socket;
  }

  /** The socket on the host that owns {@code local}, or else as {@link #socket()}. */
  final synchronized S socketFor(IpAddress local) throws IOException {
    NetworkHost owner = Hosts.owning(local).orElse(null);
    if (owner != null && owner != host) {
      moveTo(owner);
    }
    return socket();
  }

  private void moveTo(NetworkHost target) {
    discard();
    Driver lock = target.driver();
    lock.lock();
    try {
      S fresh = create(target.stack());
      replayOptions(fresh);
      adopt(target, fresh);
    } finally {
      lock.unlock();
    }
    keys.ready(ALL_OPS, null);
  }

  private void adopt(NetworkHost target, S fresh) {
    host = target;
    driver = target.driver();
    observe(fresh, this);
    socket = fresh;
  }

  private void discard() {
    S old = socket;
    if (old == null) {
      return;
    }
    Driver lock = driver;
    lock.lock();
    try {
      observe(old, SocketObserver.NONE);
      discard(old, lock.now());
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("unchecked") // a value is stored under the option that accepted it
  private void replayOptions(S fresh) {
    if (earlyOptions != null) {
      earlyOptions.forEach((option, value) -> ((HostOption<S, Object>) option).set(fresh, value));
    }
  }

  /** Sets an option, and remembers it as long as the socket may move to another host. */
  final synchronized <T> void set(HostOption<S, T> option, T value) throws IOException {
    S target = socket();
    Driver lock = driver;
    lock.lock();
    try {
      option.set(target, value);
      if (isMovable()) {
        earlyOptions = earlyOptions == null ? new LinkedHashMap<>() : earlyOptions;
        earlyOptions.put(option, value);
      }
    } finally {
      lock.unlock();
    }
  }

  final <T> T get(HostOption<S, T> option) throws IOException {
    S target = socket();
    Driver lock = driver;
    lock.lock();
    try {
      return option.get(target);
    } finally {
      lock.unlock();
    }
  }

  /** False once the channel is bound or connected; called under the domain lock. */
  abstract boolean isMovable();

  /** Called under the domain lock when the socket became ready for something. */
  @Override
  public final void ready(int ready) {
    if ((ready & READ_SIDE) != 0 && reader.thread() != null) {
      driver.signal(reader);
    }
    if ((ready & WRITE_SIDE) != 0 && writer.thread() != null) {
      driver.signal(writer);
    }
    if (closer != null) {
      driver.signal(closer);
    }
    keys.ready(operations(ready), driver);
  }

  /** Wakes everybody who waits for this socket; called under the domain lock. */
  final void signalAll() {
    driver.signal(reader);
    driver.signal(writer);
  }

  final void closer(Waiter waiter) {
    closer = waiter;
  }

  /** Selectable operations that these bits may stand for; the channel decides which do. */
  private static int operations(int ready) {
    if ((ready & Readiness.ERROR) != 0) {
      return ALL_OPS;
    }
    int ops = 0;
    if ((ready & (Readiness.READABLE | Readiness.PEER_FINISHED)) != 0) {
      ops |= SelectionKey.OP_READ;
    }
    if ((ready & Readiness.WRITABLE) != 0) {
      ops |= SelectionKey.OP_WRITE;
    }
    if ((ready & Readiness.ACCEPTABLE) != 0) {
      ops |= SelectionKey.OP_ACCEPT;
    }
    if ((ready & Readiness.CONNECT_DONE) != 0) {
      ops |= SelectionKey.OP_CONNECT;
    }
    return ops;
  }
}
