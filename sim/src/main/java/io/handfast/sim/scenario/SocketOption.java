package io.handfast.sim.scenario;

import io.handfast.tcp.TcpSocket;

/** Socket options by the names of scenario files. */
final class SocketOption {
  private SocketOption() {}

  static void set(TcpSocket socket, String name, long value) {
    boolean on = value != 0;
    int number = (int) value;
    switch (name) {
      case "keep-alive" -> socket.keepAlive(on);
      case "keep-idle" -> socket.keepIdle(number);
      case "keep-interval" -> socket.keepInterval(number);
      case "keep-count" -> socket.keepCount(number);
      case "linger" -> socket.linger(number);
      case "no-delay" -> socket.noDelay(on);
      case "reuse-address" -> socket.reuseAddress(on);
      case "receive-buffer" -> socket.receiveBuffer(number);
      case "send-buffer" -> socket.sendBuffer(number);
      case "syn-count" -> socket.synCount(number);
      case "user-timeout" -> socket.userTimeout(number);
      case "quick-ack" -> socket.quickAck(on);
      case "fast-open" -> socket.fastOpenConnect(on);
      default -> throw new IllegalArgumentException(name);
    }
  }
}
