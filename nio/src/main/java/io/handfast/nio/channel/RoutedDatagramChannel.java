package io.handfast.nio.channel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A DatagramChannel that is ours or the kernel's, as its first address says. */
final class RoutedDatagramChannel extends DatagramChannel implements RoutedEndpoint {
  private final Way<DatagramChannel> way;
  private DatagramSocket adaptor;

  /** Ours so far. */
  RoutedDatagramChannel(
      SelectorProvider provider, HandfastDatagramChannel ours, Families families) {
    super(provider);
    this.way =
        new Way<>(
            ours,
            ours,
            builtIn ->
                families.isV4()
                    ? builtIn.openDatagramChannel(StandardProtocolFamily.INET)
                    : builtIn.openDatagramChannel());
  }

  @Override
  public Way<DatagramChannel> way() {
    return way;
  }

  @Override
  public DatagramChannel bind(SocketAddress local) throws IOException {
    requireOpen();
    way.decide(local, false);
    way.call(channel -> channel.bind(local), this);
    return this;
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    requireOpen();
    way.decide(remote, true);
    way.call(channel -> channel.connect(remote), this);
    return this;
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    way.call(DatagramChannel::disconnect, this);
    return this;
  }

  @Override
  public int send(ByteBuffer src, SocketAddress target) throws IOException {
    requireOpen();
    way.decide(target, true);
    return way.call(channel -> channel.send(src, target), this);
  }

  @Override
  public SocketAddress receive(ByteBuffer dst) throws IOException {
    return way.call(channel -> channel.receive(dst), this);
  }

  @Override
  public boolean isConnected() {
    return way.present().isConnected();
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
  public MembershipKey join(InetAddress group, NetworkInterface nic) throws IOException {
    return way.call(channel -> channel.join(group, nic), this);
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface nic, InetAddress source)
      throws IOException {
    return way.call(channel -> channel.join(group, nic, source), this);
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
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
  public synchronized DatagramSocket socket() {
    if (adaptor == null) {
      adaptor = new RoutedDatagramSocket(this);
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
