package io.handfast.nio.async;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An AsynchronousServerSocketChannel over a ServerSocketChannel in blocking mode. */
public final class HandfastAsynchronousServerSocketChannel extends AsynchronousServerSocketChannel {
  private final ServerSocketChannel channel;
  private final Group group;
  private final Lane accepting = new Lane(this, "Accept", AcceptPendingException::new);

  /**
   * Over this channel, which is closed with it.
   *
   * @throws ShutdownChannelGroupException when the group takes no more
   */
  public HandfastAsynchronousServerSocketChannel(ServerSocketChannel channel, Group group) {
    super(group.provider());
    this.channel = channel;
    this.group = group;
    group.add(this);
  }

  @Override
  public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    channel.bind(local, backlog);
    return this;
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    return accepting();
  }

  @Override
  public <A> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    accepting().tell(group, attachment, handler);
  }

  private Outcome<AsynchronousSocketChannel> accepting() {
    if (!isOpen()) {
      return Outcome.failed(new ClosedChannelException());
    }
    if (localAddress() == null) {
      throw new NotYetBoundException();
    }
    return accepting.start(() -> wrap(channel.accept()), 0, TimeUnit.NANOSECONDS);
  }

  private SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null; // closed this moment
    }
  }

  private AsynchronousSocketChannel wrap(SocketChannel accepted) throws IOException {
    try {
      return new HandfastAsynchronousSocketChannel(accepted, group);
    } catch (ShutdownChannelGroupException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
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
