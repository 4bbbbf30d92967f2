package io.handfast.nio.channel;

import io.handfast.event.SocketObserver;
import io.handfast.nio.NetworkHost;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyBoundException;

/** Joins a SocketChannel or ServerSocketChannel to a TCP socket. */
final class TcpEndpoint extends Endpoint<TcpSocket> {
  private final boolean reuseAddress;

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

  /** Binds, and listens at once when {@code backlog} is not negative. */
  void bind(InetSocketAddress local, int backlog) throws IOException {
    IpAddress ip = local == null ? IpAddress.ANY : Addresses.local(local);
    if (isBound()) {
      throw new AlreadyBoundException();
    }
    TcpSocket socket = socketFor(ip);
    driver().lock();
    try {
      int result = socket.bind(ip, local == null ? 0 : local.getPort(), driver().now());
      if (result == 0 && backlog >= 0) {
        result = socket.listen(backlog, driver().now());
      }
      if (result != 0) {
        throw Failures.binding(result);
      }
    } finally {
      driver().unlock();
    }
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
      return Addresses.socketAddress(socket.localAddress(), socket.localPort());
    } finally {
      driver().unlock();
    }
  }
}
