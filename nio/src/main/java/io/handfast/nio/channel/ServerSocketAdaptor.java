package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The java.net.ServerSocket of a server socket channel: every call goes to the channel. */
final class ServerSocketAdaptor extends ServerSocket {
  private final HandfastServerSocketChannel channel;
  private volatile int timeoutMillis;

  private ServerSocketAdaptor(HandfastServerSocketChannel channel) {
    super(new NoSocketImpl());
    this.channel = channel;
  }

  static ServerSocket of(HandfastServerSocketChannel channel) {
    return new ServerSocketAdaptor(channel);
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    bind(local, 50);
  }

  @Override
  public void bind(SocketAddress local, int backlog) throws IOException {
    try {
      channel.bind(local == null ? new InetSocketAddress(0) : local, backlog);
    } catch (ClosedChannelException | AlreadyBoundException e) {
      SocketException failure =
          new SocketException(channel.isOpen() ? "Already bound" : "Socket is closed");
      failure.initCause(e);
      throw failure;
    } catch (UnresolvedAddressException e) {
      throw new SocketException("Unresolved address");
    } catch (UnsupportedAddressTypeException e) {
      throw new IllegalArgumentException("Unsupported address type", e);
    }
  }

  @Override
  public Socket accept() throws IOException {
    try {
      return channel.isBlocking() ? acceptBlocking() : acceptWaiting();
    } catch (NotYetBoundException e) {
      throw new SocketException("Socket is not bound yet");
    }
  }

  private Socket acceptBlocking() throws IOException {
    int millis = timeoutMillis;
    long nanos = millis == 0 ? Driver.NEVER : TimeUnit.MILLISECONDS.toNanos(millis);
    HandfastSocketChannel accepted = channel.accept(nanos);
    if (accepted == null) {
      throw new SocketTimeoutException("Accept timed out");
    }
    return accepted.socket();
  }

  /** Of a channel that does not block: a connection that waits already. */
  private Socket acceptWaiting() throws IOException {
    HandfastSocketChannel accepted = channel.accept(0);
    if (accepted == null) {
      throw new IllegalBlockingModeException();
    }
    return accepted.socket();
  }

  private void requireOpen() throws SocketException {
    if (!channel.isOpen()) {
      throw new SocketException("Socket is closed");
    }
  }

  @Override
  public InetAddress getInetAddress() {
    InetSocketAddress local = channel.localOrNull();
    return local == null ? null : local.getAddress();
  }

  @Override
  public int getLocalPort() {
    InetSocketAddress local = channel.localOrNull();
    return local == null ? -1 : local.getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return channel.localOrNull();
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
  public boolean isBound() {
    return channel.isListening();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    requireOpen();
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    timeoutMillis = timeout;
  }

  @Override
  public int getSoTimeout() throws IOException {
    requireOpen();
    return timeoutMillis;
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
  public void setReceiveBufferSize(int size) throws SocketException {
    SocketOptionCalls.set(
        channel, StandardSocketOptions.SO_RCVBUF, SocketOptionCalls.positive(size, "receive"));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return SocketOptionCalls.get(channel, StandardSocketOptions.SO_RCVBUF);
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
    return isBound()
        ? "ServerSocket[addr=" + getInetAddress() + ",localport=" + getLocalPort() + "]"
        : "ServerSocket[unbound]";
  }
}
