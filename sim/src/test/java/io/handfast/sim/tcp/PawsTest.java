package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protection against wrapped sequence numbers (RFC 7323 section 5). */
class PawsTest {
  private static final int DAY = 86_400;

  private static void echoes(Dialogue d, int tsVal) {
    assertThat(d.pending()).isEqualTo(1);
    assertThat(d.peek().options().options())
        .anyMatch(o -> o instanceof TcpOption.Timestamps(int value, int echo) && echo == tsVal);
    d.ignore();
  }

  @Test
  @Requirement({"RFC 7323 5.3-1", "RFC 7323 5.3-2"})
  void anOldTimestampIsDroppedAndAnswered() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(999, 0));
    d.stack(ACK.seq(1).ack(1));
    assertThat(d.readAll()).isEmpty();
    assertThat(d.count(Counter.EXT_PAWS_ESTAB)).isEqualTo(1);
  }

  @Test
  void theSameTimestampIsNotOld() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(1_001, 0));
    d.stack(ACK.seq(1).ack(11));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 1, -2, 0x7000_0000})
  @Requirement("RFC 7323 5.3-1")
  void timestampsWrapLikeSequenceNumbers(int start) {
    Dialogue d = Talks.withTimestamps(start);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(start + 0x3000_0000, 0));
    d.stack(ACK.seq(1).ack(11));
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(start + 0x2fff_ffff, 0));
    d.stack(ACK.seq(1).ack(11));
    assertThat(d.count(Counter.EXT_PAWS_ESTAB)).isEqualTo(1);
  }

  /** Far outside the window a new timestamp is none to keep, an old one is counted as old. */
  @Test
  @Requirement({"RFC 7323 5.3-2", "RFC 7323 5.3-3"})
  void theTimestampIsLookedAtBeforeTheNumber() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(2_000_000).ack(1).len(10).ts(999, 0));
    d.ignore();
    assertThat(d.count(Counter.EXT_PAWS_ESTAB)).isEqualTo(1);
  }

  @Test
  @Requirement("RFC 7323 5.2-4")
  void theTimestampKeptNeverGoesBack() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(2_000, 0));
    echoes(d, 2_000);
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(1_999, 0));
    echoes(d, 2_000);
    d.peer(PSH_ACK.seq(5).ack(1).len(10).ts(1_500, 0));
    echoes(d, 2_000);
    assertThat(d.readAll()).hasSize(10);
  }

  /** What waited behind a hole has an older timestamp than what fills it, and is delivered. */
  @Test
  @Requirement("RFC 7323 5.3-4")
  void whatWaitsOutOfOrderIsNotJudgedAgain() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(1_100, 0)).ignore();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(5_000, 0)).ignore();
    assertThat(d.readAll()).hasSize(20);
    assertThat(d.count(Counter.EXT_PAWS_ESTAB)).isZero();
  }

  @Test
  @Requirement("RFC 7323 5.2-1")
  void aResetIsExempt() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(RST.seq(1).ts(5, 0));
    assertThat(d.state()).isEqualTo(State.CLOSED);
  }

  /** Section 5.5: after 24 days the clock may have gone half around. */
  @Test
  @Requirement({"RFC 7323 5.5-1", "RFC 7323 5.5-2"})
  void after24DaysOfIdlenessAnyTimestampIsTaken() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.after(24 * DAY + 1);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(-2_000_000_000, 0));
    echoes(d, -2_000_000_000);
    assertThat(d.readAll()).hasSize(10);
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(-2_000_000_001, 0));
    assertThat(d.readAll()).isEmpty();
  }

  @Test
  void before24DaysAnOldTimestampIsDropped() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.after(23 * DAY);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(-2_000_000_000, 0));
    assertThat(d.readAll()).isEmpty();
  }

  /** Some systems send 0 in the SYN; Linux does not hold later values against it. */
  @Test
  void aZeroInTheSynSaysNothing() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460).ts(0, 0)).ignore();
    d.peer(ACK.seq(1).ack(1).ts(-2_000_000_000, 0));
    d.accept();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(-1_999_999_999, 0));
    echoes(d, -1_999_999_999);
  }

  /** Section 4.3: only a segment that reaches back to the last ACK sent counts. */
  @Test
  @Requirement({"RFC 7323 4.3-2", "RFC 7323 4.3-3"})
  void theTimestampOfASegmentOutOfOrderIsNotEchoed() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(101).ack(1).len(10).ts(2_000, 0));
    echoes(d, 1_001);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(1_500, 0));
    echoes(d, 1_500);
  }

  /** Section 4.3 (A): a delayed ACK echoes the first segment it answers. */
  @Test
  @Requirement({"RFC 7323 4.3-1", "RFC 7323 3.2-12"})
  void aDelayedAckEchoesTheFirstSegment() {
    Dialogue d = Talks.listener(socket -> socket.quickAck(false));
    d.peer(SYN.mss(1460).ts(1_000, 0)).ignore();
    d.peer(ACK.seq(1).ack(1).ts(1_001, 0));
    d.accept();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(1_100, 0));
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(1_200, 0));
    d.after(0.05);
    echoes(d, 1_100);
  }

  /** Section 5.3, R1, spares only a reset: not the SYN-ACK of a simultaneous open either. */
  @Test
  void aStaleSynAckDoesNotOpenASimultaneousOpen() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.peer(SYN.mss(1460).ts(1_000, 0));
    d.stack(SYN_ACK.ack(1));
    d.peer(SYN_ACK.seq(0).ack(1).ts(999, 0));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.state()).isEqualTo(State.SYN_RECEIVED);
    d.peer(SYN_ACK.seq(0).ack(1).ts(1_001, 0));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  // ---- where the option is missing, and where it says nothing ----

  @Test
  @Requirement("RFC 7323 3.2-7")
  void aSegmentWithoutTimestampsAbortsNothing() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(ACK.seq(1));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.peer(PSH_ACK.seq(11).ack(1).len(10).ts(1_002, 0)).ignore();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement({"RFC 7323 3.2-4", "RFC 7323 5.2-7"})
  void ourResetBearsTimestamps() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.socket().abort(d.now());
    assertThat(d.settle().peek().flags()).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
    echoes(d, 1_001);
  }

  @Test
  @Requirement("RFC 7323 5.2-2")
  void theTimestampsOfAResetChangeNothing() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.peer(RST.seq(5).ts(9_000, 0));
    echoes(d, 1_001);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).ts(1_002, 0));
    assertThat(d.readAll()).hasSize(10);
  }

  /** A crossing SYN has no ACK, so its echo means nothing. */
  @Test
  @Requirement("RFC 7323 3.2-10")
  void theEchoOfASynIsIgnored() {
    Dialogue d = Dialogue.connecting();
    d.stack(SYN);
    d.peer(SYN.mss(1460).ts(5, 0x7654_3210));
    d.stack(SYN_ACK.ack(1));
    assertThat(d.state()).isEqualTo(State.SYN_RECEIVED);
    assertThat(Talks.info(d).srtt()).isZero();
  }

  @Test
  @Requirement("RFC 7323 4.1-2")
  void theEchoOfADuplicateAckMeasuresNothing() {
    Dialogue d = Talks.withTimestamps(1_000);
    d.write(10);
    int echo = d.peek().options().first(TcpOption.Timestamps.class).orElseThrow().tsVal();
    d.ignore();
    long before = Talks.info(d).srtt();
    d.after(0.15);
    d.peer(ACK.seq(1).ack(1).ts(1_002, echo));
    assertThat(Talks.info(d).srtt()).isEqualTo(before);
    d.peer(ACK.seq(1).ack(11).ts(1_002, echo));
    assertThat(Talks.info(d).srtt()).isNotEqualTo(before);
  }

  /** 2^31 bytes in a millisecond are 17 Tbit/s; 2^32 ms are 49 days, and an MSL is minutes. */
  @Test
  @Requirement({"RFC 7323 4.1-1", "RFC 7323 5.4-1", "RFC 7323 5.4-2", "RFC 7323 5.4-3"})
  void ourClockTicksOnceInAMillisecond() {
    Dialogue d = Talks.withTimestamps(1_000);
    int first = clockAfterWriting(d);
    d.peer(ACK.seq(1).ack(2).ts(1_003, 0));
    d.after(86_400);
    assertThat(clockAfterWriting(d) - first).isEqualTo(86_400_000);
  }

  private static int clockAfterWriting(Dialogue d) {
    d.write(1);
    int clock = d.peek().options().first(TcpOption.Timestamps.class).orElseThrow().tsVal();
    d.ignore();
    return clock;
  }
}
