package io.handfast.nio.channel;

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
import java.nio.channels.DatagramChannel;
import java.util.Set;

/** The java.net.DatagramSocket of a routed channel: that of the channel which it is at present. */
final class RoutedDatagramSocket extends DatagramSocket {
  private final RoutedDatagramChannel channel;

  RoutedDatagramSocket(RoutedDatagramChannel channel) {
    super(new NoDatagramImpl());
    this.channel = channel;
  }

  private DatagramSocket below() {
    return channel.way().present().socket();
  }

  private void decide(SocketAddress address, boolean isLast) throws SocketException {
    try {
      channel.way().decide(address, isLast);
    } catch (IOException e) {
      throw SocketOptionCalls.asSocketException(e);
    }
  }

  @Override
  public void bind(SocketAddress local) throws SocketException {
    decide(local, false);
    below().bind(local);
  }

  @Override
  public void connect(InetAddress address, int port) {
    try {
      decide(address == null ? null : new InetSocketAddress(address, port), true);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    below().connect(address, port);
  }

  @Override
  public void connect(SocketAddress remote) throws SocketException {
    decide(remote, true);
    below().connect(remote);
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    if (packet.getAddress() != null) {
      channel.way().decide(packet.getSocketAddress(), true);
    }
    below().send(packet);
  }

  @Override
  public DatagramChannel getChannel() {
    return channel;
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
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void disconnect() {
    below().disconnect();
  }

  @Override
  public boolean isBound() {
    return below().isBound();
  }

  @Override
  public boolean isConnected() {
    return below().isConnected();
  }

  @Override
  public InetAddress getInetAddress() {
    return below().getInetAddress();
  }

  @Override
  public int getPort() {
    return below().getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return below().getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return below().getLocalSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return below().getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return below().getLocalPort();
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    below().receive(packet);
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    below().setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return below().getSoTimeout();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    below().setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return below().getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    below().setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return below().getReceiveBufferSize();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    below().setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return below().getReuseAddress();
  }

  @Override
  public void setBroadcast(boolean on) throws SocketException {
    below().setBroadcast(on);
  }

  @Override
  public boolean getBroadcast() throws SocketException {
    return below().getBroadcast();
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    below().setTrafficClass(tc);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return below().getTrafficClass();
  }

  @Override
  public void joinGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    below().joinGroup(group, nic);
  }

  @Override
  public void leaveGroup(SocketAddress group, NetworkInterface nic) throws IOException {
    below().leaveGroup(group, nic);
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
}
