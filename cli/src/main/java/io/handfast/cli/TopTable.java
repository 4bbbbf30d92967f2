package io.handfast.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One picture of {@code handfast top}: what an instance does, and its fullest sockets. */
final class TopTable {
  private static final String RATE = "  %-22s %,14.0f/s%n";
  private static final List<String> COUNTERS =
      List.of(
          "TcpInSegs",
          "TcpOutSegs",
          "TcpRetransSegs",
          "TcpPassiveOpens",
          "TcpActiveOpens",
          "TcpExtListenDrops",
          "TcpExtSyncookiesSent",
          "TcpOutRsts");

  private TopTable() {}

  /**
   * Prints rates since the picture before, the summary of ss, and the fullest sockets.
   *
   * @param before the answer of the same instance {@code seconds} ago
   * @param sockets how many sockets to show
   */
  static void print(
      Map<String, Object> before,
      Map<String, Object> now,
      double seconds,
      int sockets,
      PrintWriter out) {
    SsTable.summary(now, out);
    for (String counter : COUNTERS) {
      double rate = (count(now, counter) - count(before, counter)) / seconds;
      if (rate > 0) {
        out.printf(Locale.ROOT, RATE, counter, rate);
      }
    }
    List<SocketLine> fullest =
        Instances.sockets(now)
            .filter(socket -> !socket.state().equals("LISTEN"))
            .sorted(Comparator.comparingLong(TopTable::queued).reversed())
            .limit(sockets)
            .toList();
    new SsTable(true, false).print(fullest, out);
  }

  private static long queued(SocketLine socket) {
    return socket.number("receiveQueue") + socket.number("sendQueue");
  }

  @SuppressWarnings("unchecked")
  private static long count(Map<String, Object> instance, String counter) {
    Map<String, Object> counters =
        (Map<String, Object>) instance.getOrDefault("counters", Map.of());
    return counters.get(counter) instanceof Number value ? value.longValue() : 0;
  }
}
