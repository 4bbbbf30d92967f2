package io.handfast.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Prints sockets in the columns of ss(8). */
final class SsTable {
  private static final double MILLI = 1e6;

  private final boolean timers;
  private final boolean info;

  SsTable(boolean timers, boolean info) {
    this.timers = timers;
    this.info = info;
  }

  void print(List<SocketLine> sockets, PrintWriter out) {
    int local = width(sockets.stream().map(SocketLine::local).toList(), "Local Address:Port");
    int peer = width(sockets.stream().map(SocketLine::remote).toList(), "Peer Address:Port");
    String row = "%-10s %-6s %-6s %" + local + "s %" + peer + "s %s";
    out.println(
        String.format(
                row, "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port", "")
            .stripTrailing());
    for (SocketLine each : sockets) {
      String line =
          String.format(
              row,
              each.state(),
              each.number("receiveQueue"),
              each.number("sendQueue"),
              each.local(),
              each.remote(),
              timers ? timer(each) : "");
      out.println(line.stripTrailing());
      if (info && each.number("mss") > 0) {
        out.println("\t " + detail(each));
      }
    }
  }

  private static int width(List<String> texts, String title) {
    return texts.stream().mapToInt(String::length).reduce(title.length(), Math::max);
  }

  /** {@code timer:(on,200ms,0)}: name, time left, retransmissions. */
  private static String timer(SocketLine socket) {
    String name = socket.text("timer");
    if (name.isEmpty()) {
      return "";
    }
    long millis = Math.max(0, socket.number("timerLeft") / 1_000_000);
    return "timer:(" + name + "," + duration(millis) + "," + socket.number("retransmits") + ")";
  }

  /** As ss writes times: 39min, 12sec, 1.234sec below ten seconds, 456ms. */
  static String duration(long millis) {
    long minutes = millis / 60_000;
    long seconds = millis / 1_000 % 60;
    String text = minutes > 0 ? minutes + "min" : "";
    if (seconds > 0) {
      boolean exact = minutes == 0 && seconds < 10 && millis % 1_000 > 0;
      text += exact ? seconds + String.format(".%03d", millis % 1_000) + "sec" : seconds + "sec";
    }
    return text.isEmpty() ? millis + "ms" : text;
  }

  private static String detail(SocketLine socket) {
    List<String> parts = new ArrayList<>();
    addFlag(parts, socket.flag("timestamps"), "ts");
    addFlag(parts, socket.flag("sack"), "sack");
    addFlag(parts, socket.flag("ecn"), "ecn");
    addFlag(parts, socket.flag("ecnSeen"), "ecnseen");
    addFlag(parts, socket.flag("synData"), "fastopen");
    parts.add(socket.text("congestion"));
    String own = socket.text("congestionDetail");
    addFlag(parts, !own.isEmpty(), socket.text("congestion") + ":(" + own + ")");
    parts.add("wscale:" + socket.number("sendScale") + "," + socket.number("receiveScale"));
    parts.add("rto:" + millis(socket.number("rto")));
    if (socket.number("srtt") > 0) {
      parts.add("rtt:" + millis(socket.number("srtt")) + "/" + millis(socket.number("rttvar")));
    }
    parts.add("mss:" + socket.number("mss"));
    parts.add("cwnd:" + socket.number("congestionWindow"));
    long threshold = socket.number("slowStartThreshold");
    addFlag(parts, threshold < Integer.MAX_VALUE, "ssthresh:" + threshold);
    addFlag(parts, socket.number("retransmits") > 0, "backoff:" + socket.number("retransmits"));
    rates(parts, socket);
    parts.add("rcv_space:" + socket.number("receiveSpace"));
    parts.add("snd_wnd:" + socket.number("sendWindow"));
    return String.join(" ", parts);
  }

  private static void rates(List<String> parts, SocketLine socket) {
    rate(parts, "pacing_rate ", socket.number("pacingRate"), socket.number("maxPacingRate"));
    rate(parts, "delivery_rate ", socket.number("deliveryRate"), 0);
    long delivered = socket.number("delivered");
    addFlag(parts, delivered > 0, "delivered:" + delivered);
    addFlag(parts, socket.flag("applicationLimited"), "app_limited");
    long minRtt = socket.number("minRtt");
    addFlag(parts, minRtt > 0, "minrtt:" + millis(minRtt));
  }

  private static void rate(List<String> parts, String name, long bytes, long max) {
    addFlag(parts, bytes > 0, name + bits(bytes) + (max > 0 ? "/" + bits(max) : ""));
  }

  /** As ss writes rates: bits per second. */
  private static String bits(long bytesPerSecond) {
    return 8 * bytesPerSecond + "bps";
  }

  private static void addFlag(List<String> parts, boolean on, String text) {
    if (on) {
      parts.add(text);
    }
  }

  private static String millis(long nanos) {
    String text = String.format(Locale.ROOT, "%.3f", nanos / MILLI);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  /** The short form of {@code ss -s}, one line for each instance. */
  @SuppressWarnings("unchecked")
  static void summary(Map<String, Object> instance, PrintWriter out) {
    Map<String, Long> states = (Map<String, Long>) instance.get("states");
    out.printf(
        "%s TCP: %d (estab %d, listening %d, synrecv %d, closed %d, timewait %d)%n",
        instance.get("tun"),
        states.values().stream().mapToLong(Long::longValue).sum(),
        states.getOrDefault("ESTABLISHED", 0L),
        states.getOrDefault("LISTEN", 0L),
        states.getOrDefault("SYN_RECEIVED", 0L),
        states.getOrDefault("CLOSED", 0L),
        states.getOrDefault("TIME_WAIT", 0L));
    leak(instance, out);
    floods(instance).map(SocketLine::new).forEach(flood -> out.println(floodLine(flood)));
  }

  @SuppressWarnings("unchecked")
  private static void leak(Map<String, Object> instance, PrintWriter out) {
    SocketLine leak =
        new SocketLine((Map<String, Object>) instance.getOrDefault("closeWaits", Map.of()));
    long count = leak.number("count");
    if (count > 0) {
      out.printf(
          Locale.ROOT,
          "CLOSE-WAIT: the program has not closed %,d connection%s whose peer has finished, the"
              + " oldest for %,d s%n",
          count,
          count == 1 ? "" : "s",
          leak.number("seconds"));
    }
  }

  @SuppressWarnings("unchecked")
  private static Stream<Map<String, Object>> floods(Map<String, Object> instance) {
    return ((List<Map<String, Object>>) instance.getOrDefault("floods", List.of()))
        .stream().filter(flood -> Boolean.TRUE.equals(flood.get("alarm")));
  }

  private static String floodLine(SocketLine flood) {
    return String.format(
        Locale.ROOT,
        "SYN flood on %s for %d s: %,d SYNs a second, %d %% unanswered, about %,d sources,"
            + " %,d half-open",
        flood.endpoint("address", "port"),
        flood.number("seconds"),
        flood.number("synsPerSecond"),
        flood.number("unansweredPercent"),
        flood.number("sources"),
        flood.number("halfOpen"));
  }
}
