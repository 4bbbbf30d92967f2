package io.handfast.sim.drill;

import io.handfast.tcp.TcpSocket;

/** What a descriptor of the script stands for: a socket, an epoll set or a plain file. */
final class OpenFile {
  final TcpSocket socket;
  final EpollSet epoll;
  Flow flow;
  boolean nonBlocking;
  boolean connecting;

  /** Connecting has returned, the SYN waits for the first write (TCP_FASTOPEN_CONNECT). */
  boolean deferred;

  boolean closed;

  /** What recvmsg with MSG_ERRQUEUE takes from. */
  final ErrorQueue errors = new ErrorQueue();

  /** TCP_INQ: each recvmsg tells what is left. */
  boolean tellsLeft;

  /** Runs each time the socket becomes ready for something, or more of it. */
  Runnable onReady = () -> {};

  OpenFile(World world, TcpSocket socket, boolean nonBlocking) {
    this.socket = socket;
    this.epoll = null;
    this.nonBlocking = nonBlocking;
    socket.observer(_ -> {
      onReady.run();
      world.opened();
    });
  }

  /** The socket's SYN is on its way, or soon will be. */
  void connectsTo(int port) {
    flow.localPort = socket.localPort();
    flow.remotePort = port;
    flow.listening = false;
  }

  /** A plain file. */
  OpenFile() {
    this.socket = null;
    this.epoll = null;
  }

  OpenFile(EpollSet epoll) {
    this.socket = null;
    this.epoll = epoll;
  }
}
