package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.wire.TcpFlags;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that lies about everything but what it has received: windows, SACKs, old and future ACKs,
 * data in pieces. Nothing breaks, no byte goes behind a window that was ever offered, and as soon
 * as it behaves the stream is complete.
 */
class HostilePeerTest {
  private static final int TOTAL = 120_000;
  private static final int WIDEST = 65_535;

  private final byte[] stream = new byte[TOTAL + 1];
  private final boolean[] held = new boolean[TOTAL + 2];
  private int next = 1;
  private int written;
  private int told = 1;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 7323 2.4-4")
  void afterAnyLiesTheStreamIsCompleteAndToTheByte(boolean offload) {
    for (int seed = 0; seed < 150; seed++) {
      new HostilePeerTest().run(new SplittableRandom(seed), offload);
    }
  }

  private void run(SplittableRandom random, boolean offload) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, offload);
    d.netStack().tcp().fixInitialSequenceNumber(random.nextInt());
    d.listen(80, 10);
    d.peer(random.nextBoolean() ? SYN.mss(1460).sackOk() : SYN.mss(500)).take();
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    for (int step = 0; step < 300; step++) {
      write(d);
      lie(d, random);
      take(d, random.nextInt(4) > 0);
    }
    behave(d);
    assertThat(stream).isEqualTo(Dialogue.pattern(0, TOTAL + 1));
    assertThat(d.netStack().lastDefect()).isNull();
    assertThat(d.count(Counter.EXT_ASSERTIONS)).isZero();
    d.socket().abort(d.now());
    d.settle();
    assertThat(d.netStack().pool().bytesInUse()).isZero();
  }

  private void write(Dialogue d) {
    if (written < TOTAL) {
      written += Math.max(0, d.write(Math.min(700, TOTAL - written)));
    }
  }

  private void lie(Dialogue d, SplittableRandom random) {
    Segment ack = ACK.seq(1).ack(ackOf(random)).win(random.nextInt(5) == 0 ? 0 : window(random));
    switch (random.nextInt(6)) {
      case 0 -> d.after(random.nextDouble() * 0.5);
      case 1 -> d.peer(ack.sack(edges(random)));
      case 2 -> d.peer(Segment.flags(TcpFlags.SYN).seq(random.nextInt(-70_000, 70_000)));
      case 3 -> d.peer(ACK.seq(random.nextInt(2, 60_000)).ack(told).len(random.nextInt(100)));
      default -> d.peer(ack);
    }
  }

  private static int window(SplittableRandom random) {
    return random.nextInt(3) == 0 ? random.nextInt(1, 2_000) : random.nextInt(1, WIDEST);
  }

  private int ackOf(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> told - random.nextInt(100_000);
      case 1 -> told + 200_000 + random.nextInt(100_000);
      case 2 -> told;
      default -> told = random.nextInt(told, next + 1); // what it holds, or a part of it
    };
  }

  private int[] edges(SplittableRandom random) {
    int[] edges = new int[2 * random.nextInt(1, 4)];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = told + random.nextInt(-5_000, 40_000);
    }
    return edges;
  }

  private void take(Dialogue d, boolean receives) {
    while (d.pending() > 0) {
      Dialogue.Sent sent = d.take();
      int seq = d.relative(sent.header().seq());
      int length = sent.payload().length;
      // The widest window ever, counted from the newest ACK, bounds what may be sent.
      assertThat(seq + length).isLessThanOrEqualTo(told + WIDEST);
      for (int i = 0; receives && i < length; i++) {
        held[seq + i] = true;
        stream[seq + i] = sent.payload()[i];
      }
    }
    while (next <= TOTAL && held[next]) {
      next++;
    }
  }

  private void behave(Dialogue d) {
    for (int round = 0; next <= TOTAL; round++) {
      assertThat(round).as("rounds until the stream is complete").isLessThan(3_000);
      assertThat(d.state()).isEqualTo(State.ESTABLISHED);
      write(d);
      take(d, true);
      told = next;
      d.peer(ACK.seq(1).ack(told).win(WIDEST));
      d.after(0.1);
    }
  }
}
