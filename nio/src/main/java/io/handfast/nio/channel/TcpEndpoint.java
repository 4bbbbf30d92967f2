package io.handfast.nio.channel;

import io.handfast.event.SocketObserver;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;

/** Joins a SocketChannel or ServerSocketChannel to a TCP socket. */
final class TcpEndpoint extends Endpoint<TcpSocket> {
  private final boolean reuseAddress;
  private volatile boolean listening;

  private TcpEndpoint(boolean reuseAddress) {
    this.reuseAddress = reuseAddress;
  }

  /** Of an accepted connection; called under the domain lock. */
  TcpEndpoint(NetworkHost host, TcpSocket socket) {
    super(host, socket);
    this.reuseAddress = false;
  }

  /** Of a SocketChannel that has no socket yet. */
  static TcpEndpoint forStream() {
    return new TcpEndpoint(false);
  }

  /**
   * Of a ServerSocketChannel, which may bind over its old connections in TIME-WAIT, as in the JDK.
   */
  static TcpEndpoint forListener() {
    return new TcpEndpoint(true);
  }

  @Override
  TcpSocket create(NetworkStack stack) {
    TcpSocket socket = stack.tcpSocket();
    socket.reuseAddress(reuseAddress);
    return socket;
  }

  @Override
  void observe(TcpSocket socket, SocketObserver observer) {
    socket.observer(observer);
  }

  @Override
  void discard(TcpSocket socket, long now) {
    socket.close(now);
  }

  @Override
  boolean isMovable() {
    return socketOrNull().localPort() == 0;
  }

  /**
   * Binds, and listens at once when {@code backlog} is not negative.
   *
   * @throws AsynchronousCloseException when the channel was closed, maybe before there was a socket
   */
  void bind(Channel channel, InetSocketAddress local, int backlog) throws IOException {
    IpAddress ip = local == null ? IpAddress.ANY : Addresses.local(local);
    if (isBound()) {
      throw new AlreadyBoundException();
    }
    TcpSocket socket = socketFor(ip);
    driver().lock();
    try {
      if (!channel.isOpen()) {
        throw new AsynchronousCloseException();
      }
      int result = socket.bind(ip, local == null ? 0 : local.getPort(), driver().now());
      if (result == 0 && backlog >= 0) {
        result = socket.listen(backlog, driver().now());
        listening = result == 0;
      }
      if (result != 0) {
        throw Failures.binding(result);
      }
    } finally {
      driver().unlock();
    }
  }

  /** True from under the lock in which the socket began to listen: before the first connection. */
  boolean isListening() {
    return listening;
  }

  boolean isBound() {
    TcpSocket socket = socketOrNull();
    return socket != null && socket.localPort() != 0;
  }

  /** Where the socket is bound, or null. */
  InetSocketAddress localAddress() {
    TcpSocket socket = socketOrNull();
    if (socket == null) {
      return null;
    }
    driver().lock();
    try {
      return Families.ofJvm()
          .told(Addresses.socketAddress(socket.localAddress(), socket.localPort()));
    } finally {
      driver().unlock();
    }
  }
}
