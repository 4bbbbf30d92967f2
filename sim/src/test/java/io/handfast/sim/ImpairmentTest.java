package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.wire.IpPackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a link does to packets by chance. */
class ImpairmentTest {
  private static final int MANY = 20_000;

  private static long[] samples(Distribution distribution) {
    SplittableRandom dice = new SplittableRandom(1);
    return LongStream.generate(() -> distribution.sample(dice)).limit(MANY).sorted().toArray();
  }

  private static double mean(long[] samples) {
    return Arrays.stream(samples).average().orElseThrow() / 1e6;
  }

  @Test
  void delaysAreSpreadAsTheyAreCalled() {
    long[] uniform = samples(Distribution.uniform(Duration.ofMillis(10), Duration.ofMillis(30)));
    assertThat(uniform[0]).isBetween(10_000_000L, 10_010_000L);
    assertThat(uniform[MANY - 1]).isBetween(29_990_000L, 30_000_000L);
    assertThat(mean(uniform)).isBetween(19.8, 20.2);

    long[] normal = samples(Distribution.normal(Duration.ofMillis(50), Duration.ofMillis(10)));
    assertThat(mean(normal)).isBetween(49.5, 50.5);
    // 68 % lie within one deviation.
    long within = Arrays.stream(normal).filter(n -> Math.abs(n - 50_000_000) < 10_000_000).count();
    assertThat(within / (double) MANY).isBetween(0.67, 0.695);

    // Pareto: P(X > x) = (min / x)^shape; at 2 x min and shape 2 a quarter.
    long[] pareto = samples(Distribution.pareto(Duration.ofMillis(10), 2, Duration.ofSeconds(1)));
    long above = Arrays.stream(pareto).filter(n -> n > 20_000_000).count();
    assertThat(above / (double) MANY).isBetween(0.24, 0.26);
    assertThat(pareto[MANY - 1]).isLessThanOrEqualTo(1_000_000_000L);

    assertThat(samples(Distribution.table(Duration.ofMillis(1), Duration.ofMillis(5))))
        .containsOnly(1_000_000L, 5_000_000L);
    assertThat(samples(Distribution.constant(Duration.ofMillis(7)))).containsOnly(7_000_000L);
    assertThat(samples(Distribution.normal(Duration.ZERO, Duration.ofMillis(1)))[0]).isZero();
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> Distribution.uniform(Duration.ofMillis(2), Duration.ofMillis(1)))
        .hasMessageContaining("min is 0 to max");
    assertThatThrownBy(Distribution::table).hasMessageContaining("at least one");
    assertThatThrownBy(() -> Impairment.NONE.withMtu(67)).hasMessageContaining("68");
    assertThatThrownBy(() -> Impairment.NONE.withBurstLoss(2, 0.5)).hasMessageContaining("0 to 1");
  }

  /** Sends so many packets, 1 ms apart, and gives the fate of each. */
  private static List<Fate> fates(Impairment impairment, int packets) {
    Pair pair = Pair.joined();
    pair.link().impair(impairment);
    List<Fate> fates = new ArrayList<>();
    pair.simulation.observe((packet, fate, at) -> {
      if (packet.from() == pair.client) {
        fates.add(fate);
      }
    });
    byte[] packet =
        IpPackets.udp(pair.client.address(), pair.server.address(), 1, 2, new byte[100]);
    for (int i = 0; i < packets; i++) {
      pair.simulation.at(
          Duration.ofMillis(i), () -> pair.client.ends().getFirst().forward(packet, null));
    }
    pair.run(Duration.ofMillis(packets));
    return fates;
  }

  @Test
  void lossInBurstsComesInBursts() {
    // One packet in 100 begins a burst, one in 5 ends it: bursts of 5, and 1/21 of all packets.
    List<Fate> sent = fates(Impairment.NONE.withBurstLoss(0.01, 0.2), MANY);
    int lost = 0;
    int bursts = 0;
    for (int i = 1; i < sent.size(); i++) {
      lost += sent.get(i) == Fate.LOST ? 1 : 0;
      bursts += sent.get(i) == Fate.LOST && sent.get(i - 1) != Fate.LOST ? 1 : 0;
    }
    assertThat((double) lost / bursts).isBetween(4.0, 6.0);
    assertThat((double) lost / sent.size()).isBetween(0.03, 0.065);
  }

  @Test
  void whatIsLargerThanTheWayVanishes() {
    assertThat(fates(Impairment.NONE.withMtu(100), 10)).containsOnly(Fate.TOO_BIG);
    assertThat(fates(Impairment.NONE.withMtu(128), 10)).doesNotContain(Fate.TOO_BIG);
  }

  @Test
  void theQueueCountsPacketsHoweverSmall() {
    // At 1 Mbit/s the large one leaves after 12 ms, when all the small ones have come, 1 ms apart.
    Pair pair = Pair.joined();
    pair.link().impair(Impairment.NONE.withRate(1_000_000, 5));
    List<Fate> fates = new ArrayList<>();
    pair.simulation.observe((packet, fate, at) -> fates.add(fate));
    for (int length : new int[] {1_472, 10, 10, 10, 10, 10, 10, 1_472}) {
      byte[] packet =
          IpPackets.udp(pair.client.address(), pair.server.address(), 1, 2, new byte[length]);
      pair.client.ends().getFirst().forward(packet, null);
      pair.run(Duration.ofMillis(1));
    }
    assertThat(fates.subList(0, 6)).containsOnly(Fate.DELIVERED);
    assertThat(fates.subList(6, 8)).containsOnly(Fate.QUEUE_FULL);
  }

  private static List<Long> arrivals(Impairment impairment) {
    Pair pair = Pair.joined();
    pair.link().impair(impairment);
    List<Long> arrivals = new ArrayList<>();
    pair.simulation.observe((packet, fate, at) -> arrivals.add(at));
    byte[] packet = IpPackets.udp(pair.client.address(), pair.server.address(), 1, 2);
    for (int i = 0; i < 100; i++) {
      pair.client.ends().getFirst().forward(packet, null);
    }
    return arrivals;
  }

  @Test
  void spreadDelaysKeepTheOrderUnlessOvertakingIsAllowed() {
    Distribution spread = Distribution.uniform(Duration.ofMillis(1), Duration.ofMillis(50));
    assertThat(arrivals(Impairment.NONE.withDelay(spread))).isSorted();
    List<Long> free = arrivals(Impairment.NONE.withDelay(spread).withOvertaking());
    assertThat(free).isNotEqualTo(free.stream().sorted().toList());
  }
}
