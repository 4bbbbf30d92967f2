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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments of up to 64 KiB that the link cuts, their loss and repair (RFC 2018, RFC 6675). */
class SuperSegmentTest {
  private static final int MSS = Talks.MSS;
  private static final int SEGMENTS = 44; // 65,535 bytes of IP packet hold no more
  private static final int ALL = SEGMENTS * MSS;
  private static final TcpConfig WIDE =
      TcpConfig.LINUX
          .with(Tunable.TCP_CONGESTION_CONTROL, 1)
          .with(Tunable.TCP_INITIAL_CWND, 100)
          .with(Tunable.TCP_MIN_TSO_SEGS, 64);

  /** The first sequence number of segment {@code n}, counted from 1. */
  private static int seq(int n) {
    return 1 + (n - 1) * MSS;
  }

  /** Over a path of 100 ms. */
  private static Dialogue open(int iss) {
    return open(WIDE, iss);
  }

  private static Dialogue open(TcpConfig config, int iss) {
    Dialogue d = new Dialogue(config, true, true);
    d.netStack().tcp().fixInitialSequenceNumber(iss);
    d.listen(80, 10);
    d.peer(SYN.mss(MSS).sackOk().wscale(7));
    d.stack(SYN_ACK.ack(1));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1).win(2_000));
    d.accept();
    return d;
  }

  private static Dialogue oneInFlight(int iss) {
    return oneInFlight(WIDE, iss);
  }

  private static Dialogue oneInFlightWithoutProbe() {
    return oneInFlight(WIDE.with(Tunable.TCP_EARLY_RETRANS, 0), -20_000).mark();
  }

  private static Dialogue oneInFlight(TcpConfig config, int iss) {
    Dialogue d = open(config, iss);
    assertThat(d.write(ALL)).isEqualTo(ALL);
    d.stack(PSH_ACK.seq(1).ack(1).len(ALL).cutTo(MSS).data(Dialogue.pattern(1, ALL)));
    d.silenceFor(0.1);
    return d;
  }

  private static void sacks(Dialogue d, int... segments) {
    int[] edges = new int[segments.length];
    for (int i = 0; i < segments.length; i++) {
      edges[i] = seq(segments[i]);
    }
    d.peer(ACK.seq(1).ack(1).win(2_000).sack(edges));
  }

  @ParameterizedTest
  @ValueSource(ints = {12_345, -20_000})
  void aWindowFullGoesAsOnePacketThatTheLinkCuts(int iss) {
    Dialogue d = oneInFlight(iss);
    d.peer(ACK.seq(1).ack(1 + ALL).win(2_000));
    d.silenceFor(100);
    assertThat(d.netStack().pool().bytesInUse()).isZero();
  }

  /** As Linux: PSH on each, and never more than half the congestion window in one. */
  @Test
  void aSuperSegmentIsPushedAndHoldsHalfTheWindowAtMost() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, true).listen(80, 10);
    d.peer(SYN.mss(MSS).sackOk().wscale(7));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).win(2_000));
    d.accept();
    d.write(20 * MSS);
    d.stack(PSH_ACK.seq(1).len(5 * MSS).cutTo(MSS));
    d.stack(PSH_ACK.seq(seq(6)).len(5 * MSS).cutTo(MSS));
    d.silence();
  }

  /** A millisecond's worth at the rate of the window, at least two segments: as Linux. */
  @Test
  void aSlowPathGetsSmallBursts() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, true).listen(80, 10);
    d.peer(SYN.mss(MSS).sackOk().wscale(7));
    d.stack(SYN_ACK.ack(1));
    d.after(0.1).peer(ACK.seq(1).ack(1).win(2_000));
    d.accept();
    d.write(5 * MSS);
    d.stack(PSH_ACK.seq(1).len(2 * MSS).cutTo(MSS));
    d.stack(PSH_ACK.seq(seq(3)).len(2 * MSS).cutTo(MSS));
    d.stack(PSH_ACK.seq(seq(5)).len(MSS).cutTo(0));
  }

  @Test
  void aSingleSegmentIsNotCut() {
    Dialogue d = open(1);
    d.write(MSS);
    d.stack(PSH_ACK.seq(1).len(MSS).cutTo(0));
  }

  @Test
  void theRestOfASegmentRidesAtTheEndOfTheSuperSegment() {
    Dialogue d = open(1);
    d.write(3 * MSS + 100);
    d.stack(PSH_ACK.seq(1).len(3 * MSS + 100).cutTo(MSS));
  }

  @ParameterizedTest
  @ValueSource(ints = {12_345, -20_000})
  void onlyTheSeventeenthSegmentMissedNothingIsSentAgainUntilThreeLieBehind(int iss) {
    Dialogue d = oneInFlight(iss);
    sacks(d, 17, 18);
    d.silence();
    sacks(d, 17, 19);
    d.silence();
  }

  @ParameterizedTest
  @ValueSource(ints = {12_345, -20_000})
  void theThirdSackStartsTheRepairAndTheRestFollowsAsRoomAppears(int iss) {
    Dialogue d = oneInFlight(iss);
    sacks(d, 17, 18);
    sacks(d, 17, 19);
    sacks(d, 17, 20);
    // 16 lost, 3 arrived, 25 in flight, window 44 / 2 = 22: only the first one, regardless.
    d.stack(ACK.seq(1).len(MSS).data(Dialogue.pattern(1, MSS)));
    d.silence();
    sacks(d, 17, 24); // 7 arrived, 22 in flight: still no room
    d.silence();
    sacks(d, 17, 25);
    d.stack(ACK.seq(seq(2)).len(MSS).data(Dialogue.pattern(seq(2), MSS)));
    sacks(d, 17, 45);
    byte[] rest = Dialogue.pattern(seq(3), 14 * MSS);
    d.stack(PSH_ACK.seq(seq(3)).len(14 * MSS).cutTo(MSS).data(rest));
    d.silence();
    d.peer(ACK.seq(1).ack(1 + ALL).win(2_000));
    d.silenceFor(100);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {12_345, -20_000})
  void threeHolesAreRepairedExactlyWithinTheWindow(int iss) {
    Dialogue d = oneInFlight(iss);
    sacks(d, 40, 45, 25, 27, 17, 18);
    // Lost: 1-16, 18-24, 27-39. In flight: none. PRR lets go what has arrived: eight.
    d.stack(PSH_ACK.seq(1).len(8 * MSS).cutTo(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(9)).win(2_000).sack(seq(17), seq(18), seq(25), seq(27)));
    // Eight more arrived, and one in addition because the acknowledged part grows.
    d.stack(PSH_ACK.seq(seq(9)).len(8 * MSS).cutTo(MSS).data(Dialogue.pattern(seq(9), 8 * MSS)));
    d.stack(ACK.seq(seq(18)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(1 + ALL).win(2_000));
    d.silenceFor(100);
  }

  /** Blocks that end inside a segment mark only whole ones, so that no peer crumbles the queue. */
  @Test
  void oddBlockEdgesAreRoundedToWholeSegments() {
    Dialogue d = oneInFlight(7);
    d.peer(ACK.seq(1).ack(1).win(2_000).sack(seq(17) - 700, seq(20) + 700));
    d.stack(PSH_ACK.seq(1).len(2 * MSS).cutTo(MSS)); // three arrived, and half of them may go
    d.silence();
    d.peer(ACK.seq(1).ack(1).win(2_000).sack(seq(17), seq(45)));
    d.stack(PSH_ACK.seq(seq(3)).len(14 * MSS).cutTo(MSS));
    d.silence();
  }

  @Test
  void theLastSegmentsLostGoAgainByTimeoutAlone() {
    Dialogue d = oneInFlightWithoutProbe();
    d.peer(ACK.seq(1).ack(seq(43)).win(2_000));
    d.silence();
    d.stackAt(0.3, ACK.seq(seq(43)).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(seq(44)).win(2_000));
    d.stack(PSH_ACK.seq(seq(44)).len(MSS));
    d.peer(ACK.seq(1).ack(1 + ALL).win(2_000));
    d.silenceFor(100);
    assertThat(d.count(Counter.EXT_TIMEOUTS)).isEqualTo(1);
  }

  /** RFC 2018 section 8: after a timeout with the first segment SACKed the SACKs mean nothing. */
  @ParameterizedTest
  @ValueSource(ints = {12_345, -20_000})
  @Requirement({"RFC 2018 5-3", "RFC 2018 8-4"})
  void aPeerThatTakesItsSacksBackGetsEverythingAgain(int iss) {
    Dialogue d = oneInFlight(iss).mark();
    sacks(d, 1, 45);
    d.silence();
    d.stackAt(0.2, ACK.seq(1).len(MSS));
    d.silence();
    assertThat(d.count(Counter.EXT_SACK_RENEGING)).isEqualTo(1);
    int acked = 1;
    for (int window = 2; acked < SEGMENTS; window *= 2) {
      d.peer(ACK.seq(1).ack(seq(acked + 1)).win(2_000));
      int length = Math.min(window, SEGMENTS - acked) * MSS;
      assertThat(d.take().payload()).isEqualTo(Dialogue.pattern(seq(acked + 1), length));
      d.silence();
      acked = Math.min(SEGMENTS, acked + window);
    }
    d.peer(ACK.seq(1).ack(1 + ALL).win(2_000));
    d.silenceFor(100);
  }

  @Test
  void anAckInTheMiddleOfASegmentTrimsIt() {
    Dialogue d = oneInFlightWithoutProbe();
    d.peer(ACK.seq(1).ack(seq(44) - 100).win(2_000));
    d.stackAt(0.3, ACK.seq(seq(44) - 100).len(MSS));
  }
}
