package io.handfast.nio.channel;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A ServerSocketChannel that is ours or the kernel's, as the address says to which it binds. */
final class RoutedServerSocketChannel extends ServerSocketChannel implements RoutedEndpoint {
  private final Way<ServerSocketChannel> way;
  private ServerSocket adaptor;

  /** Ours so far. */
  RoutedServerSocketChannel(
      SelectorProvider provider, HandfastServerSocketChannel ours, Families families) {
    super(provider);
    this.way =
        new Way<>(
            ours,
            ours,
            builtIn ->
                families.isV4()
                    ? builtIn.openServerSocketChannel(StandardProtocolFamily.INET)
                    : builtIn.openServerSocketChannel());
  }

  /** The kernel's: of another family than the Internet's. */
  RoutedServerSocketChannel(SelectorProvider provider, ServerSocketChannel kernels) {
    super(provider);
    this.way = new Way<>(kernels);
  }

  @Override
  public Way<ServerSocketChannel> way() {
    return way;
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    requireOpen();
    way.decide(local, false);
    way.call(channel -> channel.bind(local, backlog), this);
    return this;
  }

  @Override
  public SocketChannel accept() throws IOException {
    return above(way.call(ServerSocketChannel::accept, this));
  }

  /** A channel that can be registered with our selectors. */
  SocketChannel above(SocketChannel accepted) {
    return accepted == null || !way.isKernels()
        ? accepted
        : new RoutedSocketChannel(provider(), accepted);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return way.present().getLocalAddress();
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    way.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return way.present().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return way.present().supportedOptions();
  }

  @Override
  public synchronized ServerSocket socket() {
    if (adaptor == null) {
      adaptor = RoutedServerSocket.of(this);
    }
    return adaptor;
  }

  void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    way.configureBlocking(block);
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    way.close();
  }

  @Override
  public String toString() {
    return way.present().toString();
  }
}
