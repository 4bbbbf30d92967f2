package io.handfast.nio.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;

/** The java.net.ServerSocket of a routed channel: that of the channel which it is at present. */
final class RoutedServerSocket extends ServerSocket {
  private final RoutedServerSocketChannel channel;

  private RoutedServerSocket(RoutedServerSocketChannel channel) {
    super(new NoSocketImpl());
    this.channel = channel;
  }

  static ServerSocket of(RoutedServerSocketChannel channel) {
    return new RoutedServerSocket(channel);
  }

  private ServerSocket below() {
    return channel.way().present().socket();
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    channel.way().decide(local, false);
    below().bind(local);
  }

  @Override
  public void bind(SocketAddress local, int backlog) throws IOException {
    channel.way().decide(local, false);
    below().bind(local, backlog);
  }

  @Override
  public Socket accept() throws IOException {
    return channel.above(below().accept().getChannel()).socket();
  }

  @Override
  public ServerSocketChannel getChannel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public InetAddress getInetAddress() {
    return below().getInetAddress();
  }

  @Override
  public int getLocalPort() {
    return below().getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return below().getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    below().setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws IOException {
    return below().getSoTimeout();
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
  public void setReceiveBufferSize(int size) throws SocketException {
    below().setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return below().getReceiveBufferSize();
  }

  @Override
  public boolean isBound() {
    return below().isBound();
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
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
  public String toString() {
    return below().toString();
  }
}
