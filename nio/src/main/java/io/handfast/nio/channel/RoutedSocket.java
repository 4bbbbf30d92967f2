package io.handfast.nio.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** The java.net.Socket of a routed channel: that of the channel which it is at present. */
final class RoutedSocket extends Socket {
  private final RoutedSocketChannel channel;

  private RoutedSocket(RoutedSocketChannel channel) throws SocketException {
    super((SocketImpl) null);
    this.channel = channel;
  }

  static Socket of(RoutedSocketChannel channel) {
    try {
      return new RoutedSocket(channel);
    } catch (SocketException e) {
      throw new AssertionError("a socket without an implementation does nothing when made", e);
    }
  }

  private Socket below() {
    return channel.way().present().socket();
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    connect(remote, 0);
  }

  @Override
  public void connect(SocketAddress remote, int timeout) throws IOException {
    channel.way().decide(remote, true);
    try {
      below().connect(remote, timeout);
    } catch (IOException e) {
      if (!channel.way().present().isOpen()) {
        channel.close();
      }
      throw e;
    }
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    channel.way().decide(local, false);
    below().bind(local);
  }

  @Override
  public SocketChannel getChannel() {
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
  public InetAddress getLocalAddress() {
    return below().getLocalAddress();
  }

  @Override
  public int getPort() {
    return below().getPort();
  }

  @Override
  public int getLocalPort() {
    return below().getLocalPort();
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
  public InputStream getInputStream() throws IOException {
    return below().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return below().getOutputStream();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    below().setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return below().getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    below().setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return below().getSoLinger();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    below().sendUrgentData(data);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    below().setOOBInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return below().getOOBInline();
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
  public void setKeepAlive(boolean on) throws SocketException {
    below().setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return below().getKeepAlive();
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
  public void setReuseAddress(boolean on) throws SocketException {
    below().setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return below().getReuseAddress();
  }

  @Override
  public void shutdownInput() throws IOException {
    below().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    below().shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return below().isConnected();
  }

  @Override
  public boolean isBound() {
    return below().isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return below().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return below().isOutputShutdown();
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
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
