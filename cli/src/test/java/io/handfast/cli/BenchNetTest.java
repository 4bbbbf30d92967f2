package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code handfast bench}, as short as it goes: the figures mean nothing, that they come does. */
@NetTest
class BenchNetTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private List<String> rows(String measures, String stacks) {
    String[] arguments =
        ("bench --json --runs 1 --seconds 0.1 --measures " + measures + " --stacks " + stacks)
            .split(" ");
    return sandbox
        .handfast(arguments)
        .output()
        .lines()
        .filter(line -> line.startsWith("{\"measure\""))
        .toList();
  }

  @Test
  void everyLoadRunsOnTheStackTheKernelAndTheSpike() {
    List<String> rows = rows("rx-vnet,tx-raw,conn64,rr1", "handfast-inline,kernel-veth,spike");
    assertThat(rows)
        .hasSize(12)
        .allMatch(row -> row.matches(".*\"median\": [0-9.]+, \"min\": [0-9.]+, .*"));
    assertThat(rows.getFirst()).contains("rx-vnet", "handfast-inline", "machine_cpu_s_per_gb");
    assertThat(rows.getLast()).contains("rr1", "spike", "p99.9_us");
  }

  @Test
  void bothKindsOfChannelsServeAndAnIdleConnectionIsCounted() {
    assertThat(rows("rr64,bytes-idle", "handfast-nio,handfast-blocking"))
        .hasSize(4)
        .allMatch(row -> row.matches(".*\"median\": [0-9.]+, .*"));
  }
}
