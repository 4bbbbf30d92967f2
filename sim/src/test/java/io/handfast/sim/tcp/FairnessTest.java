package io.handfast.sim.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows with the same round-trip time share a bottleneck alike (RFC 9438 section 5.1). */
class FairnessTest {
  /** Bytes that 20 s at 20 Mbit/s carry. */
  private static final long CARRIED = 50_000_000;

  @ParameterizedTest
  @CsvSource({"cubic, 2", "cubic, 4", "cubic, 8", "reno, 2", "reno, 4", "reno, 8"})
  void everyFlowGetsItsShare(String congestionControl, int flows) {
    int number = CongestionControls.STANDARD.indexOf(congestionControl);
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_CONGESTION_CONTROL, number);
    isFair(Bottleneck.behindRouter(1, config, flows).goodput(10, 30), flows);
  }

  /** What the queue of the sender's own link refuses counts as congestion, as on Linux (CWR). */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void flowsOfOneHostShareItsLink(int flows) {
    isFair(Bottleneck.ofOneHost(1, TcpConfig.LINUX, flows).goodput(10, 30), flows);
  }

  private static void isFair(List<Long> shares, int flows) {
    assertThat(shares).hasSize(flows);
    assertThat(Bottleneck.jain(shares)).as("index of %s", shares).isGreaterThanOrEqualTo(0.95);
    assertThat(shares.stream().mapToLong(each -> each).sum()).isGreaterThan(CARRIED * 9 / 10);
  }
}
