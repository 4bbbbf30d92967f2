package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A picture of {@code handfast top}. */
class TopTableTest {
  private static Map<String, Object> socket(String state, long port, long queued) {
    return Map.of(
        "state",
        state,
        "local",
        "10.7.0.2",
        "localPort",
        80L,
        "remote",
        "10.7.0.1",
        "remotePort",
        port,
        "sendQueue",
        queued);
  }

  @SafeVarargs
  private static Map<String, Object> instance(long segments, Map<String, Object>... sockets) {
    return Map.of(
        "tun",
        "hf0",
        "states",
        Map.of("ESTABLISHED", 2L),
        "counters",
        Map.of("TcpInSegs", segments, "TcpOutSegs", 7L),
        "tcp",
        List.of(sockets));
  }

  @Test
  @SuppressWarnings("unchecked")
  void itShowsRatesAndTheFullestSocketsFirst() {
    Map<String, Object> now =
        instance(
            3_100,
            socket("LISTEN", 0, 50),
            socket("ESTABLISHED", 1, 10),
            socket("ESTABLISHED", 2, 99_999),
            socket("ESTABLISHED", 3, 0));
    StringWriter text = new StringWriter();
    TopTable.print(instance(100), now, 2, 2, new PrintWriter(text, true));
    List<String> lines = text.toString().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo("hf0 TCP: 2 (estab 2, listening 0, synrecv 0, closed 0, timewait 0)");
    assertThat(lines.get(1)).matches(" +TcpInSegs +1,500/s");
    assertThat(lines.get(2)).startsWith("State");
    assertThat(lines.get(3)).contains("10.7.0.1:2", "99999");
    assertThat(lines.get(4)).contains("10.7.0.1:1");
    assertThat(lines).hasSize(5);
  }
}
