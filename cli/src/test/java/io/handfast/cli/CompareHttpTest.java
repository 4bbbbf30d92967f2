package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.host.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code compare-http} between two simulated hosts. */
@Timeout(60)
class CompareHttpTest {
  private final StringWriter out = new StringWriter();

  private int run(String... words) {
    return Main.commandLine().setOut(new PrintWriter(out)).execute(words);
  }

  @Test
  void tenRequestsTakeTenOneOneAndOneHandshakes() {
    assertThat(run("compare-http", "--json", "--delay", "5")).isZero();
    List<?> rows = (List<?>) Json.read(out.toString());
    assertThat(column(rows, "way"))
        .containsExactly("HTTP/1.0", "HTTP/1.1 keep-alive", "HTTP/1.1 pipelined", "HTTP/2");
    assertThat(column(rows, "handshakes")).containsExactly(10L, 1L, 1L, 1L);
  }

  private static List<Object> column(List<?> rows, String name) {
    List<Object> values = new ArrayList<>();
    rows.forEach(each -> values.add(((Map<?, ?>) each).get(name)));
    return values;
  }
}
