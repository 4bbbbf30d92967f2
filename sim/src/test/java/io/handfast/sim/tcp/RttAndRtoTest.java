package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;

/**
 * Round-trip time and retransmission timeout (RFC 6298). As on Linux the minimum of 200 ms bounds
 * the variance term: RTO = SRTT + max(200 ms, 4·RTTVAR).
 */
class RttAndRtoTest {
  private static final long MS = 1_000_000;

  /** Accepted with a round trip of this long. */
  private static Dialogue withRoundTrip(double seconds) {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(seconds);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d.mark();
  }

  private static void assertTimes(Dialogue d, long srtt, long rttvar, long rto) {
    assertThat(Talks.info(d).srtt()).isEqualTo(srtt * MS);
    assertThat(Talks.info(d).rttvar()).isEqualTo(rttvar * MS);
    assertThat(Talks.info(d).rto()).isEqualTo(rto * MS);
  }

  private static int clock(Dialogue d) {
    return d.peek().options().options().stream()
        .filter(TcpOption.Timestamps.class::isInstance)
        .map(TcpOption.Timestamps.class::cast)
        .findFirst()
        .orElseThrow()
        .tsVal();
  }

  @Test
  @Requirement({"RFC 9293 MUST-18", "RFC 6298 2.2"})
  void theFirstSampleSetsSrttAndHalfOfItAsVariance() {
    assertTimes(withRoundTrip(0.8), 800, 400, 2_400); // section 2.2
  }

  @Test
  @Requirement({
    "RFC 9293 MUST-18",
    "RFC 6298 2.3-1",
    "RFC 6298 2.3-2",
    "RFC 6298 2.3-3",
    "RFC 6298 2.3-4",
    "RFC 6298 3-3"
  })
  void laterSamplesAreWeighedByAnEighthAndAQuarter() {
    Dialogue d = withRoundTrip(0.8);
    d.write(10);
    d.after(0.4);
    d.ignore().peer(ACK.seq(1).ack(11));
    // RTTVAR = 3/4·400 + 1/4·|800 − 400|, SRTT = 7/8·800 + 1/8·400 (section 2.3).
    assertTimes(d, 750, 400, 2_350);
  }

  @Test
  void theMinimumBoundsTheVarianceTerm() {
    assertTimes(withRoundTrip(0.02), 20, 10, 220);
  }

  @Test
  @Requirement("RFC 6298 2.1-1")
  void beforeAnySampleTheTimeoutIsOneSecond() {
    Dialogue d = Dialogue.connecting();
    assertThat(Talks.info(d).rto()).isEqualTo(1_000 * MS);
  }

  /** With equal round trips and a minimum of 1 ms only G = 1 ms is left. */
  @Test
  @Requirement("RFC 6298 4-1")
  void aVarianceOfZeroIsRoundedUpToATick() {
    Dialogue d =
        Dialogue.listening(TcpConfig.LINUX.with(Tunable.TCP_RTO_MIN_MS, 1), 80).established();
    for (int i = 0; i < 200; i++) {
      d.write(1);
      d.after(0.01).ignore();
      d.peer(ACK.seq(1).ack(2 + i));
    }
    assertThat(Talks.info(d).rttvar()).isLessThan(1_000);
    long srtt = Talks.info(d).srtt();
    assertThat(Talks.info(d).rto() - srtt).isEqualTo(MS);
  }

  /** Karn (section 3): the ACK of a segment sent twice measures nothing. */
  @Test
  @Requirement({"RFC 9293 MUST-18", "RFC 6298 3-1", "RFC 6298 3-2"})
  void aSegmentSentAgainIsNotMeasured() {
    Dialogue d = withRoundTrip(0.1);
    d.write(10);
    d.stack(PSH_ACK).stackAt(0.3, PSH_ACK.seq(1));
    d.after(0.01);
    d.peer(ACK.seq(1).ack(11));
    assertThat(Talks.info(d).srtt()).isEqualTo(100 * MS);
  }

  /** Section 5: the backed-off timeout stays until there is a new sample. */
  @Test
  @Requirement("RFC 6298 3-1")
  void theBackoffStaysUntilTheNextSample() {
    Dialogue d = withRoundTrip(0.1);
    d.write(10);
    d.stack(PSH_ACK).stackAt(0.3, PSH_ACK.seq(1)).stackAt(0.9, PSH_ACK.seq(1));
    d.peer(ACK.seq(1).ack(11));
    d.mark().write(10);
    d.stack(PSH_ACK.seq(11)).stackAt(1.2, PSH_ACK.seq(11));
    d.peer(ACK.seq(1).ack(21));
    d.write(10);
    d.after(0.1);
    d.ignore().peer(ACK.seq(1).ack(31));
    assertThat(Talks.info(d).rto()).isEqualTo(300 * MS);
  }

  @Test
  void withTimestampsASegmentSentAgainIsMeasuredByItsEcho() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.write(10);
    d.stack(PSH_ACK).after(0.25);
    int echo = clock(d);
    d.stack(PSH_ACK.seq(1));
    d.after(0.3);
    d.peer(ACK.seq(1).ack(11).ts(1_500, echo));
    // The second copy went at 200 ms of 550: 350 ms, first real sample after one of 0.
    assertThat(Talks.info(d).srtt()).isBetween(40 * MS, 48 * MS);
    assertThat(Talks.info(d).retransmits()).isZero();
  }

  /** The oldest segment newly acknowledged counts, so that delayed ACKs are part of the time. */
  @Test
  void ofSeveralSegmentsTheOldestIsMeasured() {
    Dialogue d = withRoundTrip(0.8);
    d.socket().noDelay(true);
    d.write(10);
    d.after(0.3);
    d.write(10);
    d.after(0.1);
    d.ignore().peer(ACK.seq(1).ack(21));
    assertThat(Talks.info(d).srtt()).isEqualTo(750 * MS); // 7/8·800 + 1/8·400
  }

  @Test
  @Requirement({"RFC 6298 5-1", "RFC 6298 5.3"})
  void anAckOfNewDataStartsTheTimerAnew() {
    Dialogue d = withRoundTrip(0.1);
    d.write(2 * Talks.MSS);
    d.stack(ACK.seq(1)).stack(PSH_ACK.seq(1 + Talks.MSS));
    d.after(0.25);
    d.peer(ACK.seq(1).ack(1 + Talks.MSS));
    long rto = Talks.info(d).rto();
    d.mark().stackAt(rto / 1e9, PSH_ACK.seq(1 + Talks.MSS)); // rule 5.3
  }

  @Test
  void anAckOfAPartOfASegmentStartsTheTimerAnew() {
    Dialogue d = withRoundTrip(0.1);
    d.write(1_000);
    d.stack(PSH_ACK.seq(1)).after(0.25);
    d.peer(ACK.seq(1).ack(501));
    long rto = Talks.info(d).rto();
    d.mark().stackAt(rto / 1e9, PSH_ACK.seq(501).len(500));
  }

  @Test
  @Requirement("RFC 6298 5.2")
  void theTimerStopsWhenAllIsAcknowledged() {
    Dialogue d = withRoundTrip(0.1);
    d.write(10);
    d.ignore().peer(ACK.seq(1).ack(11));
    d.silenceFor(1_000); // rule 5.2
  }

  @Test
  @Requirement({
    "RFC 9293 MUST-19",
    "RFC 9293 MUST-18",
    "RFC 6298 1-1",
    "RFC 6298 2.5",
    "RFC 6298 5-1",
    "RFC 6298 5.5",
    "RFC 6298 5.6"
  })
  void theTimeoutDoublesUpToTwoMinutes() {
    Dialogue d = withRoundTrip(0.1);
    d.write(10);
    d.stack(PSH_ACK);
    double at = 0;
    for (double wait = 0.3; at < 600; wait = Math.min(2 * wait, 120)) {
      at += wait;
      d.stackAt(at, PSH_ACK.seq(1).len(10));
    }
  }

  /** The server's clock starts at the third segment: it echoes that, not the SYN (RFC 7323 4.3). */
  @Test
  void theThirdSegmentsTimestampIsEchoed() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.write(10);
    assertThat(d.peek().options().options())
        .anyMatch(o -> o instanceof TcpOption.Timestamps(int value, int echo) && echo == 1_001);
  }

  @Test
  @Requirement("RFC 6298 3-1")
  void anEchoOfTheFirstCopyAfterLostAcksMeasuresNothing() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460).ts(1_000, 0));
    int echo = clock(d);
    d.ignore().peer(ACK.seq(1).ack(1).ts(1_000, echo));
    d.accept();
    d.write(10);
    echo = clock(d);
    long before = Talks.info(d).srtt();
    d.after(2).ignore(); // sent again at 0.2, 0.6 and 1.4 s; the peer had the first copy all along
    d.peer(ACK.seq(1).ack(11).ts(1_001, echo));
    assertThat(Talks.info(d).srtt()).isEqualTo(before);
  }

  @Test
  void anEchoOfTheLatestCopyMeasures() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460).ts(1_000, 0));
    int echo = clock(d);
    d.ignore().peer(ACK.seq(1).ack(1).ts(1_000, echo));
    d.accept();
    d.write(10);
    d.ignore().after(0.3);
    echo = clock(d);
    d.ignore().after(0.05).peer(ACK.seq(1).ack(11).ts(1_001, echo));
    // 0.2 s until it was sent again, 0.3 s and 0.05 s since the beginning: 150 ms for that copy.
    assertThat(Talks.info(d).srtt()).isBetween(15 * MS, 22 * MS);
  }
}
