package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A peer whose acknowledgements are meant to cost us work or to speed us up (CVE-2019-11477 …). */
class HostileAcksTest {
  /** A small segment makes many records of few bytes. */
  private static final int MSS = 88;

  /** Records that one ACK may have looked at, with those that it changes. */
  private static final int LIMIT = 2_048;

  private static final TcpConfig WIDE =
      TcpConfig.LINUX
          .with(Tunable.TCP_INITIAL_CWND, 1_000)
          .with(Tunable.TCP_MIN_TSO_SEGS, 700)
          .with(Tunable.TCP_WMEM_DEFAULT, 1 << 20);

  private static Dialogue open(TcpConfig config) {
    Dialogue d = new Dialogue(config, true, true);
    d.listen(80, 10);
    d.peer(SYN.mss(MSS).sackOk().wscale(14)).take();
    d.after(0.05);
    d.peer(ACK.seq(1).ack(1).win(1_000));
    d.accept();
    return d;
  }

  /** BAD-INPUTS 13: 100,000 blocks, each at another place, crumble the queue as far as it goes. */
  @Test
  void aHundredThousandSackBlocksCostBoundedWorkEach() {
    SplittableRandom random = new SplittableRandom(13);
    Dialogue d = open(WIDE);
    int written = 0;
    for (int i = 0; i < 20; i++) {
      written += Math.max(0, d.write(60_000));
    }
    d.ignore();
    int outstanding = d.socket().senderInfo().unacked();
    assertThat(outstanding).isGreaterThan(900);
    for (int i = 0; i < 25_000; i++) {
      long before = d.socket().senderInfo().visits();
      int[] edges = new int[8];
      for (int block = 0; block < 4; block++) {
        int segment = random.nextInt(outstanding / 2) * 2; // every second one at most
        edges[2 * block] = 1 + (segment + 1) * MSS;
        edges[2 * block + 1] = edges[2 * block] + MSS;
      }
      d.peer(ACK.seq(1).ack(1).win(1_000).sack(edges));
      d.ignore();
      assertThat(d.socket().senderInfo().visits() - before).as("ACK %d", i).isLessThan(LIMIT);
    }
    assertThat(d.netStack().lastDefect()).isNull();
    d.peer(ACK.seq(1).ack(1 + written).win(1_000));
    assertThat(d.count(Counter.EXT_ASSERTIONS)).isZero();
  }

  /** The honest case costs next to nothing: one hole, and a block that grows by a segment. */
  @Test
  void aBlockThatGrowsIsFoundWithoutSearching() {
    Dialogue d = open(WIDE);
    d.write(60_000);
    d.ignore();
    int segments = d.socket().senderInfo().unacked();
    for (int i = 2; i < segments; i++) {
      long before = d.socket().senderInfo().visits();
      d.peer(ACK.seq(1).ack(1).win(1_000).sack(1 + MSS, 1 + i * MSS));
      d.ignore();
      assertThat(d.socket().senderInfo().visits() - before).as("ACK %d", i).isLessThan(10);
    }
  }

  /** BAD-INPUTS 29: what was never sent is not credited, and answered a few times at most. */
  @Test
  void optimisticAcksSpeedNothingUp() {
    Dialogue d = open(TcpConfig.LINUX);
    d.write(30_000);
    d.ignore();
    int window = Talks.info(d).congestionWindow();
    for (int i = 1; i <= 1_000; i++) {
      d.peer(ACK.seq(1).ack(1 + 10 * MSS + i * MSS).win(1_000));
    }
    assertThat(Talks.info(d).congestionWindow()).isEqualTo(window);
    assertThat(d.pending()).isLessThanOrEqualTo(10);
    assertThat(d.count(Counter.EXT_ACK_UNSENT)).isEqualTo(1_000);
  }

  /** BAD-INPUTS 29: an ACK cut into pieces grows the window no more than a whole one. */
  @Test
  void dividedAcksGrowTheWindowNoMoreThanWholeOnes() {
    Dialogue whole = open(TcpConfig.LINUX);
    whole.write(10 * MSS);
    whole.peer(ACK.seq(1).ack(1 + 10 * MSS).win(1_000));
    Dialogue divided = open(TcpConfig.LINUX);
    divided.write(10 * MSS);
    for (int byteCount = 1; byteCount <= 10 * MSS; byteCount++) {
      divided.peer(ACK.seq(1).ack(1 + byteCount).win(1_000));
    }
    assertThat(Talks.info(divided).congestionWindow())
        .isLessThanOrEqualTo(Talks.info(whole).congestionWindow());
  }
}
