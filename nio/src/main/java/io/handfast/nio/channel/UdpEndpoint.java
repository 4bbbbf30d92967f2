package io.handfast.nio.channel;

import io.handfast.event.SocketObserver;
import io.handfast.stack.NetworkStack;
import io.handfast.udp.UdpSocket;

/** Joins a DatagramChannel to a UDP socket. */
final class UdpEndpoint extends Endpoint<UdpSocket> {
  @Override
  UdpSocket create(NetworkStack stack) {
    return stack.udpSocket();
  }

  @Override
  void observe(UdpSocket socket, SocketObserver observer) {
    socket.observer(observer);
  }

  @Override
  void discard(UdpSocket socket, long now) {
    socket.close(now);
  }

  @Override
  boolean isMovable() {
    return socketOrNull().localPort() == 0;
  }

  boolean isBound() {
    UdpSocket socket = socketOrNull();
    return socket != null && socket.localPort() != 0;
  }
}
