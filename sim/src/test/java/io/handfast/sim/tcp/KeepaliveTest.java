package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Reason;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;
import org.junit.jupiter.api.Test;

/** Keep-alive (RFC 9293 3.8.4) with Linux's times: 7,200 s, then every 75 s, nine times. */
class KeepaliveTest {
  private static Dialogue kept() {
    return Talks.accepted(socket -> socket.keepAlive(true)).mark();
  }

  private static Dialogue kept(int idle, int interval, int count) {
    return Talks.accepted(socket -> set(socket, idle, interval, count)).mark();
  }

  private static void set(TcpSocket socket, int idle, int interval, int count) {
    socket.keepAlive(true);
    socket.keepIdle(idle);
    socket.keepInterval(interval);
    socket.keepCount(count);
  }

  @Test
  @Requirement("RFC 9293 MUST-25")
  void itIsOffUnlessAskedFor() {
    Dialogue.listening(80).established().silenceFor(86_400);
  }

  @Test
  @Requirement({"RFC 9293 MUST-28", "RFC 9293 SHLD-12"})
  void theFirstProbeComesAfterTwoHoursAndIsOneNumberOld() {
    Dialogue d = kept();
    d.stackAt(7_200, ACK.seq(0).ack(1).len(0));
  }

  @Test
  @Requirement("RFC 9293 MUST-26")
  void anAnsweredProbeStartsTheIdleTimeAnew() {
    Dialogue d = kept();
    d.stackAt(7_200, ACK.seq(0));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(1));
    d.stackAt(14_400.1, ACK.seq(0));
  }

  @Test
  @Requirement("RFC 9293 MUST-29")
  void aDeadPeerIsGivenUpAfterNineProbes() {
    Dialogue d = kept();
    for (int i = 0; i < 9; i++) {
      d.stackAt(7_200 + 75 * i, ACK.seq(0).ack(1).len(0));
    }
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
    d.stackAt(7_875, RST_ACK.seq(1).ack(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(d.socket().errorDetail()).isEqualTo(Reason.KEEPALIVE_TIMEOUT.english());
    d.silenceFor(10_000);
  }

  @Test
  @Requirement("RFC 9293 MAY-5")
  void aDayOfIdlenessIsSurvivedByTwelveProbes() {
    Dialogue d = kept();
    int probes = 0;
    for (int minute = 0; minute < 24 * 60 + 1; minute++) {
      d.after(60);
      for (; d.pending() > 0; probes++) {
        d.stack(ACK.seq(0).ack(1).len(0));
        d.peer(ACK.seq(1).ack(1));
      }
    }
    assertThat(probes).isEqualTo(12);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement("RFC 9293 MUST-27")
  void theSocketsOwnTimesWin() {
    Dialogue d = kept(10, 5, 2);
    d.stackAt(10, ACK.seq(0)).stackAt(15, ACK.seq(0)).stackAt(20, RST_ACK.seq(1));
  }

  @Test
  @Requirement("RFC 9293 MUST-26")
  void dataPutsTheFirstProbeOffToTheSecond() {
    Dialogue d = kept(10, 75, 2);
    d.after(1);
    d.peer(PSH_ACK.seq(1).ack(1).len(1));
    d.ignore();
    d.stackAt(11, ACK.seq(0).ack(2));
  }

  @Test
  @Requirement("RFC 9293 MUST-24")
  void setOnAnOpenConnectionItCountsFromTheLastSegment() {
    Dialogue d = Dialogue.listening(80).established().mark();
    d.after(4);
    set(d.socket(), 10, 5, 2);
    d.settle();
    d.stackAt(10, ACK.seq(0));
  }

  /** What is not accepted proves nothing about the peer. */
  @Test
  void aSegmentOutsideTheWindowIsNoSignOfLife() {
    Dialogue d = kept(10, 5, 2);
    d.after(5);
    d.peer(ACK.seq(-70_000).ack(1));
    d.ignore();
    d.stackAt(10, ACK.seq(0));
  }

  /** Zero would mean probes without a pause. */
  @Test
  void timesAndCountsStayInTheirRanges() {
    Dialogue d = kept(0, 0, 0);
    assertThat(d.socket().keepIdle()).isEqualTo(1);
    d.stackAt(1, ACK.seq(0)).stackAt(2, RST_ACK.seq(1));
    d.socket().keepIdle(1_000_000);
    assertThat(d.socket().keepIdle()).isEqualTo(32_767);
  }

  @Test
  @Requirement("RFC 9293 MUST-24")
  void turnedOffItStops() {
    Dialogue d = kept(10, 5, 2);
    d.stackAt(10, ACK.seq(0));
    d.socket().keepAlive(false);
    d.settle();
    d.silenceFor(1_000);
  }

  @Test
  void ourProbeIsAnsweredByOurselvesWhenAPeerProbes() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(0).ack(1));
    d.stack(ACK.seq(1).ack(1));
  }

  /** A garbage byte, as old systems probe (RFC 1122 4.2.3.6). */
  @Test
  void aProbeWithAGarbageByteIsAnsweredAndNotDelivered() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(0).ack(1).len(1));
    d.stack(ACK.seq(1).ack(1));
    assertThat(d.socket().available()).isZero();
  }

  @Test
  @Requirement("RFC 9293 MUST-26")
  void noProbeGoesWhileDataIsOutstanding() {
    Dialogue d = kept(1, 1, 3);
    d.write(10);
    d.after(60);
    int copies = 0;
    for (; d.pending() > 0; copies++) {
      d.stack(PSH_ACK.seq(1).len(10));
    }
    assertThat(copies).isGreaterThan(5);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }
}
