package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** Loss found and repaired: RFC 5681, 6582 (without SACK), 6675 (with), 3042, 6298. */
class RecoveryTest {
  private static final TcpConfig RENO = TcpConfig.LINUX.with(Tunable.TCP_CONGESTION_CONTROL, 1);

  private static final int MSS = Talks.MSS;

  private static int seq(int n) {
    return 1 + (n - 1) * MSS;
  }

  /** Ten segments in flight: the whole initial window. */
  private static Dialogue tenInFlight(Dialogue d, int written) {
    d.write(written * MSS);
    for (int i = 1; i <= 10; i++) {
      d.stack((i == written ? PSH_ACK : ACK).seq(seq(i)).len(MSS));
    }
    d.silence();
    return d.mark();
  }

  private static Dialogue reno(int written) {
    return tenInFlight(Dialogue.listening(RENO, 80).established(), written);
  }

  /** With SACK, over a path of 100 ms. */
  private static Dialogue sack(int written) {
    return sack(RENO, written);
  }

  private static Dialogue sackWithoutProbe(int written) {
    return sack(RENO.with(Tunable.TCP_EARLY_RETRANS, 0), written);
  }

  private static Dialogue sack(TcpConfig config, int written) {
    Dialogue d = Dialogue.listening(config, 80);
    d.peer(SYN.mss(MSS).sackOk());
    d.stack(SYN_ACK.ack(1));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return tenInFlight(d, written).after(0.1).mark();
  }

  private static void duplicates(Dialogue d, int count) {
    for (int i = 0; i < count; i++) {
      d.peer(ACK.seq(1).ack(1));
    }
  }

  private static int window(Dialogue d) {
    return Talks.info(d).congestionWindow();
  }

  private static int threshold(Dialogue d) {
    return Talks.info(d).slowStartThreshold();
  }

  // ---- without SACK ----

  @Test
  void theThirdDuplicateAckSendsTheFirstSegmentAgain() {
    Dialogue d = reno(10);
    duplicates(d, 2);
    d.silence();
    duplicates(d, 1);
    d.stack(ACK.seq(1).len(MSS));
    d.silence();
    assertThat(threshold(d)).isEqualTo(5);
  }

  @Test
  void anAckThatMovesTheWindowIsNoDuplicate() {
    Dialogue d = Dialogue.listening(RENO, 80);
    d.peer(SYN.mss(MSS)).stack(SYN_ACK).peer(ACK.seq(1).ack(1).win(30_000));
    d.accept();
    tenInFlight(d, 10);
    for (int i = 1; i <= 6; i++) {
      d.peer(ACK.seq(1).ack(1).win(30_000 + i));
    }
    d.silence();
  }

  @Test
  void anAckWithDataIsNoDuplicate() {
    Dialogue d = reno(10);
    for (int i = 0; i < 6; i++) {
      d.peer(PSH_ACK.seq(1 + 10 * i).ack(1).len(10));
      d.stack(ACK.seq(seq(11)).len(0));
    }
    d.silence();
  }

  /** RFC 3042: the first two duplicates let a new segment go each. */
  @Test
  void limitedTransmit() {
    Dialogue d = reno(12);
    duplicates(d, 1);
    d.stack(ACK.seq(seq(11)).len(MSS));
    duplicates(d, 1);
    d.stack(PSH_ACK.seq(seq(12)).len(MSS));
    d.silence();
    duplicates(d, 1);
    d.stack(ACK.seq(1).len(MSS));
  }

  /** Two segments were told of by the duplicates: the ACK behind them brings one more. */
  @Test
  void afterReorderingTheWindowGrowsByWhatWasNotKnownToHaveArrived() {
    Dialogue d = reno(12);
    duplicates(d, 2);
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(4)));
    assertThat(window(d)).isEqualTo(11);
  }

  /** RFC 6582 section 3.2: a partial ACK sends the next hole at once, without new duplicates. */
  @Test
  void aPartialAckSendsTheNextHole() {
    Dialogue d = reno(10);
    duplicates(d, 3);
    d.stack(ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(4)));
    d.stack(ACK.seq(seq(4)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(8)));
    d.stack(ACK.seq(seq(8)).len(MSS));
    d.peer(ACK.seq(1).ack(seq(11)));
    d.silenceFor(10);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
    assertThat(window(d)).isEqualTo(5);
  }

  @Test
  void afterTheRecoveryTheWindowIsTheThreshold() {
    Dialogue d = reno(10);
    duplicates(d, 9);
    d.stack(ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(11)));
    assertThat(window(d)).isEqualTo(5);
    assertThat(threshold(d)).isEqualTo(5);
    d.write(10 * MSS);
    for (int i = 11; i <= 15; i++) {
      d.stack(ACK.seq(seq(i)).len(MSS));
    }
    d.silence();
  }

  // ---- with SACK ----

  @Test
  @Requirement({"RFC 2018 5.1-1", "RFC 8985 3.3.2-2"})
  void threeSegmentsSackedSendTheFirstAgain() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(3)));
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(4)));
    d.silence();
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(5)));
    d.stack(ACK.seq(1).len(MSS));
    d.silence();
  }

  @Test
  void afterReorderingSackedSegmentsDoNotGrowTheWindowAgain() {
    Dialogue d = sack(12);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(3)));
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(4)));
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(4)));
    assertThat(window(d)).isEqualTo(11);
  }

  @Test
  void oneAckThatSacksThreeSegmentsIsEnough() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(8), seq(11)));
    d.stack(ACK.seq(1).len(MSS));
  }

  @Test
  void duplicateAcksWithoutNewSacksStartNothing() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(3)));
    for (int i = 0; i < 6; i++) {
      d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(3)));
    }
    d.silence();
  }

  @Test
  @Requirement("RFC 2018 5-1")
  void onlyTheHolesAreSentAgain() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(seq(2)).sack(seq(3), seq(5), seq(6), seq(11)));
    d.stack(ACK.seq(seq(2)).len(MSS));
    d.stack(ACK.seq(seq(5)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(11)));
    d.silenceFor(10);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
    assertThat(d.count(Counter.EXT_SACK_RECOVERY)).isEqualTo(1);
    assertThat(window(d)).isEqualTo(threshold(d));
  }

  /** Twenty in flight, half of them lost: one goes for about two that arrive. */
  @Test
  @Requirement({"RFC 8985 9.3-1", "RFC 8985 9.3-3"})
  void whatIsLostGoesAsFastAsWhatArrivesAllows() {
    Dialogue d = sack(20);
    d.peer(ACK.seq(1).ack(1).sack(seq(10), seq(11)));
    d.ignore().after(0.05);
    d.peer(ACK.seq(1).ack(1).sack(seq(10), seq(12)));
    int lost = d.socket().senderInfo().lost();
    int sent = d.pending();
    assertThat(lost).isGreaterThan(sent + 2);
    assertThat(sent).isLessThanOrEqualTo(2);
  }

  @Test
  void newDataFollowsWhenTheHolesAreRepaired() {
    Dialogue d = sack(20);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(11)));
    d.stack(ACK.seq(1).len(MSS));
    for (int i = 11; i <= 14; i++) {
      d.stack(ACK.seq(seq(i)).len(MSS)); // window 5, one repaired segment in flight
    }
    d.silence();
  }

  /** BAD-INPUTS 16: blocks that cannot be true are counted, and change nothing. */
  @Test
  void impossibleBlocksAreIgnored() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(5), seq(2)));
    d.peer(ACK.seq(1).ack(1).sack(seq(9), seq(30)));
    d.peer(ACK.seq(1).ack(1).sack(-5_000, -100));
    d.peer(ACK.seq(1).ack(1).sack(-5_000, seq(11)));
    d.silence();
    assertThat(d.count(Counter.EXT_SACK_DISCARD)).isEqualTo(3);
    assertThat(d.count(Counter.EXT_DSACK_IGNORED_DUBIOUS)).isEqualTo(1);
  }

  // ---- timeout ----

  @Test
  @Requirement("RFC 6298 5.4")
  void aTimeoutSendsTheFirstSegmentAndClosesTheWindow() {
    Dialogue d = sackWithoutProbe(10);
    d.stackAt(0.2, ACK.seq(1).len(MSS));
    d.silence();
    assertThat(window(d)).isEqualTo(1);
    assertThat(threshold(d)).isEqualTo(5);
  }

  @Test
  void afterATimeoutEverythingGoesAgainInSlowStart() {
    Dialogue d = reno(10);
    d.stackAt(0.2, ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(2)));
    d.stack(ACK.seq(seq(2)).len(MSS)).stack(ACK.seq(seq(3)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(4)));
    for (int i = 4; i <= 7; i++) {
      d.stack(ACK.seq(seq(i)).len(MSS));
    }
    d.silence();
    d.peer(ACK.seq(1).ack(seq(8)));
    d.stack(ACK.seq(seq(8))).stack(ACK.seq(seq(9))).stack(PSH_ACK.seq(seq(10)));
    d.peer(ACK.seq(1).ack(seq(11)));
    d.silenceFor(100);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(1);
  }

  @Test
  void afterATimeoutWhatWasSackedIsNotSentAgain() {
    Dialogue d = sackWithoutProbe(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(4)));
    d.stackAt(0.027, ACK.seq(1).len(MSS)); // by the reordering timer, and lost again
    d.stackAt(0.327, ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(4)));
    d.stack(ACK.seq(seq(4)).len(MSS)).stack(ACK.seq(seq(5)).len(MSS));
  }

  @Test
  void aSecondTimeoutOfTheSameSegmentLeavesTheThreshold() {
    Dialogue d = reno(10);
    d.stackAt(0.2, ACK.seq(1)).stackAt(0.6, ACK.seq(1)).stackAt(1.4, ACK.seq(1));
    assertThat(threshold(d)).isEqualTo(5);
    assertThat(window(d)).isEqualTo(1);
  }

  @Test
  void aLostFastRetransmitIsRepairedByTheTimeout() {
    Dialogue d = sack(10);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(11)));
    d.stack(ACK.seq(1).len(MSS));
    d.stackAt(0.3, ACK.seq(1).len(MSS));
    d.silence();
    assertThat(threshold(d)).isEqualTo(5); // one loss event, one reduction (as Linux)
    d.peer(ACK.seq(1).ack(seq(11)));
    d.silenceFor(10);
  }

  /** RFC 6582 section 3.2, "recover": echoes of what was sent twice start no new recovery. */
  @Test
  void duplicateAcksOfNeedlessRetransmissionsStartNothing() {
    Dialogue d = reno(10);
    d.stackAt(0.2, ACK.seq(1));
    d.peer(ACK.seq(1).ack(seq(2)));
    d.stack(ACK.seq(seq(2))).stack(ACK.seq(seq(3)));
    d.peer(ACK.seq(1).ack(seq(11))); // nothing was lost, the ACKs were late
    d.write(3 * MSS);
    d.ignore();
    for (int i = 0; i < 3; i++) {
      d.peer(ACK.seq(1).ack(seq(11))); // one for each copy
    }
    d.silence();
    assertThat(d.count(Counter.EXT_RENO_RECOVERY)).isZero();
  }

  // ---- growth ----

  @Test
  @Requirement("RFC 9293 MUST-19")
  void slowStartAddsAPacketForEachAcknowledged() {
    Dialogue d = reno(10);
    d.peer(ACK.seq(1).ack(seq(3)));
    assertThat(window(d)).isEqualTo(12);
    d.peer(ACK.seq(1).ack(seq(11)));
    assertThat(window(d)).isEqualTo(20);
  }

  /** RFC 5681 section 4.1: after an idle timeout the window starts from the initial one. */
  @Test
  void afterIdlenessTheWindowStartsAnew() {
    Dialogue d = reno(10);
    d.peer(ACK.seq(1).ack(seq(11)));
    assertThat(window(d)).isEqualTo(20);
    d.after(1);
    d.write(20 * MSS);
    assertThat(d.pending()).isEqualTo(10);
  }

  @Test
  void beforeATimeoutOfIdlenessTheWindowStays() {
    Dialogue d = reno(10);
    d.peer(ACK.seq(1).ack(seq(11)));
    d.after(0.1);
    d.write(20 * MSS);
    assertThat(d.pending()).isEqualTo(20);
  }

  /** RFC 7661 in spirit: a window that is not used does not grow. */
  @Test
  void aWindowThatIsNotUsedDoesNotGrow() {
    Dialogue d = Dialogue.listening(RENO, 80).established();
    for (int i = 0; i < 50; i++) {
      d.write(100);
      d.ignore().peer(ACK.seq(1).ack(1 + 100 * (i + 1)));
    }
    assertThat(window(d)).isEqualTo(10);
  }

  /** RFC 2861: what an application does not use for a timeout is given back, half at a time. */
  @Test
  void aWindowThatIsNotUsedIsGivenBack() {
    Dialogue d = reno(10);
    d.peer(ACK.seq(1).ack(seq(11)));
    d.write(20 * MSS);
    d.ignore().peer(ACK.seq(1).ack(seq(31)));
    assertThat(window(d)).isEqualTo(40);
    int acked = seq(31);
    for (int i = 0; i < 3; i++) {
      d.after(0.15); // not idle for a timeout, but using one packet
      d.write(MSS);
      acked += MSS;
      d.ignore().peer(ACK.seq(1).ack(acked));
    }
    assertThat(window(d)).isEqualTo(25);
    assertThat(threshold(d)).isGreaterThanOrEqualTo(30);
  }

  /** Appropriate byte counting: many ACKs for one segment grow the window by one packet at most. */
  @Test
  void dividedAcksDoNotSpeedUpSlowStart() {
    Dialogue d = reno(10);
    for (int i = 1; i <= MSS; i += 10) {
      d.peer(ACK.seq(1).ack(1 + i));
    }
    d.ignore();
    assertThat(window(d)).isLessThanOrEqualTo(11);
  }
}
