package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns and words of ss(8). */
class SsTableTest {
  private static SocketLine connection() {
    return new SocketLine(fields());
  }

  private static Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("state", "ESTABLISHED");
    fields.put("local", "10.7.0.2");
    fields.put("localPort", 80L);
    fields.put("remote", "10.7.0.1");
    fields.put("remotePort", 50_000L);
    fields.put("sendQueue", 17L);
    fields.put("timer", "on");
    fields.put("timerLeft", 204_000_000L);
    fields.put("retransmits", 2L);
    fields.put("mss", 1448L);
    fields.put("congestionWindow", 10L);
    fields.put("slowStartThreshold", (long) Integer.MAX_VALUE);
    fields.put("congestion", "reno");
    fields.put("sendScale", 10L);
    fields.put("receiveScale", 7L);
    fields.put("rto", 204_000_000L);
    fields.put("srtt", 1_500_000L);
    fields.put("rttvar", 750_000L);
    fields.put("timestamps", true);
    fields.put("sack", true);
    fields.put("ecn", true);
    fields.put("ecnSeen", true);
    fields.put("synData", true);
    return fields;
  }

  private static List<String> lines(boolean timers, boolean info, SocketLine... sockets) {
    StringWriter out = new StringWriter();
    new SsTable(timers, info).print(List.of(sockets), new PrintWriter(out, true));
    return out.toString().lines().toList();
  }

  @Test
  void aConnectionHasItsTimerAndItsDetails() {
    assertThat(lines(true, true, connection()))
        .containsExactly(
            "State      Recv-Q Send-Q Local Address:Port Peer Address:Port",
            "ESTAB      0      17            10.7.0.2:80    10.7.0.1:50000 timer:(on,204ms,2)",
            "\t ts sack ecn ecnseen fastopen reno wscale:10,7 rto:204 rtt:1.5/0.75 mss:1448 cwnd:10"
                + " backoff:2 rcv_space:0 snd_wnd:0");
  }

  @Test
  void ratesAreShownWhereThereAreAny() {
    Map<String, Object> fields = fields();
    fields.put("congestion", "bbr");
    fields.put("congestionDetail", "mrtt:20.000");
    fields.put("pacingRate", 2_500_000L);
    fields.put("maxPacingRate", 5_000_000L);
    fields.put("deliveryRate", 2_400_000L);
    fields.put("delivered", 17L);
    fields.put("applicationLimited", true);
    fields.put("minRtt", 20_000_000L);
    assertThat(lines(false, true, new SocketLine(fields)).getLast())
        .contains(" bbr bbr:(mrtt:20.000) wscale:")
        .contains(
            " pacing_rate 20000000bps/40000000bps delivery_rate 19200000bps delivered:17"
                + " app_limited minrtt:20 rcv_space:");
  }

  private static List<String> summary(Map<String, Object> instance) {
    StringWriter out = new StringWriter();
    SsTable.summary(instance, new PrintWriter(out, true));
    return out.toString().lines().toList();
  }

  @Test
  void theSummaryNamesAFlood() {
    Map<String, Object> flood =
        Map.of(
            "address",
            "::",
            "port",
            80L,
            "alarm",
            true,
            "seconds",
            12L,
            "synsPerSecond",
            9_980L,
            "unansweredPercent",
            99L,
            "sources",
            4_900L,
            "halfOpen",
            129L);
    assertThat(summary(Map.of("tun", "hf0", "states", Map.of(), "floods", List.of(flood))))
        .contains(
            "SYN flood on *:80 for 12 s: 9,980 SYNs a second, 99 % unanswered, about 4,900"
                + " sources, 129 half-open");
  }

  @Test
  void theSummaryNamesAProgramThatForgetsToClose() {
    Map<String, Object> leak = Map.of("count", 3L, "seconds", 75L);
    assertThat(summary(Map.of("tun", "hf0", "states", Map.of(), "closeWaits", leak)))
        .contains(
            "CLOSE-WAIT: the program has not closed 3 connections whose peer has finished, the"
                + " oldest for 75 s");
  }

  @Test
  void theSummaryOfAQuietHostIsOneLine() {
    Map<String, Object> calm = Map.of("alarm", false, "synsPerSecond", 3L);
    assertThat(summary(Map.of("tun", "hf0", "states", Map.of(), "floods", List.of(calm))))
        .hasSize(1);
  }

  @Test
  void aListenerOnAllAddressesIsAStar() {
    SocketLine listener =
        new SocketLine(Map.of("state", "LISTEN", "local", "::", "localPort", 80L, "remote", "::"));
    assertThat(lines(true, true, listener).get(1)).matches("LISTEN +0 +0 +\\*:80 +\\*:\\*");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0ms",
    "456,456ms",
    "1234,1.234sec",
    "9000,9sec",
    "12345,12sec",
    "60000,1min",
    "61000,1min1sec",
    "2340000,39min"
  })
  void timesAreWrittenAsSsWritesThem(long millis, String expected) {
    assertThat(SsTable.duration(millis)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ESTABLISHED,ESTAB", "SYN_RECEIVED,SYN-RECV", "FIN_WAIT_1,FIN-WAIT-1", "FIN_WAIT_2,FIN-WAIT-2",
    "TIME_WAIT,TIME-WAIT", "CLOSE_WAIT,CLOSE-WAIT", "LAST_ACK,LAST-ACK", "CLOSED,UNCONN"
  })
  void statesAreSpelledAsSsSpellsThem(String ours, String expected) {
    assertThat(new SocketLine(Map.of("state", ours)).state()).isEqualTo(expected);
  }
}
