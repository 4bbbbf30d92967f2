package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.RST_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every arrow of RFC 9293 figure 5 as packets, over both families and at the edges of sequence
 * space. LISTEN→SYN-SENT ("send" on a listening socket) has no call in the sockets API.
 */
class LifecycleDialogueTest {
  /** Once for every edge. */
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @MethodSource("io.handfast.sim.tcp.Edge#all")
  private @interface AtEveryEdge {}

  private static void isInTimeWaitFor2Msl(Dialogue d) {
    assertThat(d.netStack().tcp().timeWaitCount()).isEqualTo(1);
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    d.silenceFor(59.99);
    assertThat(d.netStack().tcp().timeWaitCount()).isEqualTo(1);
    d.silenceFor(0.02);
    assertThat(d.netStack().tcp().timeWaitCount()).isZero();
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
  }

  private static void isGone(Dialogue d) {
    assertThat(d.netStack().tcp().timeWaitCount()).isZero();
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    assertThat(d.netStack().pool().bytesInUse()).isZero();
    assertThat(d.netStack().lastDefect()).isNull();
    d.silenceFor(300);
  }

  // ---- opening ----

  @AtEveryEdge
  void closedToListenByPassiveOpen(Edge edge) {
    assertThat(edge.listening().state()).isEqualTo(State.LISTEN);
  }

  @AtEveryEdge
  void listenToSynReceivedToEstablished(Edge edge) {
    Dialogue d = edge.listening();
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.seq(0).ack(1).len(0));
    assertThat(d.states()).containsExactly(State.SYN_RECEIVED);
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.states()).containsExactly(State.SYN_RECEIVED, State.ESTABLISHED);
    assertThat(d.listener().state()).isEqualTo(State.LISTEN);
  }

  @AtEveryEdge
  @Requirement("RFC 9293 MUST-11")
  void synReceivedToListenByReset(Edge edge) {
    Dialogue d = edge.listening();
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(RST.seq(1));
    d.silenceFor(100);
    assertThat(d.state()).isEqualTo(State.LISTEN);
    assertThat(d.socket().accept(d.now())).isNull();
  }

  @AtEveryEdge
  void synSentToEstablished(Edge edge) {
    Dialogue d = edge.synSent();
    d.peer(SYN_ACK.ack(1).mss(1460));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.states()).containsExactly(State.SYN_SENT, State.ESTABLISHED);
    assertThat(d.socket().finishConnect()).isZero();
    d.silenceFor(100);
  }

  @AtEveryEdge
  void synSentToClosedByReset(Edge edge) {
    Dialogue d = edge.synSent();
    d.peer(RST_ACK.seq(0).ack(1));
    d.silence();
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().finishConnect()).isEqualTo(Errno.ECONNREFUSED.result());
    isGone(d);
  }

  @AtEveryEdge
  void synSentToClosedByClose(Edge edge) {
    Dialogue d = edge.synSent();
    d.close();
    d.silence();
    assertThat(d.states()).containsExactly(State.SYN_SENT, State.CLOSED);
    isGone(d);
  }

  /** Figure 8: both SYNs cross, then both SYN-ACKs. */
  @AtEveryEdge
  @Requirement("RFC 9293 MUST-10")
  void synSentToSynReceivedToEstablishedWhenSynAcksCross(Edge edge) {
    Dialogue d = edge.synReceivedBothOpened();
    d.peer(SYN_ACK.seq(0).ack(1).mss(1460));
    assertThat(d.states()).containsExactly(State.SYN_SENT, State.SYN_RECEIVED, State.ESTABLISHED);
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 5));
  }

  @AtEveryEdge
  void synReceivedToEstablishedByAckAfterSimultaneousOpen(Edge edge) {
    Dialogue d = edge.synReceivedBothOpened();
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    assertThat(d.socket().finishConnect()).isZero();
  }

  @AtEveryEdge
  void synReceivedToFinWait1ByClose(Edge edge) {
    Dialogue d = edge.synReceivedBothOpened();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(ACK.seq(1).ack(2));
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    assertThat(d.states())
        .containsExactly(
            State.SYN_SENT,
            State.SYN_RECEIVED,
            State.FIN_WAIT_1,
            State.FIN_WAIT_2,
            State.TIME_WAIT);
    isInTimeWaitFor2Msl(d);
  }

  @AtEveryEdge
  void synReceivedToFinWait1WhoseSynIsAcknowledgedBeforeItsFin(Edge edge) {
    Dialogue d = edge.synReceivedBothOpened();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(SYN_ACK.seq(0).ack(1));
    d.ignore();
    d.peer(ACK.seq(1).ack(2));
    assertThat(d.states()).last().isEqualTo(State.FIN_WAIT_2);
  }

  @AtEveryEdge
  @Requirement("RFC 9293 MUST-11")
  void synReceivedToClosedByResetAfterSimultaneousOpen(Edge edge) {
    Dialogue d = edge.synReceivedBothOpened();
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().finishConnect()).isEqualTo(Errno.ECONNREFUSED.result());
    isGone(d);
  }

  @AtEveryEdge
  void listenToClosedByClose(Edge edge) {
    Dialogue d = edge.listening();
    d.close();
    d.peer(SYN.mss(1460));
    d.stack(RST_ACK.ack(1));
    isGone(d);
  }

  // ---- closing ----

  @AtEveryEdge
  @Requirement("RFC 9293 MUST-13")
  void establishedToFinWait1ToFinWait2ToTimeWaitToClosed(Edge edge) {
    Dialogue d = edge.finWait1();
    d.peer(ACK.seq(1).ack(2));
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_2);
    d.silence();
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2).len(0));
    assertThat(d.state()).isEqualTo(State.TIME_WAIT);
    isInTimeWaitFor2Msl(d);
  }

  @AtEveryEdge
  void finWait1ToTimeWaitWhenTheFinAcknowledgesOurs(Edge edge) {
    Dialogue d = edge.finWait1();
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2).len(0));
    assertThat(d.states()).doesNotContain(State.CLOSING).last().isEqualTo(State.TIME_WAIT);
    isInTimeWaitFor2Msl(d);
  }

  @AtEveryEdge
  @Requirement("RFC 9293 MUST-13")
  void finWait1ToClosingToTimeWait(Edge edge) {
    Dialogue d = edge.finWait1();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(2).ack(2).len(0));
    assertThat(d.state()).isEqualTo(State.CLOSING);
    d.peer(ACK.seq(2).ack(2));
    d.silence();
    assertThat(d.state()).isEqualTo(State.TIME_WAIT);
    isInTimeWaitFor2Msl(d);
  }

  @AtEveryEdge
  void establishedToCloseWaitToLastAckToClosed(Edge edge) {
    Dialogue d = edge.closeWait();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(2).len(0));
    assertThat(d.states()).last().isEqualTo(State.LAST_ACK);
    d.peer(ACK.seq(2).ack(2));
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    isGone(d);
  }

  @AtEveryEdge
  void closeWaitSendsDataBeforeItsFin(Edge edge) {
    Dialogue d = edge.closeWait();
    d.write(10);
    d.stack(PSH_ACK.seq(1).ack(2).len(10));
    d.close();
    d.stack(FIN_ACK.seq(11).ack(2).len(0));
    d.peer(ACK.seq(2).ack(12));
    isGone(d);
  }

  @AtEveryEdge
  void everySynchronizedStateIsClosedByReset(Edge edge) {
    for (Dialogue d : List.of(edge.established(), edge.finWait1())) {
      d.peer(RST.seq(1));
      assertThat(d.states()).last().isEqualTo(State.CLOSED);
      isGone(d);
    }
    Dialogue d = edge.closeWait();
    d.peer(RST.seq(2));
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    isGone(d);
  }

  @AtEveryEdge
  void finOnTheThirdSegmentOpensAndClosesTheirSide(Edge edge) {
    Dialogue d = edge.listening();
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    assertThat(d.states()).containsExactly(State.SYN_RECEIVED, State.ESTABLISHED, State.CLOSE_WAIT);
    d.accept();
    assertThat(d.read(10)).isZero();
  }

  @AtEveryEdge
  void dataOnTheFinIsDeliveredBeforeTheEnd(Edge edge) {
    Dialogue d = edge.established();
    d.peer(FIN_ACK.seq(1).ack(1).len(7));
    d.stack(ACK.seq(1).ack(9));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 7));
    assertThat(d.read(10)).isZero();
  }
}
