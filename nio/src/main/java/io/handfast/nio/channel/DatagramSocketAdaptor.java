package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The java.net.DatagramSocket of a datagram channel: every call goes to the channel. */
final class DatagramSocketAdaptor extends DatagramSocket {
  private final HandfastDatagramChannel channel;
  private volatile int timeoutMillis;

  private DatagramSocketAdaptor(HandfastDatagramChannel channel) {
    super(new NoDatagramImpl());
    this.channel = channel;
  }

  /** A MulticastSocket as on the JDK, where one can be made. */
  static DatagramSocket of(HandfastDatagramChannel channel) {
    DatagramSocketAdaptor adaptor = new DatagramSocketAdaptor(channel);
    return JavaNetInternals.noDelegate().map(adaptor::asMulticastSocket).orElse(adaptor);
  }

  private DatagramSocket asMulticastSocket(SocketAddress noDelegate) {
    try {
      return new MulticastSocketAdaptor(noDelegate, this);
    } catch (IOException e) {
      throw new UncheckedIOException("without a socket nothing fails", e);
    }
  }

  @Override
  public void bind(SocketAddress local) throws SocketException {
    try {
      channel.bind(local == null ? null : internet(local));
    } catch (AlreadyBoundException e) {
      throw new SocketException("already bound");
    } catch (UnresolvedAddressException e) {
      throw new SocketException("Unresolved address", e);
    } catch (UnsupportedAddressTypeException e) {
      throw new SocketException("Unsupported address type", e);
    } catch (IOException e) {
      throw SocketOptionCalls.asSocketException(e);
    }
  }

  @Override
  public void connect(InetAddress address, int port) {
    if (address == null) {
      throw new IllegalArgumentException("Address can't be null");
    }
    try {
      connect(new InetSocketAddress(address, port));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void connect(SocketAddress address) throws SocketException {
    if (address == null) {
      throw new IllegalArgumentException("Address can't be null");
    }
    InetSocketAddress target = internet(address);
    try {
      channel.families().check(target);
      channel.disconnect();
      channel.connect(target);
    } catch (ClosedChannelException e) {
      // As on the JDK's sockets: connecting what is closed does nothing.
    } catch (UnresolvedAddressException e) {
      throw new SocketException("Unresolved address", e);
    } catch (UnsupportedAddressTypeException e) {
      throw new SocketException("Unsupported address type", e);
    } catch (IOException e) {
      throw SocketOptionCalls.asSocketException(e);
    }
  }

  private static InetSocketAddress internet(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      throw new IllegalArgumentException("Unsupported address type");
    }
    return internet;
  }

  @Override
  public void disconnect() {
    try {
      channel.disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
    SocketAddress target = packet.getAddress() == null ? null : packet.getSocketAddress();
    InetSocketAddress remote = channel.remoteOrNull();
    if (remote == null && target == null) {
      throw new IllegalArgumentException("Address not set");
    }
    if (remote != null && target != null && !remote.equals(target)) {
      throw new IllegalArgumentException("connected address and packet address differ");
    }
    channel.send(data, target == null ? remote : target);
    if (target == null) {
      packet.setSocketAddress(remote);
    }
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    int millis = timeoutMillis;
    long nanos = millis == 0 ? Driver.NEVER : TimeUnit.MILLISECONDS.toNanos(millis);
    int room = PacketLengths.room(packet);
    ByteBuffer target = ByteBuffer.wrap(packet.getData(), packet.getOffset(), room);
    DatagramTransfer.Received received = receive(target, nanos);
    if (received == null) {
      throw new SocketTimeoutException("Receive timed out");
    }
    packet.setSocketAddress(received.sender());
    PacketLengths.received(packet, received.length());
  }

  private DatagramTransfer.Received receive(ByteBuffer target, long nanos) throws IOException {
    try {
      return channel.receiveWithin(target, nanos);
    } catch (ClosedByInterruptException e) {
      throw channel.interrupts().areOfSocket() ? new SocketException("Closed by interrupt", e) : e;
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
  }

  // ---- multicast ----

  @Override
  public void joinGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    InetAddress address = groupOf(group);
    channel.requireOpen();
    if (channel.memberships().find(address, nic) != null) {
      throw new SocketException("Already a member of group");
    }
    channel.memberships().join(address, nic, null);
  }

  @Override
  public void leaveGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    InetAddress address = groupOf(group);
    channel.requireOpen();
    Membership key = channel.memberships().find(address, nic);
    if (key == null) {
      throw new SocketException("Not a member of group");
    }
    key.drop();
  }

  private static InetAddress groupOf(SocketAddress group) throws SocketException {
    if (!(group instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("Unsupported address type");
    }
    if (address.isUnresolved()) {
      throw new SocketException("Unresolved address: " + address);
    }
    if (!address.getAddress().isMulticastAddress()) {
      throw new SocketException("Not a multicast address");
    }
    return address.getAddress();
  }

  // ---- state ----

  @Override
  public boolean isBound() {
    return channel.localOrNull() != null;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DatagramChannel getChannel() {
    return channel;
  }

  @Override
  public InetAddress getInetAddress() {
    InetSocketAddress remote = channel.remoteOrNull();
    return remote == null ? null : remote.getAddress();
  }

  @Override
  public int getPort() {
    InetSocketAddress remote = channel.remoteOrNull();
    return remote == null ? -1 : remote.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return channel.remoteOrNull();
  }

  @Override
  public InetAddress getLocalAddress() {
    if (isClosed()) {
      return null;
    }
    InetSocketAddress local = channel.localOrNull();
    return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
  }

  @Override
  public int getLocalPort() {
    if (isClosed()) {
      return -1;
    }
    InetSocketAddress local = channel.localOrNull();
    return local == null ? 0 : local.getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return isClosed() ? null : channel.localOrNull();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
    timeoutMillis = timeout;
  }

  @Override
  public int getSoTimeout() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
    return timeoutMillis;
  }

  @Override
  public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
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
  public void setSendBufferSize(int size) throws SocketException {
    SocketOptionCalls.set(
        channel, StandardSocketOptions.SO_SNDBUF, SocketOptionCalls.positive(size, "send"));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    SocketOptionCalls.set(
        channel, StandardSocketOptions.SO_RCVBUF, SocketOptionCalls.positive(size, "receive"));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.SO_RCVBUF);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    SocketOptionCalls.set(channel, StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    SocketOptionCalls.set(channel, StandardSocketOptions.IP_TOS, value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.IP_TOS);
  }

  @Override
  public void setBroadcast(boolean on) throws SocketException {
    SocketOptionCalls.set(channel, StandardSocketOptions.SO_BROADCAST, on);
  }

  @Override
  public boolean getBroadcast() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.SO_BROADCAST);
  }
}
