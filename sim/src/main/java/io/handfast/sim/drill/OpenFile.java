package io.handfast.sim.drill;

import io.handfast.tcp.TcpSocket;

/** What a descriptor of the script stands for: a socket or an epoll set. */
final class OpenFile {
  final TcpSocket socket;
  final EpollSet epoll;
  Flow flow;
  boolean nonBlocking;
  boolean connecting;
  boolean closed;

  /** TCP_INQ: each recvmsg tells what is left. */
  boolean tellsLeft;

  /** Runs each time the socket becomes ready for something, or more of it. */
  Runnable onReady = () -> {};

  OpenFile(TcpSocket socket, boolean nonBlocking) {
    this.socket = socket;
    this.epoll = null;
    this.nonBlocking = nonBlocking;
    socket.observer(_ -> onReady.run());
  }

  OpenFile(EpollSet epoll) {
    this.socket = null;
    this.epoll = epoll;
  }
}
