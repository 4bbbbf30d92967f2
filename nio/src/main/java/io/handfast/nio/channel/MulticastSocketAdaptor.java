package io.handfast.nio.channel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.Set;

/**
 * The adaptor of a datagram channel as a {@code MulticastSocket}, which that of a JDK's channel is
 * too. It can be made where {@code java.net} is open to this module, as the agent opens it; nothing
 * of the superclass is used.
 */
final class MulticastSocketAdaptor extends MulticastSocket {
  private final DatagramSocket datagrams;
  private final OutgoingInterface outgoing;

  MulticastSocketAdaptor(SocketAddress noDelegate, DatagramSocket datagrams) throws IOException {
    super(noDelegate);
    this.datagrams = datagrams;
    this.outgoing = new OutgoingInterface(datagrams);
  }

  @Override
  public void bind(SocketAddress local) throws SocketException {
    datagrams.bind(local);
  }

  @Override
  public void connect(InetAddress address, int port) {
    datagrams.connect(address, port);
  }

  @Override
  public void connect(SocketAddress address) throws SocketException {
    datagrams.connect(address);
  }

  @Override
  public void disconnect() {
    datagrams.disconnect();
  }

  @Override
  public boolean isBound() {
    return datagrams.isBound();
  }

  @Override
  public boolean isConnected() {
    return datagrams.isConnected();
  }

  @Override
  public boolean isClosed() {
    return datagrams.isClosed();
  }

  @Override
  public void close() {
    datagrams.close();
  }

  @Override
  public DatagramChannel getChannel() {
    return datagrams.getChannel();
  }

  @Override
  public InetAddress getInetAddress() {
    return datagrams.getInetAddress();
  }

  @Override
  public int getPort() {
    return datagrams.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return datagrams.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return datagrams.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return datagrams.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return datagrams.getLocalSocketAddress();
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    datagrams.send(packet);
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    datagrams.receive(packet);
  }

  @Override
  public void joinGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    datagrams.joinGroup(group, nic);
  }

  @Override
  public void leaveGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    datagrams.leaveGroup(group, nic);
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    datagrams.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return datagrams.getSoTimeout();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    datagrams.setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return datagrams.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    datagrams.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return datagrams.getReceiveBufferSize();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    datagrams.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return datagrams.getReuseAddress();
  }

  @Override
  public void setBroadcast(boolean on) throws SocketException {
    datagrams.setBroadcast(on);
  }

  @Override
  public boolean getBroadcast() throws SocketException {
    return datagrams.getBroadcast();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    datagrams.setTrafficClass(value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return datagrams.getTrafficClass();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return datagrams.supportedOptions();
  }

  @Override
  public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
    datagrams.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return datagrams.getOption(name);
  }

  // ---- what only a multicast socket has ----

  @Override
  @Deprecated
  public void joinGroup(InetAddress group) throws IOException {
    try {
      joinGroup(groupOf(group), null);
    } catch (IllegalArgumentException e) {
      throw new SocketException("joinGroup failed", e); // this one is said to throw nothing else
    }
  }

  @Override
  @Deprecated
  public void leaveGroup(InetAddress group) throws IOException {
    try {
      leaveGroup(groupOf(group), null);
    } catch (IllegalArgumentException e) {
      throw new SocketException("leaveGroup failed", e);
    }
  }

  private static SocketAddress groupOf(InetAddress group) {
    return new InetSocketAddress(Objects.requireNonNull(group), 0);
  }

  @Override
  public void setTimeToLive(int ttl) throws IOException {
    datagrams.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
  }

  @Override
  public int getTimeToLive() throws IOException {
    return datagrams.getOption(StandardSocketOptions.IP_MULTICAST_TTL);
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal")
  public void setTTL(byte ttl) throws IOException {
    setTimeToLive(Byte.toUnsignedInt(ttl));
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal")
  public byte getTTL() throws IOException {
    return (byte) getTimeToLive();
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal")
  public synchronized void send(DatagramPacket packet, byte ttl) throws IOException {
    int before = getTimeToLive();
    setTimeToLive(Byte.toUnsignedInt(ttl));
    try {
      send(packet);
    } finally {
      setTimeToLive(before);
    }
  }

  @Override
  public void setNetworkInterface(NetworkInterface nic) throws SocketException {
    outgoing.set(nic);
  }

  @Override
  public NetworkInterface getNetworkInterface() throws SocketException {
    return outgoing.orPlaceholder();
  }

  @Override
  @Deprecated
  public void setInterface(InetAddress address) throws SocketException {
    outgoing.setByAddress(address);
  }

  @Override
  @Deprecated
  public InetAddress getInterface() throws SocketException {
    return outgoing.address();
  }

  @Override
  @Deprecated
  public void setLoopbackMode(boolean disable) throws SocketException {
    OutgoingInterface.setOption(datagrams, StandardSocketOptions.IP_MULTICAST_LOOP, !disable);
  }

  @Override
  @Deprecated
  public boolean getLoopbackMode() throws SocketException {
    return !OutgoingInterface.getOption(datagrams, StandardSocketOptions.IP_MULTICAST_LOOP);
  }
}
