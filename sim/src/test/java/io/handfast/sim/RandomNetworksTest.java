package io.handfast.sim;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random networks and random settings, one per seed: every byte arrives once and in order, both
 * ends close, and nothing is left behind.
 */
class RandomNetworksTest {
  @Test
  void everyByteArrivesOverAThousandRandomNetworks() {
    run(0, 1_000);
  }

  @Test
  @Tag("slow")
  void everyByteArrivesOverAHundredThousandRandomNetworks() {
    run(1_000, 101_000);
  }

  private static void run(int first, int end) {
    for (int seed = first; seed < end; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Transfer transfer =
          new Transfer(
              seed,
              network(random),
              random.nextInt(1, 60_000),
              settings(random),
              settings(random),
              random.nextBoolean());
      int iss = (int) (4_294_967_296L - random.nextInt(50_000));
      if (random.nextBoolean()) {
        transfer.client.stack().tcp().fixInitialSequenceNumber(iss);
        transfer.server.stack().tcp().fixInitialSequenceNumber(iss / 2);
      }
      try {
        transfer.run().leavesNothing();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static Impairment network(SplittableRandom random) {
    Impairment network =
        Impairment.NONE
            .withDelay(random.nextLong(50_000_000))
            .withLoss(random.nextDouble(0.15))
            .withDuplicates(random.nextDouble(0.1))
            .withReordering(random.nextDouble(0.2), random.nextLong(30_000_000))
            .withCorruption(random.nextDouble(0.02));
    if (random.nextBoolean()) {
      network = network.withJitter(random.nextLong(10_000_000));
    }
    return random.nextInt(3) == 0
        ? network.withRate(random.nextLong(1_000_000, 100_000_000), random.nextInt(4, 50))
        : network;
  }

  private static TcpConfig settings(SplittableRandom random) {
    return TcpConfig.LINUX
        .with(Tunable.TCP_SACK, random.nextInt(2))
        .with(Tunable.TCP_TIMESTAMPS, random.nextInt(2))
        .with(Tunable.TCP_WINDOW_SCALING, random.nextInt(2))
        .with(Tunable.TCP_RMEM_DEFAULT, random.nextLong(4_096, 200_000))
        .with(Tunable.TCP_WMEM_DEFAULT, random.nextLong(4_096, 60_000))
        .with(Tunable.TCP_INITIAL_CWND, random.nextLong(1, 40))
        .with(Tunable.TCP_OOO_RANGES, random.nextLong(4, 40));
  }
}
