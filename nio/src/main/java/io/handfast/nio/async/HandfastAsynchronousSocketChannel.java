package io.handfast.nio.async;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An AsynchronousSocketChannel over a SocketChannel in blocking mode. */
public final class HandfastAsynchronousSocketChannel extends AsynchronousSocketChannel {
  private final SocketChannel channel;
  private final Group group;
  private final Lane connecting = new Lane(this, "Connecting", ConnectionPendingException::new);
  private final Lane reading = new Lane(this, "Reading", ReadPendingException::new);
  private final Lane writing = new Lane(this, "Writing", WritePendingException::new);

  /**
   * Over this channel, which is closed with it.
   *
   * @throws java.nio.channels.ShutdownChannelGroupException when the group takes no more
   */
  public HandfastAsynchronousSocketChannel(SocketChannel channel, Group group) {
    super(group.provider());
    this.channel = channel;
    this.group = group;
    group.add(this);
  }

  // ---- connection ----

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    channel.bind(local);
    return this;
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    return connecting(remote);
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    connecting(remote).tell(group, attachment, handler);
  }

  private Outcome<Void> connecting(SocketAddress remote) {
    if (!isOpen()) {
      return Outcome.failed(new ClosedChannelException());
    }
    requireResolved(remote);
    if (channel.isConnected()) {
      throw new AlreadyConnectedException();
    }
    return connecting.start(
        () -> {
          channelConnect(remote);
          return null;
        },
        0,
        TimeUnit.NANOSECONDS);
  }

  /** A channel that could not connect is closed, as the JDK's own is. */
  private void channelConnect(SocketAddress remote) throws IOException {
    try {
      channel.connect(remote);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static void requireResolved(SocketAddress remote) {
    if (!(Objects.requireNonNull(remote) instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    channel.shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  // ---- data ----

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    requireWritable(dst);
    return on(reading, () -> channel.read(dst), 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    requireWritable(dst);
    on(reading, () -> channel.read(dst), timeout, unit).tell(group, attachment, handler);
  }

  @Override
  public <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    Objects.checkFromIndexSize(offset, length, dsts.length);
    for (int i = offset; i < offset + length; i++) {
      requireWritable(dsts[i]);
    }
    on(reading, () -> channel.read(dsts, offset, length), timeout, unit)
        .tell(group, attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    Objects.requireNonNull(src);
    return on(writing, () -> channel.write(src), 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    Objects.requireNonNull(src);
    on(writing, () -> channel.write(src), timeout, unit).tell(group, attachment, handler);
  }

  @Override
  public <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    Objects.checkFromIndexSize(offset, length, srcs.length);
    on(writing, () -> channel.write(srcs, offset, length), timeout, unit)
        .tell(group, attachment, handler);
  }

  private <V> Outcome<V> on(Lane lane, Callable<V> call, long timeout, TimeUnit unit) {
    if (!isOpen()) {
      return Outcome.failed(new ClosedChannelException());
    }
    if (!channel.isConnected()) {
      throw new NotYetConnectedException();
    }
    return lane.start(call, timeout, unit);
  }

  private static void requireWritable(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
  }

  // ---- options and life ----

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      group.remove(this);
    }
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
