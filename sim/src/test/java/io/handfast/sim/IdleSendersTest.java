package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A connection that has been idle for a second keeps only what it knows of its path; nobody can
 * tell by its packets.
 */
class IdleSendersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SEEDS = 300;

  @Test
  void afterASecondTheSenderGoesAndItsKnowledgeStays() {
    Pair pair = Pair.joined();
    pair.link();
    pair.open();
    pair.write(pair.socket, 60_000);
    pair.run(Duration.ofMillis(900));
    assertThat(senders(pair.client)).isEqualTo(1);
    assertThat(senders(pair.server)).as("it has only acknowledged").isZero();
    var info = pair.socket.info(0);
    var sending = pair.socket.senderInfo();
    assertThat(info.congestionWindow()).isGreaterThan(10);

    pair.run(Duration.ofMillis(1_500));
    assertThat(senders(pair.client)).isZero();
    assertThat(pair.socket.info(0)).isEqualTo(info);
    assertThat(pair.socket.senderInfo()).isEqualTo(sending);
    assertThat(pair.client.stack().tcp().nextRepair()).isEqualTo(Long.MAX_VALUE);

    pair.write(pair.socket, 1);
    pair.run(Duration.ofMillis(100));
    assertThat(senders(pair.client)).isEqualTo(1);
    assertThat(pair.read(pair.accepted)).isEqualTo(60_001);
    assertThat(pair.socket.senderInfo().delivered()).isEqualTo(sending.delivered() + 1);
  }

  @Test
  void whatIsNotAcknowledgedKeepsItsSender() {
    Pair pair = Pair.joined();
    SimLink link = pair.link();
    pair.open();
    link.partitioned(true);
    pair.write(pair.socket, 10);
    pair.run(Duration.ofSeconds(10));
    assertThat(senders(pair.client)).isEqualTo(1);
    link.partitioned(false);
    pair.run(Duration.ofSeconds(20));
    assertThat(pair.read(pair.accepted)).isEqualTo(10);
    assertThat(senders(pair.client)).isZero();
  }

  @Test
  void zeroKeepsThemAll() {
    Pair pair = Pair.joined();
    pair.link();
    pair.client.stack().tcp().config(TcpConfig.LINUX.with(Tunable.TCP_IDLE_SENDER_MS, 0));
    pair.open();
    pair.write(pair.socket, 10);
    int timers = pair.client.stack().timers();
    pair.run(Duration.ofSeconds(10));
    assertThat(pair.client.stack().timers()).isLessThanOrEqualTo(timers);
    assertThat(pair.socket.senderInfo().delivered()).isEqualTo(1);
  }

  /** Losses, reordering, either side, any congestion control: the captures are the same. */
  @Test
  void thePacketsAreTheSameAsOfConnectionsThatKeepAll() throws IOException {
    int released = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Talk keeps = new Talk(seed, 0);
      Talk lets = new Talk(seed, 1_000);
      int differsAt = Arrays.mismatch(keeps.run(), lets.run());
      assertThat(differsAt)
          .as("seed %d: first byte of the captures that differs", seed)
          .isNegative();
      released += lets.rests;
    }
    assertThat(released).as("idle times without a sender").isGreaterThan(SEEDS);
  }

  private static int senders(SimHost host) {
    return host.stack().tcp().holdings().senders();
  }

  /** Two that talk in turns, and are silent for some seconds in between. */
  private static final class Talk {
    private final SplittableRandom random;
    private final Simulation simulation;
    private final SimHost client;
    private final SimHost server;
    private int rests;

    Talk(int seed, long idleMillis) {
      random = new SplittableRandom(seed);
      simulation = new Simulation(seed);
      client = simulation.host("client", settings(idleMillis), "10.0.0.1/24");
      server = simulation.host("server", settings(idleMillis), "10.0.0.2/24");
      simulation
          .link(client, server)
          .impair(
              Impairment.NONE
                  .withDelay(random.nextLong(40_000_000))
                  .withLoss(random.nextDouble(0.08))
                  .withDuplicates(random.nextDouble(0.05))
                  .withReordering(random.nextDouble(0.2), random.nextLong(30_000_000)));
    }

    private TcpConfig settings(long idleMillis) {
      return TcpConfig.LINUX
          .with(Tunable.TCP_IDLE_SENDER_MS, idleMillis)
          .with(Tunable.TCP_CONGESTION_CONTROL, random.nextInt(3))
          .with(Tunable.TCP_SACK, random.nextInt(4) == 0 ? 0 : 1)
          .with(Tunable.TCP_TIMESTAMPS, random.nextInt(2))
          .with(Tunable.TCP_SLOW_START_AFTER_IDLE, random.nextInt(2))
          .with(Tunable.TCP_ECN, random.nextInt(2));
    }

    byte[] run() throws IOException {
      ByteArrayOutputStream capture = new ByteArrayOutputStream();
      try (SimCapture _ = new SimCapture(simulation, client, capture, "talk")) {
        talk();
      }
      return capture.toByteArray();
    }

    private void talk() {
      TcpSocket listener = server.stack().tcpSocket();
      listener.bind(server.address(), 80, simulation.now());
      listener.listen(1, simulation.now());
      TcpSocket one = client.stack().tcpSocket();
      int result = one.connect(server.address(), 80, simulation.now());
      assertThat(result).isEqualTo(Errno.EINPROGRESS.result());
      runUntil(() -> (one.readiness() & Readiness.CONNECT_DONE) != 0);
      runUntil(() -> (listener.readiness() & Readiness.ACCEPTABLE) != 0);
      TcpSocket two = listener.accept(simulation.now());
      for (int turn = 0; turn < 6; turn++) {
        boolean back = random.nextInt(3) == 0;
        say(back ? two : one, back ? one : two, random.nextInt(1, 40_000));
        simulation.runFor(random.nextLong(1_200_000_000L, 20 * SECOND));
        rests += senders(client) + senders(server) == 0 ? 1 : 0;
      }
    }

    private void say(TcpSocket from, TcpSocket to, int bytes) {
      ByteBuffer data = ByteBuffer.allocate(bytes);
      ByteBuffer got = ByteBuffer.allocate(bytes);
      runUntil(() -> {
        from.write(data, simulation.now());
        to.read(got, simulation.now());
        return !got.hasRemaining();
      });
    }

    private void runUntil(java.util.function.BooleanSupplier done) {
      assertThat(simulation.runUntil(done, simulation.now() + 3_600 * SECOND)).isTrue();
    }
  }
}
