package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Columns and words of netstat(8), as net-tools 2.10 prints them. */
class NetstatTableTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);

  private List<String> lines() {
    return text.toString().lines().toList();
  }

  private static SocketLine socket(String state, String local, String remote, long remotePort) {
    return new SocketLine(
        Map.of(
            "state",
            state,
            "local",
            local,
            "localPort",
            80L,
            "remote",
            remote,
            "remotePort",
            remotePort,
            "sendQueue",
            50L));
  }

  @Test
  void theColumnsAreThoseOfNetTools() {
    NetstatTable.title(true, false, true, out);
    NetstatTable.row(socket("LISTEN", "0.0.0.0", "0.0.0.0", 0), "17/handfast", out);
    NetstatTable.row(socket("SYN_RECEIVED", "10.7.0.2", "198.18.0.1", 2_000), "17/handfast", out);
    assertThat(lines())
        .containsExactly(
            "Active Internet connections (servers and established)",
            "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
                + "PID/Program name",
            "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      "
                + "17/handfast",
            "tcp        0     50 10.7.0.2:80             198.18.0.1:2000         SYN_RECV    "
                + "17/handfast");
  }

  @Test
  void ipv6IsTcp6AndStatesAreSpelledAsNetstatSpellsThem() {
    NetstatTable.row(socket("FIN_WAIT_1", "fd00::2", "fd00::1", 9), "", out);
    NetstatTable.row(socket("FIN_WAIT_2", "fd00::2", "fd00::1", 9), "", out);
    NetstatTable.row(socket("LISTEN", "::", "::", 0), "", out);
    assertThat(lines().get(0)).startsWith("tcp6 ").endsWith("FIN_WAIT1");
    assertThat(lines().get(1)).endsWith("FIN_WAIT2");
    assertThat(lines().get(2)).contains(":::80", ":::*");
  }

  @Test
  void countersComeByGroupWithoutThoseThatAreZero() {
    Map<String, Object> counters = new LinkedHashMap<>();
    counters.put("IpInReceives", 3L);
    counters.put("TcpInSegs", 2L);
    counters.put("TcpExtSyncookiesSent", 0L);
    counters.put("TcpExtListenDrops", 5L);
    counters.put("StackSynFloods", 1L);
    NetstatTable.statistics(Map.of("counters", counters), out);
    assertThat(lines())
        .containsExactly(
            "Ip:",
            "    InReceives: 3",
            "Tcp:",
            "    InSegs: 2",
            "TcpExt:",
            "    ListenDrops: 5",
            "Stack:",
            "    SynFloods: 1");
  }
}
