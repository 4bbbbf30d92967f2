package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.SenderInfo;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** Loss detection by time and the probe of the tail (RFC 8985), over a path of 100 ms. */
class RackTlpTest {
  private static final int MSS = Talks.MSS;

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

  /** So many segments are sent now; {@code mark} is the time of sending. */
  private static Dialogue inFlight(int count) {
    return inFlight(TcpConfig.LINUX, count);
  }

  private static Dialogue inFlight(TcpConfig config, int count) {
    Dialogue d = open(config);
    d.write(count * MSS);
    for (int i = 1; i <= count; i++) {
      d.stack((i == count ? PSH_ACK : ACK).seq(seq(i)).len(MSS));
    }
    return d.silence().mark();
  }

  private static SenderInfo sender(Dialogue d) {
    return d.socket().senderInfo();
  }

  // ---- section 6: RACK ----

  /** Section 6.2, step 5: later than a quarter of the shortest round trip is lost. */
  @Test
  @Requirement({
    "RFC 8985 1-1",
    "RFC 8985 4-1",
    "RFC 8985 4-2",
    "RFC 8985 3.3.2-3",
    "RFC 8985 6.2-2"
  })
  void oneSackOfALaterSegmentStartsTheRepairAfterTheReorderingWindow() {
    Dialogue d = inFlight(4);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(4), seq(5)));
    d.silence();
    d.stackAt(0.127, ACK.seq(1).len(MSS));
    assertThat(sender(d).phase()).isEqualTo(SenderInfo.Phase.RECOVERY);
    assertThat(sender(d).lost()).isEqualTo(3);
  }

  /** What arrives within the window was reordered, and nothing is sent again. */
  @Test
  void reorderingWithinTheWindowCostsNothing() {
    Dialogue d = inFlight(4);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(4), seq(5)));
    d.after(0.02);
    d.peer(ACK.seq(1).ack(seq(5)));
    d.silenceFor(10);
    assertThat(d.count(Counter.TCP_RETRANS_SEGS)).isZero();
    assertThat(sender(d).reorderingSeen()).isEqualTo(1);
    assertThat(d.count(Counter.EXT_SACK_REORDER)).isEqualTo(1);
  }

  /** Section 6.2, step 4: once reordering was seen the duplicate threshold starts nothing. */
  @Test
  @Requirement("RFC 8985 3.3.2-2")
  void afterReorderingThreeSackedSegmentsWaitForTheWindow() {
    Dialogue d = inFlight(4);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(4), seq(5)));
    d.peer(ACK.seq(1).ack(seq(5)));
    d.write(10 * MSS);
    d.ignore().mark().after(0.1);
    d.peer(ACK.seq(1).ack(seq(5)).sack(seq(6), seq(10)));
    d.ignore();
    assertThat(sender(d).phase()).isEqualTo(SenderInfo.Phase.DISORDER);
    d.stackAt(0.127, ACK.seq(seq(5)).len(MSS));
  }

  /**
   * Section 6.2, step 4: each round in which a DSACK tells of a needless retransmission widens the
   * window by a quarter of the shortest round trip, up to SRTT.
   */
  @Test
  @Requirement({"RFC 8985 4-3", "RFC 8985 3.3.2-1", "RFC 8985 3.3.2-4", "RFC 8985 3.3.2-5"})
  void dsacksWidenTheWindowUpToTheSmoothedRoundTrip() {
    Dialogue d = inFlight(4);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(4), seq(5)));
    d.peer(ACK.seq(1).ack(seq(5)));
    double[] late = {0.027, 0.052, 0.077, 0.102, 0.102, 0.102};
    int next = 5;
    for (double window : late) {
      next = needlesslyRepaired(d, next, window);
    }
  }

  /** Four segments, the first late by just too much; its copy is reported by a DSACK. */
  private static int needlesslyRepaired(Dialogue d, int first, double window) {
    d.write(4 * MSS);
    d.ignore().after(0.1);
    d.peer(ACK.seq(1).ack(seq(first)).sack(seq(first + 3), seq(first + 4)));
    d.mark();
    d.stackAt(window, ACK.seq(seq(first)).len(MSS));
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(first + 4)));
    d.peer(ACK.seq(1).ack(seq(first + 4)).sack(seq(first), seq(first + 1)));
    d.ignore();
    return first + 4;
  }

  /** tcp_recovery 4: three duplicates are no reason, only time is. */
  @Test
  void withoutTheDuplicateThresholdOnlyTimeCounts() {
    Dialogue d = inFlight(TcpConfig.LINUX.with(Tunable.TCP_RECOVERY, 5), 10);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(8)));
    d.silence();
    d.stackAt(0.127, ACK.seq(1).len(MSS));
  }

  /** Section 6.2: a lost retransmission is found when something sent after it has arrived. */
  @Test
  @Requirement("RFC 8985 9.2-1")
  void aLostRetransmissionIsSentAgainWithoutATimeout() {
    Dialogue d = inFlight(10);
    d.write(10 * MSS);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(11)));
    d.stack(ACK.seq(1).len(MSS)).stack(ACK.seq(seq(11)).len(MSS));
    d.ignore().after(0.1);
    d.peer(ACK.seq(1).ack(1).sack(seq(2), seq(12)));
    d.stack(ACK.seq(1).len(MSS));
    assertThat(d.count(Counter.EXT_LOST_RETRANSMIT)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
  }

  /** Section 6.3: a timeout does not count as lost what was sent a moment ago. */
  @Test
  void aTimeoutLeavesAloneWhatWasJustSent() {
    Dialogue d = inFlight(TcpConfig.LINUX.with(Tunable.TCP_EARLY_RETRANS, 0), 4);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(seq(2)));
    d.mark().after(0.25);
    d.write(MSS);
    d.stack(PSH_ACK.seq(seq(5)).len(MSS));
    d.stackAt(0.3, ACK.seq(seq(2)).len(MSS));
    assertThat(sender(d).lost()).isEqualTo(3);
    assertThat(sender(d).unacked()).isEqualTo(4);
  }

  /** Section 6.2: the path got longer for good, and after tcp_min_rtt_wlen the minimum says so. */
  @Test
  @Requirement("RFC 8985 6.2-1")
  void theShortestRoundTripIsThatOfTheLastMinutes() {
    Dialogue d = open(TcpConfig.LINUX);
    int next = 1;
    for (int second = 0; second < 310; second++) {
      d.write(MSS);
      d.ignore().after(0.25);
      d.peer(ACK.seq(1).ack(seq(++next)));
      d.ignore().after(0.75);
      if (second == 100) {
        assertThat(sender(d).minRtt()).isEqualTo(100_000_000L);
      }
    }
    assertThat(sender(d).minRtt()).isEqualTo(250_000_000L);
  }

  // ---- section 7: tail loss probe ----

  /** Section 7.2: two round trips, and not yet the timeout; the last segment goes again. */
  @Test
  @Requirement({"RFC 8985 7.2-1", "RFC 8985 7.2-4", "RFC 8985 7.3-2", "RFC 8985 7.3-3"})
  void afterTwoRoundTripsOfSilenceTheLastSegmentProbes() {
    Dialogue d = inFlight(4);
    d.stackAt(0.202, PSH_ACK.seq(seq(4)).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(1);
    assertThat(Talks.info(d).congestionWindow()).isEqualTo(10);
    d.stackAt(0.502, ACK.seq(1).len(MSS)); // the timer starts anew with the probe
  }

  /** Section 7.2: a single segment may meet a delayed ACK; at the latest with the timeout. */
  @Test
  @Requirement({"RFC 8985 7.2-3", "RFC 8985 7.2-4"})
  void aSingleSegmentIsGivenTimeForADelayedAck() {
    Dialogue d = inFlight(1);
    d.stackAt(0.3, PSH_ACK.seq(1).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
  }

  /** Section 7.3: new data shows as much, and is not sent twice. */
  @Test
  @Requirement("RFC 8985 7.3-5")
  void newDataIsTheProbeWhenTheWindowHeldItBack() {
    Dialogue d = open(TcpConfig.LINUX);
    d.write(12 * MSS);
    d.ignore().mark();
    d.stackAt(0.202, ACK.seq(seq(11)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(12)));
    assertThat(d.count(Counter.EXT_LOSS_PROBE_RECOVERY)).isZero();
  }

  /** Issue "tail loss": what the probe's SACK shows is repaired at once, not by the timeout. */
  @Test
  @Requirement("RFC 8985 7.3-6")
  void aLostTailIsRepairedByTheProbeNotByTheTimeout() {
    Dialogue d = inFlight(6);
    d.after(0.1);
    d.peer(ACK.seq(1).ack(seq(3))); // 3 to 6 were lost
    d.mark();
    d.stackAt(0.202, PSH_ACK.seq(seq(6)).len(MSS));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(seq(3)).sack(seq(6), seq(7)));
    d.stack(ACK.seq(seq(3)).len(MSS));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(seq(4)).sack(seq(6), seq(7)));
    d.stack(ACK.seq(seq(4)).len(MSS)).stack(ACK.seq(seq(5)).len(MSS));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(seq(7)));
    d.silenceFor(10);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
  }

  /** Section 7.3: a second silence finds a probe still out: no other goes, the timeout does. */
  @Test
  @Requirement({"RFC 8985 7.3-1", "RFC 8985 7.3-4"})
  void noProbeGoesWhileAnotherIsOut() {
    Dialogue d = inFlight(4);
    d.stackAt(0.202, PSH_ACK.seq(seq(4)).len(MSS));
    d.write(MSS);
    d.stack(PSH_ACK.seq(seq(5)).len(MSS));
    d.stackAt(0.502, ACK.seq(1).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(1);
  }

  /**
   * Section 7.3: the only segment was sent twice, so its ACK measured nothing (Karn), and the next
   * silence is left to the timeout; the one after that, with a measurement, is probed again.
   */
  @Test
  @Requirement({"RFC 8985 7.3-1", "RFC 8985 7.3-4"})
  void noProbeGoesBeforeARoundTripWasMeasuredSinceTheLast() {
    Dialogue d = inFlight(1);
    d.stackAt(0.3, PSH_ACK.seq(1).len(MSS));
    d.peer(ACK.seq(1).ack(seq(2)));
    d.peer(ACK.seq(1).ack(seq(2)).sack(1, seq(2))); // both copies arrived: the probe is no more out
    d.write(2 * MSS);
    d.ignore().mark();
    d.stackAt(0.3, ACK.seq(seq(2)).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(1);
    d.peer(ACK.seq(1).ack(seq(4)));
    d.write(MSS);
    d.ignore().after(0.1);
    d.peer(ACK.seq(1).ack(seq(5)));
    d.write(2 * MSS);
    d.ignore().after(0.25);
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(2);
  }

  /** Section 7.2: the SYN was sent twice, so nothing was measured yet. */
  @Test
  @Requirement("RFC 8985 7.2-2")
  void withoutAMeasurementTheProbeWaitsASecond() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN).stackAt(1, SYN);
    d.peer(SYN_ACK.ack(1).mss(MSS).sackOk());
    d.stack(ACK.ack(1));
    assertThat(Talks.info(d).srtt()).isZero();
    d.write(2 * MSS);
    d.ignore().mark();
    d.stackAt(1, PSH_ACK.seq(seq(2)).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isEqualTo(1);
  }

  /** Section 7.4.2: the probe repaired a loss without SACK ever showing it: the window shrinks. */
  @Test
  @Requirement({"RFC 8985 7.4.2-1", "RFC 8985 7.4.2-2"})
  void aLossThatTheProbeItselfRepairedReducesTheWindow() {
    Dialogue d = inFlight(4);
    d.stackAt(0.202, PSH_ACK.seq(seq(4)).len(MSS));
    d.write(MSS);
    d.ignore().after(0.1);
    d.peer(ACK.seq(1).ack(seq(6)));
    assertThat(d.count(Counter.EXT_LOSS_PROBE_RECOVERY)).isEqualTo(1);
    assertThat(Talks.info(d).congestionWindow()).isLessThan(10);
  }

  /** Section 7.4.2: both copies arrived, as the DSACK says: nothing was lost. */
  @Test
  @Requirement("RFC 8985 7.4.2-1")
  void aProbeThatArrivedTwiceReducesNothing() {
    Dialogue d = inFlight(4);
    d.stackAt(0.202, PSH_ACK.seq(seq(4)).len(MSS));
    d.peer(ACK.seq(1).ack(seq(5)));
    d.peer(ACK.seq(1).ack(seq(5)).sack(seq(4), seq(5)));
    d.write(MSS);
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(6)));
    assertThat(d.count(Counter.EXT_LOSS_PROBE_RECOVERY)).isZero();
    assertThat(Talks.info(d).congestionWindow()).isGreaterThanOrEqualTo(10);
  }

  @Test
  @Requirement("RFC 8985 4-1")
  void withoutSackThereIsNoProbe() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(MSS)).stack(SYN_ACK).after(0.1);
    d.peer(ACK.seq(1).ack(1)).accept();
    d.write(4 * MSS);
    d.ignore().mark();
    d.stackAt(0.3, ACK.seq(1).len(MSS));
    assertThat(d.count(Counter.EXT_LOSS_PROBES)).isZero();
  }
}
