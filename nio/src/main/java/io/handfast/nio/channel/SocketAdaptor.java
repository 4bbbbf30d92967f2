package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The java.net.Socket of a socket channel: every call goes to the channel. */
final class SocketAdaptor extends Socket {
  private final HandfastSocketChannel channel;
  private volatile int timeoutMillis;
  private InputStream input;
  private OutputStream output;

  private SocketAdaptor(HandfastSocketChannel channel) throws SocketException {
    super((SocketImpl) null);
    this.channel = channel;
  }

  static Socket of(HandfastSocketChannel channel) {
    try {
      return new SocketAdaptor(channel);
    } catch (SocketException e) {
      throw new AssertionError("a socket without an implementation does nothing when made", e);
    }
  }

  // ---- connection ----

  @Override
  public void connect(SocketAddress remote) throws IOException {
    connect(remote, 0);
  }

  @Override
  public void connect(SocketAddress remote, int timeout) throws IOException {
    if (timeout < 0) {
      throw new IllegalArgumentException("negative timeout");
    }
    if (channel.isConnected()) {
      throw new SocketException("Already connected");
    }
    requireBlocking();
    try {
      channel.connect(channel.families().check(Objects.requireNonNull(remote)), nanos(timeout));
    } catch (AsynchronousCloseException e) {
      throw e;
    } catch (ClosedChannelException e) {
      throw new AsynchronousCloseException(); // as the JDK's, whenever it was closed
    } catch (AlreadyConnectedException e) {
      throw new SocketException("Already connected");
    } catch (ConnectionPendingException e) {
      throw new SocketException("Connection is pending");
    } catch (UnresolvedAddressException e) {
      channel.close();
      throw new UnknownHostException(((InetSocketAddress) remote).getHostName());
    } catch (UnsupportedAddressTypeException e) {
      throw new IllegalArgumentException("Unsupported address type", e);
    }
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    try {
      channel.bind(local == null ? new InetSocketAddress(0) : local);
    } catch (ClosedChannelException e) {
      throw closed(e);
    } catch (AlreadyBoundException e) {
      throw new SocketException("Already bound");
    } catch (UnresolvedAddressException e) {
      throw new SocketException("Unresolved address");
    } catch (UnsupportedAddressTypeException e) {
      throw new IllegalArgumentException("Unsupported address type", e);
    }
  }

  private static long nanos(int timeoutMillis) {
    return timeoutMillis == 0 ? Driver.NEVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  private void requireBlocking() {
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
  }

  private static SocketException closed(ClosedChannelException cause) {
    SocketException e = new SocketException("Socket is closed");
    e.initCause(cause);
    return e;
  }

  @Override
  public InetAddress getInetAddress() {
    InetSocketAddress remote = channel.remoteOrNull();
    return remote == null ? null : remote.getAddress();
  }

  @Override
  public int getPort() {
    InetSocketAddress remote = channel.remoteOrNull();
    return remote == null ? 0 : remote.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    InetSocketAddress local = channel.isOpen() ? channel.endpoint().localAddress() : null;
    return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
  }

  @Override
  public int getLocalPort() {
    InetSocketAddress local = channel.endpoint().localAddress();
    return local == null ? -1 : local.getPort();
  }

  @Override
  public SocketChannel getChannel() {
    return channel;
  }

  // ---- data ----

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    requireConnected(isInputShutdown(), "Socket input is shutdown");
    if (input == null) {
      input = new SocketInput(channel, this::patience);
    }
    return input;
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    requireConnected(isOutputShutdown(), "Socket output is shutdown");
    if (output == null) {
      output = new SocketOutput(channel);
    }
    return output;
  }

  private void requireConnected(boolean shut, String whenShut) throws SocketException {
    requireOpen();
    if (!channel.isConnected()) {
      throw new SocketException("Socket is not connected");
    }
    if (shut) {
      throw new SocketException(whenShut);
    }
  }

  private void requireOpen() throws SocketException {
    if (!channel.isOpen()) {
      throw new SocketException("Socket is closed");
    }
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    requireConnected(isOutputShutdown(), "Socket output is shutdown");
    channel.writer().writeUrgent((byte) data);
  }

  @Override
  public void shutdownInput() throws IOException {
    requireConnected(isInputShutdown(), "Socket input is already shutdown");
    channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireConnected(isOutputShutdown(), "Socket output is already shutdown");
    channel.shutdownOutput();
  }

  // ---- options ----

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    requireOpen();
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    timeoutMillis = timeout;
  }

  @Override
  public int getSoTimeout() throws SocketException {
    requireOpen();
    return timeoutMillis;
  }

  /** How long a read waits, in nanoseconds. */
  long patience() {
    return nanos(timeoutMillis);
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

  private <T> void set(SocketOption<T> name, T value) throws SocketException {
    SocketOptionCalls.set(channel, name, value);
  }

  private <T> T get(SocketOption<T> name) throws SocketException {
    return SocketOptionCalls.get(channel, name);
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set(StandardSocketOptions.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return get(StandardSocketOptions.TCP_NODELAY);
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    if (on && linger < 0) {
      throw new IllegalArgumentException("invalid value for SO_LINGER");
    }
    set(StandardSocketOptions.SO_LINGER, on ? linger : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return get(StandardSocketOptions.SO_LINGER);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    requireOpen();
    channel.urgentInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    requireOpen();
    return channel.urgentInline();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_SNDBUF, SocketOptionCalls.positive(size, "send"));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_RCVBUF, SocketOptionCalls.positive(size, "receive"));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_RCVBUF);
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return get(StandardSocketOptions.SO_KEEPALIVE);
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    set(StandardSocketOptions.IP_TOS, tc);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return get(StandardSocketOptions.IP_TOS);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return get(StandardSocketOptions.SO_REUSEADDR);
  }

  // ---- life ----

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return channel.endpoint().isBound() || channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return channel.reader().isShut();
  }

  @Override
  public boolean isOutputShutdown() {
    return channel.writer().isShut();
  }

  @Override
  public String toString() {
    return isConnected()
        ? "Socket[addr="
            + getInetAddress()
            + ",port="
            + getPort()
            + ",localport="
            + getLocalPort()
            + "]"
        : "Socket[unconnected]";
  }
}
