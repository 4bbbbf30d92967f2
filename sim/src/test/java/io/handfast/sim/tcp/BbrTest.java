package io.handfast.sim.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BBR v1 by the sections of draft-cardwell-iccrg-bbr-congestion-control-00, over a bottleneck of 20
 * Mbit/s, 20 ms there and back, whose queue holds another 20 ms.
 */
class BbrTest {
  /** Payload that one second at 20 Mbit/s carries, bytes. */
  private static final long SECOND = 20_000_000 / 8 * 1_448L / 1_500;

  private static TcpConfig by(String name) {
    int number = CongestionControls.STANDARD.indexOf(name);
    return TcpConfig.LINUX.with(Tunable.TCP_CONGESTION_CONTROL, number);
  }

  private static TcpInfo info(Bottleneck net, int writer) {
    return net.writers.get(writer).info(net.simulation.now());
  }

  private static long goodput(Bottleneck net, int from, int to) {
    return net.goodput(from, to).stream().mapToLong(each -> each).sum() / (to - from);
  }

  /** Section 4.2.3.4: losses at random are repaired and are no reason to slow down. */
  @Test
  void onePercentOfLossCostsLittle() {
    long bbr = goodput(Bottleneck.lossy(1, by("bbr"), 1, 0.01), 2, 20);
    long cubic = goodput(Bottleneck.lossy(1, by("cubic"), 1, 0.01), 2, 20);
    assertThat(bbr).isGreaterThan(SECOND * 85 / 100);
    assertThat(bbr).isGreaterThan(2 * cubic);
  }

  /** Section 4.3.2: startup finds the bandwidth in a few round trips. */
  @Test
  void startupFillsThePipe() {
    Bottleneck net = Bottleneck.behindRouter(1, by("bbr"), 1);
    net.simulation.runFor(Duration.ofSeconds(1));
    assertThat(info(net, 0).rates().deliveryRate()).isBetween(SECOND * 9 / 10, SECOND * 11 / 10);
    assertThat(info(net, 0).rates().congestionDetail()).contains("mode:probe_bw");
  }

  /** Sections 4.3.3 and 4.3.4: the queue of startup is drained, and hardly any is built later. */
  @Test
  void theQueueStaysShort() {
    assertThat(meanRtt(by("bbr"))).isBetween(20.0, 26.0);
    assertThat(meanRtt(by("cubic"))).isGreaterThan(30);
  }

  private static double meanRtt(TcpConfig config) {
    Bottleneck net = Bottleneck.behindRouter(1, config, 1);
    net.simulation.runFor(Duration.ofSeconds(2));
    double sum = 0;
    for (int i = 0; i < 500; i++) {
      net.simulation.runFor(Duration.ofMillis(10));
      sum += info(net, 0).srtt() / 1e6;
    }
    return sum / 500;
  }

  /**
   * Section 4.3.5: the way gets longer, and ten seconds later four packets for 200 ms show by how
   * much. A way that stays as it is need not be probed while its queue is empty now and then.
   */
  @Test
  void aLongerWayIsNoticedByProbingTheRoundTrip() {
    Bottleneck net = Bottleneck.behindRouter(1, by("bbr"), 1);
    net.simulation.runFor(Duration.ofSeconds(5));
    assertThat(info(net, 0).rates().congestionDetail()).contains("mrtt:2");
    net.roundTrip(30_000_000);
    List<Integer> small = new ArrayList<>();
    for (int hundredth = 0; hundredth < 1_200; hundredth++) {
      net.simulation.runFor(Duration.ofMillis(10));
      if (info(net, 0).congestionWindow() == 4) {
        small.add(hundredth);
      }
    }
    assertThat(small.getFirst()).isBetween(500, 1_010);
    assertThat(small).hasSizeBetween(20, 30);
    assertThat(info(net, 0).rates().congestionDetail()).contains("mrtt:3");
    assertThat(net.goodput(0, 5).getFirst()).isGreaterThan(5 * SECOND * 9 / 10);
  }

  /** Section 4.3.4.2: flows that share a bottleneck come to have alike. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void flowsShareTheBottleneck(int flows) {
    List<Long> shares = Bottleneck.behindRouter(1, by("bbr"), flows).goodput(30, 60);
    assertThat(Bottleneck.jain(shares)).as("index of %s", shares).isGreaterThanOrEqualTo(0.9);
    assertThat(shares.stream().mapToLong(each -> each).sum()).isGreaterThan(30 * SECOND * 85 / 100);
  }

  /** The same seed gives the same run, although phases of the cycle are drawn. */
  @Test
  void aRunRepeats() {
    assertThat(goodput(Bottleneck.lossy(7, by("bbr"), 3, 0.01), 1, 5))
        .isEqualTo(goodput(Bottleneck.lossy(7, by("bbr"), 3, 0.01), 1, 5));
  }
}
