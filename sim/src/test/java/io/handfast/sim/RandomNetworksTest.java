package io.handfast.sim;

import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random networks and random settings, one per seed: every byte arrives once and in order, both
 * ends close, and nothing is left behind. Half of the seeds echo, half send both ways at once.
 *
 * <p>{@code -Dhandfast.seed=N} runs one seed, {@code -Dhandfast.seeds=N} so many from 0 on.
 */
class RandomNetworksTest {
  private static final String AGAIN =
      "./mvnw -B -ntp -pl sim -am test -Dtest=RandomNetworksTest#everyByteArrivesOverAThousandRandomNetworks"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dhandfast.seed=";

  @Test
  void everyByteArrivesOverAThousandRandomNetworks() {
    Integer one = Integer.getInteger("handfast.seed");
    if (one != null) {
      run(one, one + 1);
    } else {
      run(0, Integer.getInteger("handfast.seeds", 1_000));
    }
  }

  @Test
  @Tag("slow")
  void everyByteArrivesOverAHundredThousandRandomNetworks() {
    run(1_000, 101_000);
  }

  private static void run(int first, int end) {
    for (int seed = first; seed < end; seed++) {
      try {
        run(seed, new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + AGAIN + seed, e);
      }
    }
    System.out.printf("every byte arrived over %,d random networks%n", end - first);
  }

  private static void run(int seed, SplittableRandom random) {
    Impairment there = network(random);
    TcpConfig clients = settings(random);
    TcpConfig servers = settings(random);
    boolean ipv4 = random.nextBoolean();
    int iss = (int) (4_294_967_296L - random.nextInt(50_000));
    if (random.nextBoolean()) {
      Transfer transfer =
          new Transfer(seed, there, random.nextInt(1, 60_000), clients, servers, ipv4);
      nearTheEdge(transfer.client, transfer.server, iss, random);
      transfer.run().leavesNothing();
    } else {
      Exchange exchange = new Exchange(seed, mtu(random, ipv4), ipv4, clients, servers);
      exchange.link.impairFrom(exchange.client, there);
      exchange.link.impairFrom(exchange.server, network(random));
      exchange.link.rule(new Bursts(random.split(), random.nextDouble(0.03)));
      nearTheEdge(exchange.client, exchange.server, iss, random);
      exchange.run();
    }
  }

  /** Half of them wrap on the way. */
  private static void nearTheEdge(
      SimHost client, SimHost server, int iss, SplittableRandom random) {
    if (random.nextBoolean()) {
      client.stack().tcp().fixInitialSequenceNumber(iss);
      server.stack().tcp().fixInitialSequenceNumber(iss / 2);
    }
  }

  /** Down to the smallest that the family allows without fragments. */
  private static int mtu(SplittableRandom random, boolean ipv4) {
    return random.nextInt(ipv4 ? 576 : 1_280, 1_501);
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
        // Whom the network fails eight times in a row gives up, and rightly; not here.
        .with(Tunable.TCP_ORPHAN_RETRIES, 15)
        .with(Tunable.TCP_SACK, random.nextInt(2))
        .with(Tunable.TCP_TIMESTAMPS, random.nextInt(2))
        .with(Tunable.TCP_WINDOW_SCALING, random.nextInt(2))
        .with(Tunable.TCP_RMEM_DEFAULT, random.nextLong(4_096, 200_000))
        .with(Tunable.TCP_WMEM_DEFAULT, random.nextLong(4_096, 60_000))
        .with(Tunable.TCP_INITIAL_CWND, random.nextLong(1, 40))
        .with(Tunable.TCP_OOO_RANGES, random.nextLong(4, 40));
  }
}
