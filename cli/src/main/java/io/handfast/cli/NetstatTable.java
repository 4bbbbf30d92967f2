package io.handfast.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Prints sockets and counters in the columns of netstat(8) of net-tools. */
final class NetstatTable {
  private static final String ROW = "%-5s %6s %6s %-23s %-23s %-11s %s";
  private static final List<String> GROUPS = List.of("IpExt", "Ip", "Icmp", "TcpExt", "Tcp", "Udp");

  private NetstatTable() {}

  static void title(boolean all, boolean listening, boolean programs, PrintWriter out) {
    String which = all ? "servers and established" : listening ? "only servers" : "w/o servers";
    out.println("Active Internet connections (" + which + ")");
    out.println(
        String.format(
                ROW,
                "Proto",
                "Recv-Q",
                "Send-Q",
                "Local Address",
                "Foreign Address",
                "State",
                programs ? "PID/Program name" : "")
            .stripTrailing());
  }

  static void row(SocketLine socket, String program, PrintWriter out) {
    boolean v6 = socket.text("local").contains(":");
    out.println(
        String.format(
                ROW,
                v6 ? "tcp6" : "tcp",
                socket.number("receiveQueue"),
                socket.state().equals("LISTEN") ? 0 : socket.number("sendQueue"),
                end(socket.text("local"), socket.number("localPort")),
                end(socket.text("remote"), socket.number("remotePort")),
                state(socket),
                program)
            .stripTrailing());
  }

  private static String end(String address, long port) {
    return address + ":" + (port == 0 ? "*" : Long.toString(port));
  }

  private static String state(SocketLine socket) {
    String state = socket.text("state");
    return switch (state) {
      case "SYN_RECEIVED" -> "SYN_RECV";
      case "FIN_WAIT_1" -> "FIN_WAIT1";
      case "FIN_WAIT_2" -> "FIN_WAIT2";
      default -> state;
    };
  }

  /** Counters that are not 0, by group; {@code StackSynFloods} and the like under {@code Stack}. */
  @SuppressWarnings("unchecked")
  static void statistics(Map<String, Object> instance, PrintWriter out) {
    Map<String, Object> counters = (Map<String, Object>) instance.get("counters");
    String group = "";
    for (Map.Entry<String, Object> each : counters.entrySet()) {
      if (((Number) each.getValue()).longValue() == 0) {
        continue;
      }
      String own = groupOf(each.getKey());
      if (!own.equals(group)) {
        group = own;
        out.println(group + ":");
      }
      out.println("    " + each.getKey().substring(group.length()) + ": " + each.getValue());
    }
  }

  private static String groupOf(String counter) {
    return GROUPS.stream().filter(counter::startsWith).findFirst().orElse("Stack");
  }
}
