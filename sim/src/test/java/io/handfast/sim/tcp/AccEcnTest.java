package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static io.handfast.sim.dialogue.Segment.flags;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.SenderInfo.Phase;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accurate ECN, by the sections of RFC 9768. */
class AccEcnTest {
  private static final int MSS = Talks.MSS;
  private static final int NOT_ECT = 0;
  private static final int ECT_1 = 1;
  private static final int ECT_0 = 2;
  private static final int CE = 3;
  private static final int ALL = 7;
  private static final int ORDER_0 = 172;
  private static final int ORDER_1 = 174;

  private static final Segment ACC_SYN = coded(TcpFlags.SYN, ALL);

  /** AE, CWR and ECE as the three bits of a number. */
  private static int code(int value) {
    return ((value & 4) != 0 ? TcpFlags.AE : 0)
        | ((value & 2) != 0 ? TcpFlags.CWR : 0)
        | ((value & 1) != 0 ? TcpFlags.ECE : 0);
  }

  private static Segment coded(int flags, int value) {
    return flags(flags | code(value));
  }

  private static Segment synAck(int value) {
    return coded(TcpFlags.SYN | TcpFlags.ACK, value);
  }

  private static Segment ack(int ace) {
    return coded(TcpFlags.ACK, ace);
  }

  private static Segment pshAck(int ace) {
    return coded(TcpFlags.PSH | TcpFlags.ACK, ace);
  }

  /** The option with counters of 24 bits. */
  private static TcpOption option(int kind, int... counters) {
    byte[] bytes = new byte[3 * counters.length];
    for (int i = 0; i < counters.length; i++) {
      bytes[3 * i] = (byte) (counters[i] >> 16);
      bytes[3 * i + 1] = (byte) (counters[i] >> 8);
      bytes[3 * i + 2] = (byte) counters[i];
    }
    return new TcpOption.Other(kind, Octets.of(bytes));
  }

  private static final TcpOption FIRST_OPTION = option(ORDER_0, 1, 0, 1);

  private static TcpConfig mode(int value) {
    return TcpConfig.LINUX.with(Tunable.TCP_ECN, value);
  }

  private static Dialogue listening() {
    return Dialogue.listening(mode(3), 80);
  }

  /** A client of the peer's is accepted; its SYN came unmarked, our SYN-ACK too. */
  private static Dialogue accepted() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS).sackOk());
    d.stack(synAck(2).ack(1).ecn(NOT_ECT).with(FIRST_OPTION));
    d.peer(ack(2).seq(1).ack(1).with(FIRST_OPTION));
    d.accept();
    return d;
  }

  /** A server of the peer's has accepted us. */
  private static Dialogue connected() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN.seq(0).ecn(NOT_ECT));
    d.peer(synAck(2).ack(1).mss(MSS).sackOk().with(FIRST_OPTION));
    d.stack(ack(2).seq(1).ack(1).len(0).with(FIRST_OPTION));
    return d;
  }

  private static Phase phase(Dialogue d) {
    return d.socket().senderInfo().phase();
  }

  private static int threshold(Dialogue d) {
    return Talks.info(d).slowStartThreshold();
  }

  private static void assertNextHasNoOption(Dialogue d) {
    assertThat(d.peek().options().options()).noneMatch(TcpOption.Other.class::isInstance);
  }

  // ---- 3.1.1 Negotiation, and 3.1.2 backward compatibility (table 2) ----

  @ParameterizedTest(name = "the SYN came with {0}")
  @CsvSource({"0, 2", "1, 3", "2, 4", "3, 6"})
  void section3_1_1_aServerTellsHowTheSynCame(int field, int answer) {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS).ecn(field));
    d.stack(synAck(answer).ack(1).ecn(NOT_ECT));
  }

  @ParameterizedTest(name = "tcp_ecn {0}: a SYN with {1} is answered with {2}")
  @CsvSource({
    "0, 7, 0", "1, 7, 1", "2, 7, 1", "3, 7, 2", "4, 7, 2", "5, 7, 2",
    "3, 3, 1", "4, 3, 1", "5, 3, 1", "3, 0, 0", "4, 0, 0", "5, 0, 0"
  })
  void section3_1_2_aServerAgreesToTheBestThatBothHave(int mode, int asked, int answer) {
    Dialogue d = Dialogue.listening(mode(mode), 80);
    d.peer(coded(TcpFlags.SYN, asked).mss(MSS));
    d.stack(synAck(answer).ack(1));
  }

  /** As Linux: 3 asks for AccECN, 1 and 4 for the classic one, 0, 2 and 5 for none. */
  @ParameterizedTest(name = "tcp_ecn {0}: {1}")
  @CsvSource({"0, 0", "1, 3", "2, 0", "3, 7", "4, 3", "5, 0"})
  void aClientAsksForWhatItsTunableSays(int mode, int asked) {
    Dialogue.connecting(mode(mode)).stack(coded(TcpFlags.SYN, asked).ecn(NOT_ECT));
  }

  @Test
  void section3_1_2_aServerOfClassicEcnTurnsTheClientToIt() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(1).ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(ECT_0));
    d.peer(PSH_ACK.seq(1).ack(11).len(10).ecn(CE));
    d.stack(flags(TcpFlags.ACK | TcpFlags.ECE).ack(11));
  }

  /** No ECN, and a broken server that sends back what it gets. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void section3_1_2_anyOtherServerTurnsItOff(int answer) {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(answer).ack(1).mss(MSS));
    d.stack(ACK.seq(1).ack(1));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).ecn(NOT_ECT));
    assertThat(Talks.info(d).ecn()).isFalse();
  }

  @Test
  void section3_1_2_bothAskAtOnce() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(ACC_SYN.mss(MSS).ecn(ECT_0));
    d.stack(synAck(4).seq(0).ack(1));
  }

  // ---- 3.1.3 Forward compatibility ----

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6})
  void section3_1_3_aSynOfTheFutureGetsAccEcn(int asked) {
    Dialogue d = listening();
    d.peer(coded(TcpFlags.SYN, asked).mss(MSS));
    d.stack(synAck(2).ack(1));
  }

  @Test
  void section3_1_3_aReservedSynAckConfirmsIt() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(5).ack(1).mss(MSS));
    d.stack(ack(2).seq(1).ack(1));
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10).ecn(ECT_0));
  }

  // ---- 3.1.4 Retransmitted SYNs and SYN-ACKs ----

  @Test
  void section3_1_4_1_aSynAsksTwiceAndThenNoMore() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN.seq(0));
    d.stackAt(1, ACC_SYN.seq(0));
    d.stackAt(2, SYN.seq(0));
  }

  /** The first SYN-ACK decides; a client that knows the server's mode may mark (3.1.5). */
  @Test
  void section3_1_4_1_theAnswerToAnEarlierSynStillCounts() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.stackAt(1, ACC_SYN);
    d.stackAt(2, SYN);
    d.peer(synAck(2).ack(1).mss(MSS));
    d.stack(ack(2).seq(1).ack(1));
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10).ecn(ECT_0));
  }

  /** Without the option first, then without ECN; after that a server marks nothing (3.1.5). */
  @Test
  void section3_2_3_2_2_aSynAckSentAgainSaysLessAndLess() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1).with(FIRST_OPTION));
    d.after(1);
    assertNextHasNoOption(d);
    d.stackAt(1, synAck(2).ack(1));
    d.stackAt(3, SYN_ACK.ack(1));
    d.peer(ack(2).seq(1).ack(1));
    d.accept();
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10).ecn(NOT_ECT));
  }

  @Test
  void section3_1_5_theLatestSynIsTheOneThatIsTold() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.after(0.6);
    d.peer(ACC_SYN.mss(MSS).ecn(ECT_0));
    d.stack(synAck(4).ack(1));
  }

  @Test
  void section3_1_5_aSynWithoutEcnIsAnsweredWithItAndNothingIsMarked() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.after(0.6);
    d.peer(SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ack(2).seq(1).ack(1));
    d.accept();
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10).ecn(NOT_ECT));
  }

  @ParameterizedTest(name = "{0}, then {1}")
  @CsvSource({"7, 3", "3, 7"})
  void section3_1_5_twoKindsInOneHandshakeAreReset(int first, int second) {
    Dialogue d = listening();
    d.peer(coded(TcpFlags.SYN, first).mss(MSS));
    d.ignore();
    d.after(0.6).ignore();
    d.peer(coded(TcpFlags.SYN, second).mss(MSS));
    d.stack(Segment.RST_ACK.ack(1));
    assertThat(d.count(Counter.EXT_EMBRYONIC_RSTS)).isEqualTo(1);
  }

  // ---- 3.2.2 The ACE field ----

  /** Table 3; a marked SYN-ACK counts, so that the next segment says 6. */
  @ParameterizedTest(name = "the SYN-ACK came with {0}: {1}, then {2}")
  @CsvSource({"0, 2, 5", "1, 3, 5", "2, 4, 5", "3, 6, 6"})
  void section3_2_2_1_theAckOfTheSynAckTellsHowItCame(int field, int told, int then) {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(2).ack(1).mss(MSS).ecn(field));
    d.stack(ack(told).seq(1).ack(1).len(0));
    d.write(10);
    d.stack(pshAck(then).seq(1).len(10));
  }

  @Test
  void section3_2_2_1_aSynAckThatComesAgainIsConfirmedAgainAndCountedOnce() {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(2).ack(1).mss(MSS).ecn(CE));
    d.stack(ack(6).seq(1).ack(1));
    d.after(1);
    d.peer(synAck(2).ack(1).mss(MSS).ecn(CE));
    d.stack(ack(6).seq(1).ack(1));
    d.write(10);
    d.stack(pshAck(6).seq(1).len(10));
  }

  /** Table 4, note 1: marks nothing, answers nothing, but goes on telling. */
  @Test
  void section3_2_2_1_aFinalAckOfZeroTurnsTheServersHalfOff() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(3 * MSS);
    d.stack(ack(5).seq(1).len(MSS).ecn(NOT_ECT));
    d.ignore();
    d.peer(ack(6).seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.OPEN);
    d.peer(ack(6).seq(1).ack(1 + 3 * MSS).len(10).ecn(CE));
    d.stack(ack(6).ack(11));
  }

  /** Values that nobody uses yet mean nothing: the count begins at 5. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 7})
  void section3_2_2_1_unusedValuesOfTheFinalAckMeanNothing(int ace) {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ack(ace).seq(1).ack(1));
    d.accept();
    d.write(MSS);
    d.stack(pshAck(5).seq(1).len(MSS).ecn(ECT_0));
    d.peer(ack(5).seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.OPEN);
    assertThat(threshold(d)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void section3_2_2_2_everySegmentHasTheLatestCount() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).len(10).ecn(CE));
    d.stack(ack(6).ack(11).ecn(NOT_ECT));
    d.write(10);
    d.stack(pshAck(6).seq(1).ack(11).len(10).ecn(ECT_0));
    for (int i = 1; i <= 5; i++) {
      d.peer(ack(5).seq(1 + 10 * i).ack(11).len(10).ecn(CE));
    }
    d.ignore();
    d.write(10);
    d.stack(pshAck(6 + 5 & 7).seq(11).len(10));
  }

  /** A marked SYN is told in the SYN-ACK and not counted. */
  @Test
  void section3_2_2_2_aMarkedSynIsNotCounted() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS).ecn(CE));
    d.stack(synAck(6).ack(1));
    d.peer(ack(2).seq(1).ack(1));
    d.accept();
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10));
  }

  @Test
  void section3_2_controlPacketsAreCountedAsWell() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).ecn(CE));
    d.silence();
    d.write(10);
    d.stack(pshAck(6).seq(1).len(10));
  }

  @Test
  void section3_2_2_2_aHigherCountShrinksTheWindowOnceInAWindow() {
    Dialogue d = accepted();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ack(6).seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
    assertThat(threshold(d)).isEqualTo(7); // CUBIC: 10 · 0.7
    for (int i = 2; i <= 10; i++) {
      d.peer(ack(6 + i & 7).seq(1).ack(1 + i * MSS));
    }
    assertThat(threshold(d)).isEqualTo(7);
  }

  /** No CWR: its bit is part of the count (section 3.1.5). */
  @Test
  void section3_1_5_theAnswerIsNotSaidByCwr() {
    Dialogue d = accepted();
    d.write(2 * MSS);
    d.ignore();
    d.peer(ack(6).seq(1).ack(1 + 2 * MSS));
    d.write(MSS);
    d.stack(pshAck(5).seq(1 + 2 * MSS).len(MSS).ecn(ECT_0));
  }

  @Test
  void section3_2_2_2_theSameCountIsNoNews() {
    Dialogue d = accepted();
    d.write(4 * MSS);
    d.ignore();
    for (int i = 1; i <= 4; i++) {
      d.peer(ack(5).seq(1).ack(1 + i * MSS));
    }
    assertThat(threshold(d)).isEqualTo(Integer.MAX_VALUE);
  }

  // ---- 3.2.2.3 Mangling of the IP header ----

  /** Our SYN was not ECT: told as anything else, somebody writes that field. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6})
  void section3_2_2_3_aClientWhoseSynWasChangedMarksNothing(int told) {
    Dialogue d = Dialogue.connecting(mode(3));
    d.stack(ACC_SYN);
    d.peer(synAck(told).ack(1).mss(MSS));
    d.stack(ack(2).seq(1).ack(1));
    d.write(10);
    d.stack(pshAck(5).seq(1).len(10).ecn(NOT_ECT));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6})
  void section3_2_2_3_aServerWhoseSynAckWasChangedMarksNothingButAnswers(int told) {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS).sackOk());
    d.stack(synAck(2).ack(1));
    d.peer(ack(told).seq(1).ack(1));
    d.accept();
    d.write(3 * MSS);
    d.stack(ack(5).seq(1).len(MSS).ecn(NOT_ECT));
    d.ignore();
    d.peer(ack(7).seq(1).ack(1 + MSS));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
  }

  /** Marks on every packet of four rounds are no congestion. */
  @Test
  void section3_2_2_3_marksWithoutEndAreNotBelieved() {
    Dialogue d = accepted();
    int sent = 1;
    int ace = 5;
    for (int round = 0; round < 7; round++) {
      d.write(2 * MSS);
      d.ignore();
      sent += 2 * MSS;
      ace += 2;
      d.peer(ack(ace & 7).seq(1).ack(sent));
    }
    d.write(10);
    d.stack(pshAck(5).seq(sent).len(10).ecn(NOT_ECT));
  }

  // ---- 3.2.2.4 Zeroing of ACE ----

  @Test
  void section3_2_2_4_aFirstCountOfZeroTurnsMarkingOff() {
    Dialogue d = connected();
    d.write(3 * MSS);
    d.stack(ack(5).seq(1).len(MSS).ecn(ECT_0));
    d.ignore();
    d.peer(ACK.seq(1).ack(1 + MSS));
    assertThat(threshold(d)).isEqualTo(Integer.MAX_VALUE);
    d.peer(ACK.seq(1).ack(1 + 3 * MSS));
    d.write(10);
    d.stack(pshAck(5).seq(1 + 3 * MSS).len(10).ecn(NOT_ECT));
  }

  // ---- 3.2.2.5 Safety against ambiguity ----

  /** Change-triggered: at once, not with the second segment. */
  @Test
  void section3_2_2_5_1_theFirstMarkedDataIsAcknowledgedAtOnce() {
    Dialogue d = Dialogue.listening(mode(3), 80);
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ack(2).seq(1).ack(1));
    d.accept().quickAck(false);
    d.peer(ack(5).seq(1).ack(1).len(10).ecn(ECT_0));
    d.silenceFor(0.01);
    d.peer(ack(5).seq(11).ack(1).len(10).ecn(CE));
    d.stack(ack(6).ack(21));
  }

  /** Increment-triggered: ACKs of ACKs, for every third one that is marked. */
  @Test
  void section3_2_2_5_1_threeMarkedAcksAreAcknowledged() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).ecn(CE));
    d.peer(ack(5).seq(1).ack(1).ecn(CE));
    d.silence();
    d.peer(ack(5).seq(1).ack(1).ecn(CE));
    d.stack(ack(0).seq(1).ack(1).len(0));
  }

  /** Eight packets acknowledged at once, of which none or eight were marked: the safe case. */
  @Test
  void section3_2_2_5_2_aCountThatMayHaveWrappedIsTakenForTheWorst() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ack(2).seq(1).ack(1)); // no option: there will be none
    d.accept();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ack(5).seq(1).ack(1 + 8 * MSS));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
  }

  @Test
  void section3_2_2_5_2_withTheOptionThereIsNoDoubt() {
    Dialogue d = accepted();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ack(5).seq(1).ack(1 + 8 * MSS).with(option(ORDER_0, 1 + 8 * MSS, 0)));
    assertThat(threshold(d)).isEqualTo(Integer.MAX_VALUE);
  }

  /** Eight marks leave the field as it was; the bytes tell. */
  @Test
  void section3_2_3_2_5_bytesTellOfACountThatWrapped() {
    Dialogue d = accepted();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ack(5).seq(1).ack(1 + 9 * MSS).with(option(ORDER_0, 1 + MSS, 8 * MSS)));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
  }

  // ---- 3.2.3 The option ----

  @Test
  void section3_2_3_bytesAreCountedByTheirMarks() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).len(100).ecn(ECT_0));
    d.stack(ack(5).ack(101).with(option(ORDER_0, 101)));
    d.peer(ack(5).seq(101).ack(1).len(50).ecn(CE));
    d.stack(ack(6).ack(151).with(option(ORDER_0, 101, 50)));
    d.peer(ack(5).seq(151).ack(1).len(7).ecn(ECT_1));
    d.stack(ack(6).ack(158).with(option(ORDER_0, 101, 50, 8)));
  }

  /** Whoever uses ECT(1) alone gets it first. */
  @Test
  void section3_2_3_theOtherOrderSavesAField() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).len(100).ecn(ECT_1));
    d.stack(ack(5).ack(101).with(option(ORDER_1, 101)));
    d.peer(ack(5).seq(101).ack(1).len(50).ecn(CE));
    d.stack(ack(6).ack(151).with(option(ORDER_1, 101, 50)));
  }

  @Test
  void section3_2_3_whatCameUnmarkedNeedsNoOption() {
    Dialogue d = accepted();
    d.peer(ack(5).seq(1).ack(1).len(100).ecn(NOT_ECT));
    assertNextHasNoOption(d);
    d.stack(ack(5).ack(101));
  }

  @Test
  void theTunableTurnsTheOptionOff() {
    Dialogue d = Dialogue.listening(mode(3).with(Tunable.TCP_ECN_OPTION, 0), 80);
    d.peer(ACC_SYN.mss(MSS));
    assertNextHasNoOption(d);
    d.stack(synAck(2).ack(1));
    d.peer(ack(2).seq(1).ack(1));
    d.peer(ack(5).seq(1).ack(1).len(100).ecn(CE));
    assertNextHasNoOption(d);
    d.stack(ack(6).ack(101));
  }

  /** A first option of zeros was cleared on the way: the conservative reading of ACE remains. */
  @Test
  void section3_2_3_2_4_aClearedOptionIsNotBelieved() {
    Dialogue d = listening();
    d.peer(ACC_SYN.mss(MSS));
    d.stack(synAck(2).ack(1));
    d.peer(ack(2).seq(1).ack(1).with(option(ORDER_0, 0, 0, 0)));
    d.accept();
    d.write(10 * MSS);
    d.ignore();
    d.peer(ack(5).seq(1).ack(1 + 8 * MSS).with(option(ORDER_0, 0, 0, 0)));
    assertThat(phase(d)).isEqualTo(Phase.REDUCING);
  }

  /** Marked bytes without a marked packet: one of the two was changed. */
  @Test
  void section3_2_3_2_5_bytesWithoutPacketsTurnMarkingOff() {
    Dialogue d = accepted();
    d.write(2 * MSS);
    d.ignore();
    d.peer(ack(5).seq(1).ack(1 + 2 * MSS).with(option(ORDER_0, 1 + MSS, MSS)));
    d.write(10);
    d.stack(pshAck(5).seq(1 + 2 * MSS).len(10).ecn(NOT_ECT));
  }

  // ---- 5.1 SYN cookies ----

  @ParameterizedTest(name = "ACE {0}")
  @CsvSource({"2, 5, 2", "0, 0, 2"})
  void section5_1_aCookieLearnsTheModeFromTheFinalAck(int ace, int said, int field) {
    Dialogue d = Dialogue.listening(mode(3).with(Tunable.TCP_SYNCOOKIES, 2), 80);
    d.peer((ace == 0 ? coded(TcpFlags.SYN, 3) : ACC_SYN).mss(MSS).ts(100, 0));
    int echo =
        d.peek().options().options().stream()
            .filter(TcpOption.Timestamps.class::isInstance)
            .mapToInt(option -> ((TcpOption.Timestamps) option).tsVal())
            .findFirst()
            .orElse(0);
    d.stack(synAck(ace == 0 ? 1 : 2).ack(1));
    d.peer(ack(ace).seq(1).ack(1).ts(101, echo));
    d.accept();
    d.write(10);
    d.stack(pshAck(said).seq(1).len(10).ecn(field));
  }
}
