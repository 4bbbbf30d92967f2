package io.handfast.nio.channel;

import io.handfast.event.Readiness;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;

/** A SocketChannel on a TCP socket of a stack. */
final class HandfastSocketChannel extends SocketChannel implements SelectableEndpoint {
  private final TcpEndpoint endpoint;
  private final Interrupts interrupts;
  private final StreamReader reader;
  private final StreamWriter writer;
  private final Connector connector;
  private final Families families;
  private volatile boolean urgentInline;
  private Socket adaptor;

  HandfastSocketChannel(
      SelectorProvider provider, TcpEndpoint endpoint, Interrupts interrupts, Families families) {
    super(provider);
    this.families = families;
    this.endpoint = endpoint;
    this.interrupts = interrupts;
    this.reader = new StreamReader(this, endpoint);
    this.writer = new StreamWriter(this, endpoint);
    this.connector = new Connector(this, endpoint);
  }

  /** Of an accepted connection. */
  HandfastSocketChannel(
      SelectorProvider provider,
      TcpEndpoint endpoint,
      Interrupts interrupts,
      InetSocketAddress peer) {
    this(provider, endpoint, interrupts, Families.ofJvm());
    connector.accepted(peer);
  }

  // ---- data ----

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return reader.read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    return reader.read(dsts, offset, length);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return writer.write(Objects.requireNonNull(src));
  }

  void writeWhole(ByteBuffer src) throws IOException {
    writer.writeWhole(src);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    return writer.write(srcs, offset, length);
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    requireConnected();
    reader.shutdown();
    endpoint.keys().ready(SelectionKey.OP_READ, null);
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    requireConnected();
    writer.shutdown();
    return this;
  }

  // ---- connection ----

  @Override
  public SocketChannel bind(SocketAddress local) throws IOException {
    InetSocketAddress address = local == null ? null : families.check(local);
    lockBoth();
    try {
      requireOpen();
      if (connector.phase() == Connector.Phase.PENDING) {
        throw new ConnectionPendingException();
      }
      endpoint.bind(this, address, -1);
      return this;
    } finally {
      unlockBoth();
    }
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return connect(families.check(remote), Driver.NEVER);
  }

  Families families() {
    return families;
  }

  /** Connects; in blocking mode waits for at most {@code nanos}, which is above 0. */
  boolean connect(InetSocketAddress remote, long nanos) throws IOException {
    if (connector.phase() == Connector.Phase.PENDING) {
      requireOpen();
      throw new ConnectionPendingException(); // before the locks, which a blocked connect holds
    }
    lockBoth();
    try {
      requireOpen();
      boolean blocking = isBlocking();
      return connector.connect(remote, blocking ? nanos : 0, blocking);
    } finally {
      unlockBoth();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    lockBoth();
    try {
      requireOpen();
      boolean blocking = isBlocking();
      return connector.finish(blocking ? Driver.NEVER : 0, blocking);
    } finally {
      unlockBoth();
    }
  }

  @Override
  public boolean isConnected() {
    return isOpen() && wasConnected();
  }

  @Override
  public boolean isConnectionPending() {
    return isOpen() && connector.phase() == Connector.Phase.PENDING;
  }

  /** Also when it has been closed since. */
  private boolean wasConnected() {
    return connector.phase() == Connector.Phase.CONNECTED;
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    return wasConnected() ? connector.remote() : null;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return endpoint.localAddress();
  }

  // ---- options ----

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    HostOption<TcpSocket, T> option = HostOption.find(Options.STREAM, name);
    T checked = option.check(value);
    requireOpen();
    endpoint.set(option, checked);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    HostOption<TcpSocket, T> option = HostOption.find(Options.STREAM, name);
    requireOpen();
    return endpoint.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Options.STREAM.keySet();
  }

  @Override
  public synchronized Socket socket() {
    if (adaptor == null) {
      adaptor = SocketAdaptor.of(this);
    }
    return adaptor;
  }

  // ---- for the halves and the adaptor ----

  StreamReader reader() {
    return reader;
  }

  StreamWriter writer() {
    return writer;
  }

  /** SO_OOBINLINE: whether the urgent byte is part of the stream, or left out of it. */
  boolean urgentInline() {
    return urgentInline;
  }

  void urgentInline(boolean on) {
    urgentInline = on;
  }

  TcpEndpoint endpoint() {
    return endpoint;
  }

  InetSocketAddress remoteOrNull() {
    return wasConnected() ? connector.remote() : null;
  }

  Interrupts interrupts() {
    return interrupts;
  }

  void beginBlocking() {
    if (!interrupts.areDeferred()) {
      begin();
    }
  }

  void endBlocking(boolean completed) throws AsynchronousCloseException {
    if (interrupts.areDeferred()) {
      interrupts.settle();
      if (!completed && !isOpen()) {
        throw new AsynchronousCloseException();
      }
      return;
    }
    end(completed);
    Interrupts.closeIfInterrupted(this, completed);
  }

  void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (!wasConnected()) {
      throw new NotYetConnectedException();
    }
  }

  private void lockBoth() {
    reader.lock().lock();
    writer.lock().lock();
  }

  private void unlockBoth() {
    writer.lock().unlock();
    reader.lock().unlock();
  }

  // ---- selection and life ----

  @Override
  public Driver driver() {
    return endpoint.driver();
  }

  @Override
  public KeyList keys() {
    return endpoint.keys();
  }

  @Override
  public int readyOps() {
    TcpSocket socket = endpoint.socketOrNull();
    if (socket == null || !isOpen()) {
      return 0;
    }
    int ready = socket.readiness();
    return switch (connector.phase()) {
      case UNCONNECTED -> 0;
      case PENDING -> has(ready, Readiness.CONNECT_DONE) ? SelectionKey.OP_CONNECT : 0;
      case CONNECTED -> connectedOps(ready);
    };
  }

  private int connectedOps(int ready) {
    int ops = 0;
    boolean readable = has(ready, Readiness.READABLE | Readiness.PEER_FINISHED);
    if (reader.isShut() || readable && !reader.holdsUrgentByteOnly(ready)) {
      ops |= SelectionKey.OP_READ;
    }
    if (has(ready, Readiness.WRITABLE)) {
      ops |= SelectionKey.OP_WRITE;
    }
    return ops;
  }

  private static boolean has(int ready, int bits) {
    return (ready & (bits | Readiness.ERROR)) != 0;
  }

  /** Waits until no call is under way, as the specification wants. */
  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    lockBoth();
    try {
      requireOpen();
    } finally {
      unlockBoth();
    }
  }

  @Override
  protected void implCloseSelectableChannel() {
    StreamCloser.close(endpoint, isBlocking(), interrupts);
  }

  @Override
  public String toString() {
    String where = isOpen() ? connector.phase().name().toLowerCase() : "closed";
    return "SocketChannel[" + where + " remote=" + connector.remote() + ']';
  }
}
