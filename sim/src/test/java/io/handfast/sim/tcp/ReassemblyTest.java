package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** Segments in any order and more than once (RFC 9293 3.10.7.4, RFC 2018; BAD-INPUTS 6.3). */
class ReassemblyTest {
  private static Dialogue opened(TcpConfig config) {
    Dialogue d = Dialogue.listening(config, 80);
    d.peer(SYN.mss(1460).sackOk());
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    return d;
  }

  private final Dialogue d = opened(TcpConfig.LINUX);

  private static Segment data(int from, int to) {
    return ACK.seq(from).ack(1).len(to - from);
  }

  private void delivers(int to) {
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, to - 1));
  }

  @Test
  void aSegmentThatOverlapsWhatIsDeliveredGivesItsNewPart() {
    d.peer(data(1, 101));
    d.peer(data(51, 151));
    delivers(151);
  }

  @Test
  void aSegmentThatCoversAHoleAndItsNeighboursFillsIt() {
    d.peer(data(101, 201)).peer(data(301, 401)).ignore();
    d.peer(data(51, 351));
    d.peer(data(1, 101));
    d.ignore();
    delivers(401);
  }

  @Test
  @Requirement("RFC 9293 SHLD-31")
  void segmentsInReverseOrder() {
    for (int from = 901; from >= 1; from -= 100) {
      d.peer(data(from, from + 100));
    }
    delivers(1_001);
  }

  @Test
  void duplicatesAreDeliveredOnce() {
    for (int i = 0; i < 3; i++) {
      d.peer(data(101, 201));
    }
    d.peer(data(1, 101)).peer(data(1, 101)).peer(data(101, 201));
    delivers(201);
  }

  /** BAD-INPUTS 19: an inspector and we must not see different streams. */
  @Test
  void ofTwoCopiesThatDifferTheFirstWinsAndItIsCounted() {
    d.peer(ACK.seq(2).ack(1).data((byte) 2, (byte) 3, (byte) 4));
    d.peer(ACK.seq(2).ack(1).data((byte) 2, (byte) 3, (byte) 4));
    assertThat(d.count(Counter.EXT_OVERLAP_MISMATCH)).isZero();
    d.peer(ACK.seq(2).ack(1).data((byte) 66, (byte) 66, (byte) 66, (byte) 5));
    assertThat(d.count(Counter.EXT_OVERLAP_MISMATCH)).isEqualTo(1);
    d.peer(ACK.seq(1).ack(1).data((byte) 1));
    delivers(6);
  }

  // ---- FIN ----

  @Test
  void aFinOutOfOrderCountsWhenTheHoleIsFilled() {
    d.peer(FIN_ACK.seq(101).ack(1).len(50));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.peer(data(1, 101));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    d.stack(ACK.ack(1)).stack(ACK.ack(152));
    delivers(151);
    assertThat(d.read(1)).isZero();
  }

  @Test
  void aFinAloneOutOfOrderCountsWhenTheHoleIsFilled() {
    d.peer(FIN_ACK.seq(101).ack(1));
    d.peer(data(1, 101));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
  }

  @Test
  void aFinBeyondTheWindowIsNotTaken() {
    d.peer(FIN_ACK.seq(70_000).ack(1));
    d.stack(ACK.ack(1));
    d.peer(FIN_ACK.seq(60_000).ack(1).len(20_000));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  /** BAD-INPUTS 18: what comes behind the end is nothing. */
  @Test
  void dataBehindTheFinIsDropped() {
    d.peer(data(201, 301));
    d.peer(FIN_ACK.seq(1).ack(1).len(100));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    d.peer(data(101, 201));
    delivers(101);
    assertThat(d.read(1)).isZero();
  }

  /** Of two FINs the one that is reached first counts, as on Linux; nothing comes behind it. */
  @Test
  void aSecondFinFurtherOnChangesNothing() {
    d.peer(FIN_ACK.seq(101).ack(1));
    d.peer(FIN_ACK.seq(201).ack(1));
    d.peer(data(1, 201));
    delivers(101);
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
  }

  // ---- window ----

  @Test
  void dataBehindTheRightEdgeIsCut() {
    Dialogue small = Talks.listener(socket -> socket.receiveBuffer(4_000)).established();
    small.peer(ACK.seq(1).ack(1).len(5_000));
    // The SYN-ACK offered whole segments only: 2 × 1,460.
    small.stack(ACK.ack(2_921));
    assertThat(small.readAll()).isEqualTo(Dialogue.pattern(1, 2_920));
  }

  @Test
  void aSegmentWhollyBehindTheEdgeGetsAnAck() {
    d.peer(data(65_000, 65_100));
    d.stack(ACK.ack(1));
    assertThat(d.count(Counter.EXT_OUT_OF_WINDOW_SEGS)).isEqualTo(1);
  }

  // ---- SACK ----

  @Test
  @Requirement({
    "RFC 2018 4-1",
    "RFC 2018 4-2",
    "RFC 2018 4-5",
    "RFC 2018 4-6",
    "RFC 2018 4-7",
    "RFC 2018 4-9"
  })
  void theBlockChangedLastComesFirst() {
    d.peer(data(101, 201));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(101, 201)));
    d.peer(data(301, 401));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(301, 401, 101, 201)));
    d.peer(data(501, 601));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(501, 601, 301, 401, 101, 201)));
    d.peer(data(201, 251));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(101, 251, 501, 601, 301, 401)));
  }

  @Test
  @Requirement("RFC 2018 4-4")
  void everySegmentBearsTheBlocksWhileThereIsAHole() {
    TcpOption blocks = TcpOption.Sack.of(101, 201);
    d.peer(data(101, 201));
    d.stack(ACK.ack(1).with(blocks));
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10).with(blocks));
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(11).with(blocks));
    d.after(1);
    assertThat(d.pending()).isPositive();
    while (d.pending() > 0) {
      assertThat(d.take().header().options().first(TcpOption.Sack.class)).isPresent();
    }
  }

  @Test
  void neighboursBecomeOneBlock() {
    d.peer(data(101, 201)).peer(data(301, 401)).ignore();
    d.peer(data(201, 301));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(101, 401)));
  }

  /** RFC 2883 section 4: what came twice stands first, behind it the block it lies in. */
  @Test
  @Requirement("RFC 2018 4-7")
  void aRepeatedSegmentNamesItsBlockFirst() {
    d.peer(data(101, 201)).peer(data(301, 401)).ignore();
    d.peer(data(101, 201));
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(101, 201, 101, 201, 301, 401)));
  }

  @Test
  @Requirement("RFC 2018 4-8")
  void atMostFourBlocksFit() {
    for (int from = 101; from <= 901; from += 200) {
      d.peer(data(from, from + 100));
    }
    for (int i = 0; i < 4; i++) {
      d.take();
    }
    d.stack(ACK.ack(1).with(TcpOption.Sack.of(901, 1_001, 701, 801, 501, 601, 301, 401)));
  }

  /** Beside timestamps there is room for three (RFC 2018 section 3). */
  @Test
  @Requirement("RFC 2018 4-8")
  void withTimestampsThreeBlocksFit() {
    Dialogue stamped = Dialogue.listening(80);
    stamped.peer(SYN.mss(1460).sackOk().ts(1, 0)).stack(SYN_ACK).peer(ACK.seq(1).ack(1).ts(2, 0));
    stamped.accept();
    for (int from = 101; from <= 901; from += 200) {
      stamped.ignore().peer(data(from, from + 100).ts(3, 0));
    }
    stamped.stack(ACK.ack(1).with(TcpOption.Sack.of(901, 1_001, 701, 801, 501, 601)));
  }

  @Test
  void blocksGoWhenTheHoleIsFilled() {
    d.peer(data(101, 201)).ignore();
    d.peer(data(1, 101));
    assertThat(d.peek().options().options()).isEmpty();
    d.stack(ACK.ack(201));
  }

  @Test
  @Requirement("RFC 2018 4-3")
  void withoutSackPermittedThereAreNoBlocks() {
    Dialogue plain = Dialogue.listening(80).established();
    plain.peer(data(101, 201));
    assertThat(plain.peek().options().options()).isEmpty();
  }

  /** A forged FIN further on must not outlive the true one: the connection could never end. */
  @Test
  void anEarlierFinReplacesALaterOne() {
    d.peer(FIN_ACK.seq(101).ack(1).len(10)).ignore();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
  }

  // ---- limits ----

  /** BAD-INPUTS 14: one-byte segments at every second byte. */
  @Test
  void theNumberOfRangesIsLimited() {
    Dialogue few = opened(TcpConfig.LINUX.with(Tunable.TCP_OOO_RANGES, 4));
    for (int i = 1; i <= 5; i++) {
      few.peer(data(10 * i, 10 * i + 1));
    }
    assertThat(few.count(Counter.EXT_OFO_DROP)).isEqualTo(1);
    few.peer(data(41, 50)); // touches a range: no new one
    assertThat(few.count(Counter.EXT_OFO_DROP)).isEqualTo(1);
    few.peer(data(1, 60));
    assertThat(few.readAll()).isEqualTo(Dialogue.pattern(1, 59));
  }

  @Test
  void anAckOfTheirsRidesOnDataOutOfOrderToo() {
    d.write(10);
    d.stack(PSH_ACK.seq(1).len(10));
    d.peer(ACK.seq(101).ack(11).len(10));
    d.ignore();
    d.silenceFor(10);
  }
}
