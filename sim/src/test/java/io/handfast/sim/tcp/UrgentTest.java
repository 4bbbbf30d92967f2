package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Readiness;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.wire.TcpFlags;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Urgent data (RFC 9293 3.8.5, RFC 6093): a mark in the stream. */
class UrgentTest {
  private static final int MSS = Talks.MSS;

  private final Dialogue d = Dialogue.listening(80).established();
  private int told;

  private void listen(Dialogue talk) {
    talk.socket().observer(ready -> told += (ready & Readiness.URGENT) != 0 ? 1 : 0);
  }

  private boolean isUrgent() {
    return (d.socket().readiness() & Readiness.URGENT) != 0;
  }

  private static int writeUrgent(Dialogue talk, int length) {
    int taken = talk.socket().writeUrgent(ByteBuffer.allocate(length), talk.now());
    talk.settle();
    return taken;
  }

  // ---- received ----

  /** The pointer names the octet behind: 4 of these 10 bytes are urgent. */
  @Test
  @Requirement({"RFC 9293 MUST-30", "RFC 9293 MUST-32", "RFC 9293 MUST-33", "RFC 9293 MUST-62"})
  void theApplicationIsToldAndLearnsHowMuchIsLeft() {
    listen(d);
    d.peer(PSH_ACK.seq(1).ack(1).len(10).urgent(4));
    assertThat(told).isEqualTo(1);
    assertThat(d.socket().urgentBytes()).isEqualTo(4);
    assertThat(d.read(3)).isEqualTo(3);
    assertThat(d.socket().urgentBytes()).isEqualTo(1);
    assertThat(isUrgent()).isTrue();
    assertThat(d.read(1)).isEqualTo(1);
    assertThat(d.socket().urgentBytes()).isZero();
    assertThat(isUrgent()).isFalse();
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(5, 6));
  }

  /** Before the data itself: the pointer may run ahead of it. */
  @Test
  @Requirement("RFC 9293 MUST-32")
  void theApplicationIsToldWheneverThePointerMovesOnAndOnlyThen() {
    listen(d);
    d.peer(ACK.seq(1).ack(1).urgent(100));
    assertThat(told).isEqualTo(1);
    assertThat(d.socket().urgentBytes()).isEqualTo(100);
    d.peer(ACK.seq(1).ack(1).urgent(100));
    d.peer(ACK.seq(1).ack(1).urgent(50));
    assertThat(told).isEqualTo(1);
    d.peer(ACK.seq(1).ack(1).urgent(101));
    assertThat(told).isEqualTo(2);
    assertThat(d.socket().urgentBytes()).isEqualTo(101);
  }

  @Test
  @Requirement("RFC 9293 MUST-32")
  void afterItWasReadTheNextUrgentDataIsToldAnew() {
    listen(d);
    d.peer(PSH_ACK.seq(1).ack(1).len(5).urgent(5));
    d.readAll();
    d.peer(PSH_ACK.seq(6).ack(1).len(5));
    assertThat(told).isEqualTo(1);
    d.readAll();
    d.peer(PSH_ACK.seq(11).ack(1).len(5).urgent(5));
    assertThat(told).isEqualTo(2);
  }

  @Test
  void anOldPointerSaysNothing() {
    listen(d);
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.readAll();
    d.peer(PSH_ACK.seq(1).ack(1).len(10).urgent(10));
    d.peer(ACK.seq(11).ack(1).urgent(0));
    assertThat(told).isZero();
    assertThat(d.socket().urgentBytes()).isZero();
  }

  @Test
  void aPointerBehindTheEndOfTheStreamIsCutThere() {
    d.peer(FIN_ACK.seq(1).ack(1).len(10).urgent(1_000));
    assertThat(d.socket().urgentBytes()).isEqualTo(10);
    d.readAll();
    assertThat(d.socket().urgentBytes()).isZero();
    assertThat(isUrgent()).isFalse();
  }

  @Test
  @Requirement("RFC 9293 MUST-66")
  void aClosedWindowLetsThePointerThrough() {
    Dialogue small = Talks.listener(socket -> socket.receiveBuffer(8 * MSS)).established();
    for (int i = 0; i < 8; i++) {
      small.peer(ACK.seq(1 + i * MSS).ack(1).len(MSS));
    }
    small.ignore();
    listen(small);
    small.peer(PSH_ACK.seq(1 + 8 * MSS).ack(1).len(1).urgent(1));
    small.stack(ACK.ack(1 + 8 * MSS).win(0));
    assertThat(told).isEqualTo(1);
    assertThat(small.socket().urgentBytes()).isEqualTo(8 * MSS + 1);
    assertThat(small.socket().available()).isEqualTo(8 * MSS);
  }

  // ---- sent ----

  @Test
  @Requirement({"RFC 9293 MUST-30", "RFC 9293 MUST-62"})
  void thePointerOfOurSegmentNamesTheOctetBehind() {
    writeUrgent(d, 10);
    d.stack(PSH_ACK.seq(1).len(10).urgent(10));
    d.write(5);
    d.stack(PSH_ACK.seq(11).len(5)); // URG is off: nothing behind the mark is urgent
    d.peer(ACK.seq(1).ack(16));
    d.silenceFor(10);
  }

  /** More than a pointer of 16 bits can span. */
  @Test
  @Requirement("RFC 9293 MUST-31")
  void urgentDataMayBeOfAnyLength() {
    int length = 200_000;
    d.socket().sendBuffer(212_992);
    assertThat(writeUrgent(d, length)).isEqualTo(length);
    int end = 1 + length;
    int acked = 1;
    while (acked < end) {
      while (d.pending() > 0) {
        Dialogue.Sent sent = d.take();
        int seq = d.relative(sent.header().seq());
        assertThat(sent.header().flags() & TcpFlags.URG).isEqualTo(TcpFlags.URG);
        assertThat(sent.header().urgentPointer()).isEqualTo(Math.min(end - seq, 65_535));
        acked = Math.max(acked, seq + sent.payload().length);
      }
      d.peer(ACK.seq(1).ack(acked));
    }
    d.write(5);
    d.stack(PSH_ACK.seq(end).len(5));
  }

  @Test
  @Requirement("RFC 9293 MUST-31")
  void urgentDataOfAnyLengthIsToldPieceByPiece() {
    listen(d);
    int end = 1 + 200_000;
    for (int at = 1; at < 100_000; at += 1_000) {
      d.peer(ACK.seq(at).ack(1).len(1_000).urgent(Math.min(end - at, 65_535))).ignore();
      assertThat(d.socket().urgentBytes()).isEqualTo(Math.min(end - at, 65_535));
      d.readAll();
    }
    assertThat(told).isGreaterThanOrEqualTo(100);
  }

  @Test
  void aSegmentSentAgainIsUrgentStill() {
    writeUrgent(d, 10);
    d.stack(PSH_ACK.seq(1).urgent(10));
    d.after(0.25);
    d.stack(PSH_ACK.seq(1).urgent(10));
  }

  /** The peer learns of it although no data may go; the segment lies where it looks at URG. */
  @Test
  void atAClosedWindowThePointerGoesAlone() {
    d.peer(ACK.seq(1).ack(1).win(0));
    d.mark();
    writeUrgent(d, 10);
    d.stack(ACK.seq(1).len(0).urgent(10));
    d.stackAt(0.2, ACK.seq(0).len(0).urgent(11));
    d.stack(ACK.seq(1).len(0).urgent(10));
  }

  @Test
  void nagleDoesNotHoldUrgentData() {
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    writeUrgent(d, 1);
    d.stack(PSH_ACK.seq(2).len(1).urgent(1));
  }

  /** Whoever cuts a super-segment does not correct the pointer of each piece. */
  @Test
  void withOffloadUrgentDataIsCutByUs() {
    Dialogue offload = new Dialogue(TcpConfig.LINUX, true, true).listen(80, 5).established();
    writeUrgent(offload, 3 * MSS);
    offload.stack(ACK.seq(1).len(MSS).urgent(3 * MSS));
    offload.stack(ACK.seq(1 + MSS).len(MSS).urgent(2 * MSS));
    offload.stack(PSH_ACK.seq(1 + 2 * MSS).len(MSS).urgent(MSS));
  }
}
