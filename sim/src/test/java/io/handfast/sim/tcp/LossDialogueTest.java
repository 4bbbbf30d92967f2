package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import org.junit.jupiter.api.Test;

/** Each segment of handshake and teardown lost once, in both roles (RFC 9293 3.5, 3.6, 3.8.1). */
class LossDialogueTest {
  // ---- SYN ----

  @Test
  void aRepeatedSynIsAnsweredOnceAndBeginsTheTimerAnew() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(0.9);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.stackAt(1.9, SYN_ACK.ack(1)); // 1 s after the last one (Linux: tcp_check_req)
  }

  @Test
  void ourLostSynGoesAgainAfterOneSecond() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN.seq(0));
    d.stackAt(1, SYN.seq(0));
    d.peer(SYN_ACK.ack(1).mss(1460));
    d.stack(ACK.seq(1).ack(1));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.silenceFor(100);
  }

  @Test
  void theirLostSynLeavesNothingBehind() {
    Dialogue d = Dialogue.listening(80);
    d.silenceFor(1);
    d.established();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  // ---- SYN-ACK ----

  @Test
  void ourLostSynAckGoesAgainAfterOneSecond() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.seq(0).ack(1));
    d.stackAt(1, SYN_ACK.seq(0).ack(1).mss(1460));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    d.silenceFor(100);
  }

  @Test
  void ourLostSynAckGoesAgainWhenTheSynComesAgain() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.seq(0).ack(1));
    d.after(0.5);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.seq(0).ack(1).mss(1460));
    assertThat(d.netStack().sockets(d.now())).hasSize(2);
  }

  @Test
  void theirLostSynAckIsAskedForByOurSynAgain() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN.seq(0));
    d.stackAt(1, SYN.seq(0));
    d.peer(SYN_ACK.ack(1).mss(1460)); // the one that was lost comes again
    d.stack(ACK.seq(1).ack(1));
    assertThat(d.socket().finishConnect()).isZero();
  }

  // ---- the third segment ----

  @Test
  void ourLostThirdSegmentGoesAgainWhenTheSynAckComesAgain() {
    Dialogue d = Talks.connected();
    d.after(1);
    d.peer(SYN_ACK.seq(0).ack(1).mss(1460));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void afterTheirLostThirdSegmentASilentClientGetsTheSynAckAgain() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    assertThat(d.socket().accept(d.now())).isNull();
    d.stackAt(1, SYN_ACK.seq(0).ack(1));
    d.stackAt(3, SYN_ACK.seq(0).ack(1));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void afterTheirLostThirdSegmentDataCarriesTheAck() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(20));
    d.stack(ACK.seq(1).ack(21));
    d.accept();
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 20));
  }

  /** The server cannot speak before its SYN is acknowledged: there is nothing to write to yet. */
  @Test
  void afterTheirLostThirdSegmentServerDataWaitsBehindTheSynAck() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.silenceFor(0.9);
    assertThat(d.socket().accept(d.now())).isNull();
    d.stackAt(1, SYN_ACK.seq(0).ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(30);
    d.stack(PSH_ACK.seq(1).ack(1).len(30));
  }

  @Test
  void allSynAcksLostTheHalfOpenEntryExpiresAfter63Seconds() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    for (int at : new int[] {1, 3, 7, 15, 31}) {
      d.stackAt(at, SYN_ACK.seq(0).ack(1));
    }
    d.after(31.99);
    assertThat(d.netStack().sockets(d.now())).hasSize(2);
    d.silenceFor(0.02);
    assertThat(d.netStack().sockets(d.now())).hasSize(1);
    assertThat(d.states()).containsExactly(State.SYN_RECEIVED, State.CLOSED);
    assertThat(d.count(Counter.TCP_ATTEMPT_FAILS)).isEqualTo(1);
    d.silenceFor(200);
  }

  @Test
  void aClientThatCameBackOnANewPortIsServedBesideTheOldEntry() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(0.5);
    d.peerPort(50_001).established();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.netStack().sockets(d.now())).hasSize(3);
  }

  // ---- data: RTO is SRTT + 200 ms at least (Linux; RFC 6298 says 1 s in all) ----

  @Test
  @Requirement("RFC 6298 5.1")
  void lostDataGoesAgainAfterTheMinimalTimeoutOverTheRoundTrip() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.mark();
    d.write(100);
    d.stack(PSH_ACK.seq(1).len(100));
    // SRTT 100 ms, RTTVAR 50 ms: 100 + max(4 * 50, 200) = 300 ms.
    d.stackAt(0.3, PSH_ACK.seq(1).ack(1).len(100));
    d.stackAt(0.9, PSH_ACK.seq(1).ack(1).len(100));
    d.stackAt(2.1, PSH_ACK.seq(1).ack(1).len(100));
    d.peer(ACK.seq(1).ack(101));
    d.silenceFor(100);
  }

  @Test
  @Requirement("RFC 6298 2.4")
  void withTheRfcProfileTheMinimumIsOneSecond() {
    Dialogue d = Dialogue.listening(TcpConfig.RFC9293, 80).established();
    d.mark();
    d.write(100);
    d.stack(PSH_ACK.seq(1).len(100));
    d.stackAt(1, PSH_ACK.seq(1).len(100));
    d.stackAt(3, PSH_ACK.seq(1).len(100));
  }

  @Test
  void theirLostDataIsAskedForByDuplicateAcks() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(101).ack(1).len(100));
    d.stack(ACK.seq(1).ack(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.stack(ACK.seq(1).ack(201));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 200));
  }

  // ---- FIN and the last ACK ----

  @Test
  void ourLostFinGoesAgainAfterTheTimeout() {
    Dialogue d = Dialogue.listening(80).established();
    d.mark();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.stackAt(0.2, FIN_ACK.seq(1).ack(1));
    d.stackAt(0.6, FIN_ACK.seq(1).ack(1));
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    assertThat(d.states()).last().isEqualTo(State.TIME_WAIT);
    d.silenceFor(59);
  }

  @Test
  void ourLostFinInLastAckGoesAgain() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    d.mark();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(2));
    d.stackAt(0.2, FIN_ACK.seq(1).ack(2));
    d.peer(ACK.seq(2).ack(2));
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    d.silenceFor(100);
  }

  @Test
  void ourLostAckOfTheirFinGoesAgainInCloseWait() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    d.after(0.2);
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    d.after(0.1);
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
  }

  @Test
  void ourLostLastAckGoesAgainFromTimeWait() {
    Dialogue d = Dialogue.listening(80).established();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    d.after(0.2);
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    assertThat(d.netStack().tcp().timeWaitCount()).isEqualTo(1);
  }

  @Test
  void theirLostLastAckMakesTheFinGoAgainUntilAResetSaysThatNobodyRemembers() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    d.close();
    d.stack(FIN_ACK.seq(1).ack(2));
    d.after(0.25);
    d.stack(FIN_ACK.seq(1).ack(2));
    d.peer(io.handfast.sim.dialogue.Segment.RST.seq(2));
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    d.silenceFor(100);
  }

  /** RFC 6298 section 5.7; as Linux: after a lost SYN without timestamps the RTO is 3 s. */
  @Test
  @Requirement("RFC 6298 5.7")
  void afterALostSynTheTimeoutOfDataStartsAtThreeSeconds() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    for (int at : new int[] {1, 2, 3, 4, 5, 7, 11, 19}) {
      d.stackAt(at, SYN);
    }
    d.peer(SYN_ACK.ack(1).mss(1460));
    d.stack(ACK);
    d.mark();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.stackAt(3, PSH_ACK.seq(1).len(10));
    d.stackAt(9, PSH_ACK.seq(1).len(10));
  }

  @Test
  @Requirement("RFC 6298 5.7")
  void afterALostSynAckTheTimeoutOfDataStartsAtThreeSeconds() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK);
    d.stackAt(1, SYN_ACK);
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.mark();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.stackAt(3, PSH_ACK.seq(1).len(10));
  }

  /**
   * With timestamps the echo says which SYN was answered, so the round trip is known (RFC 7323).
   */
  @Test
  void afterALostSynTheEchoedTimestampGivesTheRoundTrip() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.after(1);
    int second =
        d.peek().options().options().stream()
            .filter(io.handfast.wire.TcpOption.Timestamps.class::isInstance)
            .map(io.handfast.wire.TcpOption.Timestamps.class::cast)
            .findFirst()
            .orElseThrow()
            .tsVal();
    d.stack(SYN);
    d.after(0.1);
    d.peer(SYN_ACK.ack(1).mss(1460).ts(7, second));
    d.stack(ACK);
    assertThat(Talks.info(d).srtt()).isBetween(100_000_000L, 101_000_000L);
    assertThat(Talks.info(d).rto()).isBetween(300_000_000L, 303_000_000L);
  }

  @Test
  void anAckOfDataThatWasNeverSentDoesNotOpen() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.peer(SYN_ACK.ack(2).mss(1460));
    d.stack(io.handfast.sim.dialogue.Segment.RST.seq(2));
    assertThat(d.state()).isEqualTo(State.SYN_SENT);
    assertThat(d.socket().finishConnect()).isEqualTo(Errno.EINPROGRESS.result());
  }
}
