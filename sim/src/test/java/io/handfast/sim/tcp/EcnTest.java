package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static io.handfast.sim.dialogue.Segment.flags;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.SenderInfo.Phase;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Explicit congestion notification, by the sections of RFC 3168. */
class EcnTest {
  private static final int MSS = Talks.MSS;
  private static final int NOT_ECT = 0;
  private static final int ECT_1 = 1;
  private static final int ECT_0 = 2;
  private static final int CE = 3;

  private static final Segment SETUP_SYN = flags(TcpFlags.SYN | TcpFlags.ECE | TcpFlags.CWR);
  private static final Segment SETUP_SYN_ACK = flags(TcpFlags.SYN | TcpFlags.ACK | TcpFlags.ECE);
  private static final Segment ECE_ACK = flags(TcpFlags.ACK | TcpFlags.ECE);
  private static final Segment CWR_ACK = flags(TcpFlags.ACK | TcpFlags.CWR);
  private static final Segment CWR_PSH_ACK = flags(TcpFlags.PSH | TcpFlags.ACK | TcpFlags.CWR);

  private static TcpConfig mode(int value) {
    return TcpConfig.LINUX.with(Tunable.TCP_ECN, value);
  }

  /** The peer has asked for ECN and got it, with SACK. */
  private static Dialogue accepted(boolean ipv4, boolean offload) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, ipv4, offload).listen(80, 128);
    d.peer(SETUP_SYN.mss(MSS).sackOk());
    d.stack(SETUP_SYN_ACK.ack(1).ecn(NOT_ECT));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d;
  }

  private static Dialogue accepted() {
    return accepted(true, false);
  }

  private static Phase phase(Dialogue d) {
    return d.socket().senderInfo().phase();
  }

  private static int window(Dialogue d) {
    return Talks.info(d).congestionWindow();
  }

  // ---- 6.1.1 TCP initialization ----

  @Test
  @Requirement("RFC 9293 SHLD-8")
  void section6_1_1_aClientAsksAndTheAnswerTurnsItOn() {
    Dialogue d = Dialogue.connecting(mode(1));
    d.stack(SETUP_SYN.seq(0).ecn(NOT_ECT));
    d.peer(SETUP_SYN_ACK.ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1).ecn(NOT_ECT));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(ECT_0));
    assertThat(Talks.info(d).ecn()).isTrue();
    assertThat(Talks.info(d).ecnSeen()).isFalse();
  }

  /** No flag, or both, as of a peer that sends back what it gets: neither is an ECN-setup one. */
  @ParameterizedTest
  @ValueSource(ints = {0, TcpFlags.CWR, TcpFlags.ECE | TcpFlags.CWR})
  void section6_1_1_anyOtherSynAckTurnsItOff(int answer) {
    Dialogue d = Dialogue.connecting(mode(1));
    d.stack(SETUP_SYN);
    d.peer(flags(TcpFlags.SYN | TcpFlags.ACK | answer).ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(NOT_ECT));
    assertThat(Talks.info(d).ecn()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void section6_1_1_aClientDoesNotAskUnlessTold(int value) {
    Dialogue.connecting(mode(value)).stack(SYN.ecn(NOT_ECT));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, true"})
  @Requirement("RFC 9293 SHLD-8")
  void section6_1_1_aServerAgreesUnlessItIsOff(int value, boolean agrees) {
    Dialogue d = Dialogue.listening(mode(value), 80);
    d.peer(SETUP_SYN.mss(MSS));
    d.stack((agrees ? SETUP_SYN_ACK : SYN_ACK).ack(1).ecn(NOT_ECT));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(agrees ? ECT_0 : NOT_ECT));
  }

  @ParameterizedTest
  @ValueSource(ints = {TcpFlags.ECE, TcpFlags.CWR})
  void section6_1_1_oneFlagAloneDoesNotAsk(int flag) {
    Dialogue d = Dialogue.listening(80);
    d.peer(flags(TcpFlags.SYN | flag).mss(MSS));
    d.stack(SYN_ACK.ack(1));
  }

  /** As Linux: who writes that field of a SYN would write it of data, too. */
  @ParameterizedTest
  @ValueSource(ints = {ECT_1, ECT_0, CE})
  void section6_1_1_aSynThatComesMarkedIsNotBelieved(int field) {
    Dialogue d = Dialogue.listening(80);
    d.peer(SETUP_SYN.mss(MSS).ecn(field));
    d.stack(SYN_ACK.ack(1));
  }

  @Test
  void section6_1_1_bothAskAtOnce() {
    Dialogue d = Dialogue.connecting(mode(1));
    d.stack(SETUP_SYN);
    d.peer(SETUP_SYN.mss(MSS));
    d.stack(SETUP_SYN_ACK.seq(0).ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(ECT_0));
  }

  /** A path that drops such SYNs must not keep us from connecting. */
  @Test
  void section6_1_1_1_aSynSentAgainDoesNotAsk() {
    Dialogue d = Dialogue.connecting(mode(1));
    d.stack(SETUP_SYN);
    d.stackAt(1, SYN.seq(0));
    d.peer(SYN_ACK.ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(NOT_ECT));
  }

  @Test
  void aSynAckSentAgainStillAgrees() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SETUP_SYN.mss(MSS));
    d.stack(SETUP_SYN_ACK.ack(1));
    d.stackAt(1, SETUP_SYN_ACK.ack(1).ecn(NOT_ECT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCookieRemembersItInTheTimestamp(boolean timestamps) {
    Dialogue d = Dialogue.listening(TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 2), 80);
    d.peer(timestamps ? SETUP_SYN.mss(MSS).ts(100, 0) : SETUP_SYN.mss(MSS));
    int echo =
        d.peek().options().options().stream()
            .filter(TcpOption.Timestamps.class::isInstance)
            .mapToInt(option -> ((TcpOption.Timestamps) option).tsVal())
            .findFirst()
            .orElse(0);
    d.stack((timestamps ? SETUP_SYN_ACK : SYN_ACK).ack(1));
    d.peer(timestamps ? ACK.seq(1).ack(1).ts(101, echo) : ACK.seq(1).ack(1));
    d.accept();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(timestamps ? ECT_0 : NOT_ECT));
  }

  // ---- 6.1.2 The TCP sender ----

  @Test
  void section6_1_2_anEchoShrinksTheWindowAndNothingIsSentAgain() {
    Dialogue d = accepted();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ECE_ACK.seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(7); // CUBIC: 10 · 0.7
    assertThat(d.count(Counter.TCP_RETRANS_SEGS)).isZero();
    d.silence();
  }

  /** CWR on the first new segment, once. */
  @Test
  void section6_1_2_theFirstNewSegmentAfterItSaysSo() {
    Dialogue d = accepted();
    d.write(2 * MSS);
    d.ignore();
    d.peer(ECE_ACK.seq(1).ack(1 + 2 * MSS));
    d.write(2 * MSS);
    d.stack(CWR_ACK.seq(1 + 2 * MSS).len(MSS).ecn(ECT_0));
    d.stack(PSH_ACK.seq(1 + 3 * MSS).len(MSS).ecn(ECT_0));
  }

  @Test
  void section6_1_2_oncePerWindowOfData() {
    Dialogue d = accepted();
    d.write(10 * MSS);
    d.ignore();
    for (int i = 1; i <= 10; i++) {
      d.peer(ECE_ACK.seq(1).ack(1 + i * MSS)); // the last one acknowledges all of that window
    }
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(7);
    assertThat(window(d)).isEqualTo(7);
    d.write(MSS);
    d.stack(CWR_PSH_ACK.seq(1 + 10 * MSS).len(MSS));
    d.peer(ECE_ACK.seq(1).ack(1 + 11 * MSS)); // the next window was marked as well
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(4);
  }

  /** By loss as well: the receiver then stops its echo, if there was one. */
  @Test
  void section6_1_2_aReductionByLossSaysSoToo() {
    Dialogue d = accepted();
    d.write(4 * MSS);
    d.ignore();
    d.peer(ACK.seq(1).ack(1).sack(1 + MSS, 1 + 4 * MSS));
    d.stack(ACK.seq(1).len(MSS).ecn(NOT_ECT));
    d.peer(ACK.seq(1).ack(1 + 4 * MSS));
    d.write(MSS);
    d.stack(CWR_PSH_ACK.seq(1 + 4 * MSS).len(MSS).ecn(ECT_0));
  }

  @Test
  void anEchoWithoutAgreementMeansNothing() {
    Dialogue d = Talks.withSack();
    d.write(2 * MSS);
    d.ignore();
    d.peer(ECE_ACK.seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.OPEN);
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
  }

  /** The link cuts it, and only the first packet keeps CWR ({@code TcpSegmenterTest}). */
  @Test
  void section6_1_2_aSuperSegmentSaysItOnce() {
    Dialogue d = accepted(true, true);
    d.write(10 * MSS);
    d.ignore();
    d.peer(ECE_ACK.seq(1).ack(1 + 10 * MSS)); // leaves a window of 7, half of it at once
    d.write(4 * MSS);
    d.stack(CWR_PSH_ACK.seq(1 + 10 * MSS).len(3 * MSS).cutTo(MSS).ecn(ECT_0));
    d.stack(PSH_ACK.seq(1 + 13 * MSS).len(MSS).cutTo(0).ecn(ECT_0));
  }

  // ---- 6.1.3 The TCP receiver ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void section6_1_3_everyAckEchoesUntilCwrComes(boolean ipv4) {
    Dialogue d = accepted(ipv4, false);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ecn(CE));
    d.stack(ECE_ACK.ack(11).len(0).ecn(NOT_ECT));
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ecn(ECT_0));
    d.stack(ECE_ACK.ack(21));
    d.write(5); // data carries the echo as well
    d.stack(flags(TcpFlags.PSH | TcpFlags.ACK | TcpFlags.ECE).ack(21).len(5).ecn(ECT_0));
    d.peer(CWR_PSH_ACK.seq(21).ack(6).len(10).ecn(ECT_0));
    d.stack(ACK.ack(31));
    assertThat(d.count(Counter.IP_EXT_IN_CE_PKTS)).isEqualTo(1);
    assertThat(d.count(Counter.IP_EXT_IN_ECT0_PKTS)).isEqualTo(2);
    assertThat(Talks.info(d).ecnSeen()).isTrue();
  }

  /** A segment that says CWR and was marked itself: congestion anew. */
  @Test
  void section6_1_3_aMarkOnTheSegmentWithCwrIsNew() {
    Dialogue d = accepted();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ecn(CE));
    d.stack(ECE_ACK.ack(11));
    d.peer(CWR_PSH_ACK.seq(11).ack(1).len(10).ecn(CE));
    d.stack(ECE_ACK.ack(21));
  }

  @Test
  void aMarkWithoutAgreementIsNotEchoed() {
    Dialogue d = Talks.withSack();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ecn(CE));
    d.stack(ACK.ack(11));
  }

  // ---- 6.1.4 to 6.1.6: what is never marked, and marks that mean nothing ----

  @Test
  void section6_1_4_aMarkOnAPureAckIsNotEchoed() {
    Dialogue d = accepted();
    d.write(10);
    d.stack(PSH_ACK.len(10));
    d.peer(ACK.seq(1).ack(11).ecn(CE));
    d.peer(PSH_ACK.seq(1).ack(11).len(10).ecn(ECT_0));
    d.stack(ACK.ack(11));
  }

  @Test
  void section6_1_5_whatIsSentAgainIsNotMarked() {
    Dialogue d = accepted();
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(ECT_0));
    d.after(1.5);
    d.stack(PSH_ACK.seq(1).len(10).ecn(NOT_ECT));
  }

  /** Beyond the window: congestion that somebody may have made up. */
  @Test
  void section6_1_5_aMarkOutsideTheWindowIsNotEchoed() {
    Dialogue d = accepted();
    d.peer(PSH_ACK.seq(1_000_000).ack(1).len(10).ecn(CE));
    d.stack(ACK.ack(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ecn(ECT_0));
    d.stack(ACK.ack(11));
  }

  @Test
  void section6_1_6_aWindowProbeIsNotMarked() {
    Dialogue d = accepted();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(10);
    d.silence();
    d.after(1.5);
    d.stack(ACK.seq(0).len(0).ecn(NOT_ECT));
  }

  /** RFC 3168 section 5: the two bits are not the application's. */
  @Test
  void theTrafficClassOfASocketLeavesTheFieldAlone() {
    TcpSocket socket = accepted().socket();
    socket.trafficClass(0xff);
    assertThat(socket.trafficClass()).isEqualTo(0xfc);
  }
}
