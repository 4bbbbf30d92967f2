package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.SenderInfo;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** A repair that proves needless is undone: RFC 5682, 3708, 3522 and 4015; reports by RFC 2883. */
class UndoTest {
  private static final int MSS = Talks.MSS;
  private static final TcpConfig NO_PROBE = TcpConfig.LINUX.with(Tunable.TCP_EARLY_RETRANS, 0);

  private static int seq(int n) {
    return 1 + (n - 1) * MSS;
  }

  private static Dialogue open(TcpConfig config) {
    Dialogue d = Dialogue.listening(config, 80);
    d.peer(SYN.mss(MSS).sackOk());
    d.stack(SYN_ACK.ack(1)).after(0.1);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d;
  }

  private static Dialogue tenInFlight(int written) {
    Dialogue d = open(NO_PROBE);
    d.write(written * MSS);
    return d.ignore().mark();
  }

  private static int window(Dialogue d) {
    return Talks.info(d).congestionWindow();
  }

  private static SenderInfo.Phase phase(Dialogue d) {
    return d.socket().senderInfo().phase();
  }

  // ---- RFC 5682 section 2.1 and 3.1 ----

  /** The path was slow: after new data an original is acknowledged, and the timeout is undone. */
  @Test
  void aSpuriousTimeoutIsUndone() {
    Dialogue d = tenInFlight(20);
    d.stackAt(0.3, ACK.seq(1).len(MSS));
    assertThat(window(d)).isEqualTo(1);
    d.peer(ACK.seq(1).ack(seq(2)));
    d.stack(ACK.seq(seq(11)).len(MSS)); // step 2b: new data, no repair
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(4)));
    assertThat(d.count(Counter.EXT_SPURIOUS_RTOS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LOSS_UNDO)).isEqualTo(1);
    assertThat(phase(d)).isEqualTo(SenderInfo.Phase.OPEN);
    assertThat(window(d)).isGreaterThanOrEqualTo(10);
    assertThat(d.socket().senderInfo().lost()).isZero();
  }

  /** Step 3a: a duplicate after the new data, so the loss was real and the repair goes on. */
  @Test
  void aRealTimeoutIsRepaired() {
    Dialogue d = tenInFlight(20);
    d.stackAt(0.3, ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(2)));
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(2)).sack(seq(11), seq(12)));
    d.stack(ACK.seq(seq(2)).len(MSS));
    assertThat(d.count(Counter.EXT_SPURIOUS_RTOS)).isZero();
    assertThat(phase(d)).isEqualTo(SenderInfo.Phase.LOSS);
  }

  @Test
  void withoutFrtoRepairsGoFirst() {
    Dialogue d = open(NO_PROBE.with(Tunable.TCP_FRTO, 0));
    d.write(20 * MSS);
    d.ignore().mark();
    d.stackAt(0.3, ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(2)));
    d.stack(ACK.seq(seq(2)).len(MSS));
  }

  // ---- RFC 3708: DSACK ----

  /** Everything that was sent again arrived twice: the window is given back. */
  @Test
  void aRecoveryWhoseRetransmissionArrivedTwiceIsUndone() {
    Dialogue d = tenInFlight(10);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(5)));
    d.stack(ACK.seq(1).len(MSS));
    assertThat(window(d)).isLessThan(10);
    d.peer(ACK.seq(1).ack(seq(5)));
    assertThat(phase(d)).isEqualTo(SenderInfo.Phase.RECOVERY);
    d.peer(ACK.seq(1).ack(seq(5)).sack(1, seq(2)));
    assertThat(d.count(Counter.EXT_DSACK_UNDO)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_DSACK_RECV)).isEqualTo(1);
    assertThat(window(d)).isEqualTo(10);
    assertThat(phase(d)).isEqualTo(SenderInfo.Phase.OPEN);
  }

  /** More reported than was ever sent again: a lie, which undoes nothing. */
  @Test
  void aDsackOfWhatWasNeverSentAgainUndoesNothing() {
    Dialogue d = tenInFlight(10);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(5)));
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(5)));
    d.peer(ACK.seq(1).ack(seq(5)).sack(1, seq(5)));
    assertThat(d.count(Counter.EXT_DSACK_IGNORED_DUBIOUS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_DSACK_UNDO)).isZero();
    assertThat(phase(d)).isEqualTo(SenderInfo.Phase.RECOVERY);
  }

  // ---- RFC 3522 (Eifel): timestamps ----

  /** The answer echoes a timestamp from before the retransmission: the original did it. */
  @Test
  void aTimeoutAnsweredToTheOriginalIsUndone() {
    Dialogue d = Dialogue.listening(NO_PROBE, 80);
    d.peer(SYN.mss(MSS).sackOk().ts(1, 0));
    int base = d.peek().options().first(TcpOption.Timestamps.class).orElseThrow().tsVal();
    d.stack(SYN_ACK.ack(1)).after(0.1);
    d.peer(ACK.seq(1).ack(1).ts(2, base));
    d.accept();
    d.write(4 * (MSS - 12));
    int sentAt = d.peek().options().first(TcpOption.Timestamps.class).orElseThrow().tsVal();
    d.ignore().mark();
    d.stackAt(0.3, ACK.seq(1).len(MSS - 12));
    d.peer(ACK.seq(1).ack(1 + 2 * (MSS - 12)).ts(3, sentAt));
    assertThat(d.count(Counter.EXT_LOSS_UNDO)).isEqualTo(1);
    assertThat(window(d)).isGreaterThanOrEqualTo(10);
    d.silence();
  }

  // ---- RFC 2883 section 4: what we report as a receiver ----

  /** Section 4.1.1: a segment that was delivered before comes again. */
  @Test
  void aSegmentReceivedTwiceIsReported() {
    Dialogue d = open(TcpConfig.LINUX);
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    d.ignore();
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    d.stack(ACK.ack(1_001).sack(1, 1_001));
    d.peer(PSH_ACK.seq(1_001).ack(1).len(1_000));
    d.peer(PSH_ACK.seq(3_001).ack(1).len(1_000));
    d.ignore();
    assertThat(d.count(Counter.EXT_DSACK_OLD_SENT)).isEqualTo(1);
  }

  /** Section 4.1.3: one that waits out of order comes again; its range follows the report. */
  @Test
  void anOutOfOrderSegmentReceivedTwiceIsReportedWithItsRange() {
    Dialogue d = open(TcpConfig.LINUX);
    d.peer(PSH_ACK.seq(1_001).ack(1).len(1_000));
    d.peer(PSH_ACK.seq(2_001).ack(1).len(1_000));
    d.ignore();
    d.peer(PSH_ACK.seq(2_001).ack(1).len(1_000));
    d.stack(ACK.ack(1).sack(2_001, 3_001, 1_001, 3_001));
    assertThat(d.count(Counter.EXT_DSACK_OFO_SENT)).isEqualTo(1);
  }

  @Test
  void withoutTcpDsackNothingIsReported() {
    Dialogue d = open(TcpConfig.LINUX.with(Tunable.TCP_DSACK, 0));
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    d.ignore();
    d.peer(PSH_ACK.seq(1).ack(1).len(1_000));
    assertThat(d.take().header().options().first(TcpOption.Sack.class)).isEmpty();
  }
}
