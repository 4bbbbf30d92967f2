package io.handfast.nio.channel;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A SocketChannel that is ours or the kernel's, as its first address says. */
final class RoutedSocketChannel extends SocketChannel implements RoutedEndpoint {
  private final Way<SocketChannel> way;
  private Socket adaptor;

  /** Ours so far. */
  RoutedSocketChannel(SelectorProvider provider, HandfastSocketChannel ours, Families families) {
    super(provider);
    this.way =
        new Way<>(
            ours,
            ours,
            builtIn ->
                families.isV4()
                    ? builtIn.openSocketChannel(StandardProtocolFamily.INET)
                    : builtIn.openSocketChannel());
  }

  /** The kernel's: accepted from a listener of its, or of another family than the Internet's. */
  RoutedSocketChannel(SelectorProvider provider, SocketChannel kernels) {
    super(provider);
    this.way = new Way<>(kernels);
  }

  @Override
  public Way<SocketChannel> way() {
    return way;
  }

  @Override
  public SocketChannel bind(SocketAddress local) throws IOException {
    requireOpen();
    way.decide(local, false);
    way.call(channel -> channel.bind(local), this);
    return this;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    requireOpen();
    way.decide(remote, true);
    return way.call(channel -> channel.connect(remote), this);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return way.call(SocketChannel::finishConnect, this);
  }

  @Override
  public boolean isConnected() {
    return way.present().isConnected();
  }

  @Override
  public boolean isConnectionPending() {
    return way.present().isConnectionPending();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return way.present().getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return way.present().getLocalAddress();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return way.call(channel -> channel.read(dst), this);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return way.call(channel -> channel.read(dsts, offset, length), this);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return way.call(channel -> channel.write(src), this);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return way.call(channel -> channel.write(srcs, offset, length), this);
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    way.call(SocketChannel::shutdownInput, this);
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    way.call(SocketChannel::shutdownOutput, this);
    return this;
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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
  public synchronized Socket socket() {
    if (adaptor == null) {
      adaptor = RoutedSocket.of(this);
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
