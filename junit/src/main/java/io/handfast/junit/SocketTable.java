package io.handfast.junit;

import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import io.handfast.wire.IpAddress;
import java.util.List;

/** Sockets as lines for people. */
final class SocketTable {
  private static final String ROW = "  %-12s %6s %6s  %-21s %-21s %s";

  private SocketTable() {}

  static String of(List<TcpInfo> sockets) {
    if (sockets.isEmpty()) {
      return "  none\n";
    }
    StringBuilder table = new StringBuilder();
    line(table, "State", "Recv-Q", "Send-Q", "Local", "Peer", "");
    for (TcpInfo each : sockets) {
      line(
          table,
          each.state().rfc(),
          each.receiveQueue(),
          each.sendQueue(),
          endpoint(each.local(), each.localPort()),
          endpoint(each.remote(), each.remotePort()),
          remark(each));
    }
    return table.toString();
  }

  private static void line(StringBuilder table, Object... cells) {
    table.append(ROW.formatted(cells).stripTrailing()).append('\n');
  }

  private static String endpoint(IpAddress address, int port) {
    String host = address.isAny() ? "*" : address.isV4() ? "" + address : "[" + address + "]";
    return host + ":" + (port == 0 ? "*" : "" + port);
  }

  private static String remark(TcpInfo socket) {
    if (socket.state() == State.CLOSE_WAIT) {
      return "LEAK? the peer has finished, and the program here has not closed its socket";
    }
    if (socket.state() == State.LISTEN && socket.receiveQueue() > socket.sendQueue()) {
      return "accept queue full";
    }
    if (socket.sendQueue() > 0 && socket.sendWindow() == 0 && socket.state() != State.LISTEN) {
      return "the peer's window is closed" + timer(socket);
    }
    return timer(socket).strip();
  }

  private static String timer(TcpInfo socket) {
    return socket.timer().isEmpty()
        ? ""
        : " timer:(%s,%dms,%d)"
            .formatted(socket.timer(), socket.timerLeft() / 1_000_000, socket.retransmits());
  }
}
