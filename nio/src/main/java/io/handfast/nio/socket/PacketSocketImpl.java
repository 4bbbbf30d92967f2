package io.handfast.nio.socket;

import io.handfast.nio.BuiltInProvider;
import io.handfast.nio.Routing;
import io.handfast.nio.channel.ChannelFactory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import java.util.Set;

/**
 * Behind every java.net.DatagramSocket and MulticastSocket of the JVM. The address of its bind or
 * its connect says whose it is; one that is bound to every address is Handfast's.
 */
public final class PacketSocketImpl extends DatagramSocketImpl {
  private final SelectorProvider provider;
  private volatile DatagramSocket socket;
  private DatagramPacket peeked;

  /** With channels of this provider. */
  public PacketSocketImpl(SelectorProvider provider) {
    this.provider = provider;
  }

  @Override
  protected void create() throws SocketException {
    socket = ChannelFactory.datagramSocket(provider);
    socket.setBroadcast(true);
  }

  private DatagramSocket open() throws SocketException {
    DatagramSocket present = socket;
    if (present == null || present.isClosed()) {
      throw SocketFailures.closed();
    }
    return present;
  }

  @Override
  protected void bind(int port, InetAddress host) throws SocketException {
    DatagramSocket present = open();
    Optional<SelectorProvider> builtIn = BuiltInProvider.find();
    try {
      if (!host.isAnyLocalAddress() && Routing.isKernels(host) && builtIn.isPresent()) {
        socket = KernelSockets.datagramSocket(builtIn.get());
        present.close();
      }
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
    localPort = socket.getLocalPort();
  }

  @Override
  protected void connect(InetAddress address, int port) throws SocketException {
    open().connect(new InetSocketAddress(address, port));
  }

  @Override
  protected void disconnect() {
    socket.disconnect();
  }

  @Override
  protected void close() {
    DatagramSocket present = socket;
    if (present != null) {
      present.close();
    }
  }

  // ---- data ----

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    try {
      open().send(packet);
    } catch (IOException e) {
      throw SocketFailures.ofCall(e);
    }
  }

  @Override
  protected synchronized int peek(InetAddress address) throws IOException {
    throw new SocketException("an address cannot be changed: use peekData");
  }

  /** Keeps what it shows for the next receive. */
  @Override
  protected synchronized int peekData(DatagramPacket packet) throws IOException {
    if (peeked == null) {
      DatagramPacket next = new DatagramPacket(new byte[65_535], 65_535);
      take(next);
      peeked = next;
    }
    copyPeeked(packet);
    return peeked.getPort();
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    if (!takePeeked(packet)) {
      take(packet);
    }
  }

  private synchronized boolean takePeeked(DatagramPacket packet) {
    boolean waits = peeked != null;
    if (waits) {
      copyPeeked(packet);
      peeked = null;
    }
    return waits;
  }

  private void copyPeeked(DatagramPacket packet) {
    int length = Math.min(peeked.getLength(), packet.getLength());
    System.arraycopy(peeked.getData(), 0, packet.getData(), packet.getOffset(), length);
    packet.setLength(length);
    packet.setSocketAddress(peeked.getSocketAddress());
  }

  private void take(DatagramPacket packet) throws IOException {
    try {
      open().receive(packet);
    } catch (IOException e) {
      throw SocketFailures.ofCall(e);
    }
  }

  // ---- multicast ----

  @Override
  @Deprecated
  protected void setTTL(byte ttl) throws IOException {
    setTimeToLive(ttl & 0xff);
  }

  @Override
  @Deprecated
  protected byte getTTL() throws IOException {
    return (byte) getTimeToLive();
  }

  @Override
  protected void setTimeToLive(int ttl) throws IOException {
    open().setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
  }

  @Override
  protected int getTimeToLive() throws IOException {
    return open().getOption(StandardSocketOptions.IP_MULTICAST_TTL);
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    open().joinGroup(new InetSocketAddress(group, 0), null);
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    open().leaveGroup(new InetSocketAddress(group, 0), null);
  }

  @Override
  protected void joinGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    open().joinGroup(group, nic);
  }

  @Override
  protected void leaveGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    open().leaveGroup(group, nic);
  }

  // ---- options ----

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket == null ? Set.of() : socket.supportedOptions();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    open().setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return open().getOption(name);
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    try {
      switch (id) {
        case SocketOptions.SO_TIMEOUT -> open().setSoTimeout((Integer) value);
        case SocketOptions.IP_MULTICAST_IF ->
            setOption(
                StandardSocketOptions.IP_MULTICAST_IF,
                NetworkInterface.getByInetAddress((InetAddress) value));
        case SocketOptions.IP_MULTICAST_IF2 ->
            setOption(StandardSocketOptions.IP_MULTICAST_IF, (NetworkInterface) value);
        case SocketOptions.IP_MULTICAST_LOOP ->
            setOption(StandardSocketOptions.IP_MULTICAST_LOOP, !(Boolean) value);
        default -> {
          StreamSocketImpl.requireKnown(IntegerOptions.of(id), id);
          setOption(IntegerOptions.of(id), value);
        }
      }
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    try {
      return switch (id) {
        case SocketOptions.SO_TIMEOUT -> open().getSoTimeout();
        case SocketOptions.SO_BINDADDR -> open().getLocalAddress();
        case SocketOptions.IP_MULTICAST_IF -> addressOfInterface();
        case SocketOptions.IP_MULTICAST_IF2 -> getOption(StandardSocketOptions.IP_MULTICAST_IF);
        case SocketOptions.IP_MULTICAST_LOOP -> !getOption(StandardSocketOptions.IP_MULTICAST_LOOP);
        default -> {
          StreamSocketImpl.requireKnown(IntegerOptions.of(id), id);
          yield getOption(IntegerOptions.of(id));
        }
      };
    } catch (IOException e) {
      throw SocketFailures.ofOption(e);
    }
  }

  private InetAddress addressOfInterface() throws IOException {
    NetworkInterface nic = getOption(StandardSocketOptions.IP_MULTICAST_IF);
    return nic == null
        ? new InetSocketAddress(0).getAddress()
        : nic.inetAddresses().findFirst().orElseGet(() -> new InetSocketAddress(0).getAddress());
  }
}
