package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.RST_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import io.handfast.wire.IpAddress;
import io.handfast.wire.TcpFlags;
import org.junit.jupiter.api.Test;

/** LISTEN and its two queues (RFC 9293 3.10.7.2, listen(2); mission row B6). */
class ListenerTest {
  private static Dialogue listening(TcpConfig config, int backlog) {
    return new Dialogue(config, true, false).listen(80, backlog);
  }

  private static void opens(Dialogue d, int port) {
    d.peerPort(port).peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.silence();
  }

  /** Three half-open connections, of which two fill an accept queue of one. */
  private static Dialogue overflowing(TcpConfig config) {
    Dialogue d = listening(config, 5);
    for (int port = 50_001; port <= 50_003; port++) {
      d.peerPort(port).peer(SYN.mss(1460));
    }
    d.socket().listen(1, d.now());
    int third = 0;
    for (int port = 50_001; port <= 50_003; port++) {
      third = d.peek().seq();
      d.peerPort(port).stack(SYN_ACK.ack(1));
      if (port < 50_003) {
        d.peer(ACK.seq(1).ack(1));
      }
    }
    assertThat(third).isNotZero();
    return d;
  }

  // ---- odd segments ----

  @Test
  void anAckGetsAReset() {
    Dialogue d = Dialogue.listening(80);
    d.peer(ACK.seq(1).ack(500));
    d.stack(RST.seq(500).len(0));
    d.peer(SYN_ACK.seq(1).ack(500));
    d.stack(RST.seq(500).len(0));
    assertThat(d.state()).isEqualTo(State.LISTEN);
  }

  @Test
  void aResetIsIgnored() {
    Dialogue d = Dialogue.listening(80);
    d.peer(RST.seq(1));
    d.peer(RST_ACK.seq(1).ack(1));
    d.silence();
  }

  @Test
  void aSegmentWithNoneOfTheThreeIsIgnored() {
    Dialogue d = Dialogue.listening(80);
    d.peer(Segment.flags(0).seq(1).len(10));
    d.peer(Segment.flags(TcpFlags.FIN).seq(1));
    d.silence();
  }

  @Test
  void aSynWithFinIsIgnored() {
    Dialogue d = Dialogue.listening(80);
    d.peer(Segment.flags(TcpFlags.SYN | TcpFlags.FIN).seq(0).mss(1460));
    d.silence();
    assertThat(d.netStack().sockets(d.now())).hasSize(1);
  }

  // ---- half-open ----

  @Test
  void aRepeatedSynGetsTheSameSynAck() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    int iss = d.peek().seq();
    d.stack(SYN_ACK.ack(1));
    d.after(0.7);
    d.peer(SYN.mss(1460));
    assertThat(d.peek().seq()).isEqualTo(iss);
    d.stack(SYN_ACK.ack(1));
    assertThat(d.netStack().sockets(d.now())).hasSize(2);
  }

  /** A flood of copies of one SYN is not answered with a flood (Linux, 500 ms). */
  @Test
  void aSynRepeatedFastIsNotAnsweredEveryTime() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    for (int i = 0; i < 100; i++) {
      d.peer(SYN.mss(1460));
    }
    assertThat(d.pending()).isEqualTo(2);
    d.ignore().after(0.6);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
  }

  /**
   * Data on a SYN is legal; it is not delivered before ESTABLISHED, here the peer sends it again.
   */
  @Test
  void dataOnASynIsNotDeliveredEarly() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460).data((byte) 7, (byte) 7));
    d.stack(SYN_ACK.ack(1));
    assertThat(d.socket().accept(d.now())).isNull();
    d.peer(PSH_ACK.seq(1).ack(1).data((byte) 7, (byte) 7));
    d.stack(ACK.ack(3));
    d.accept();
    assertThat(d.readAll()).containsExactly(7, 7);
  }

  @Test
  void aWrongAckGetsAResetAndTheEntryStays() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(2));
    d.stack(RST.seq(2));
    d.peer(ACK.seq(1).ack(0));
    d.stack(RST.seq(0));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void aResetThatIsNotExactLeavesTheEntry() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(RST.seq(2));
    d.peer(RST.seq(0));
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.accept().state()).isEqualTo(State.ESTABLISHED);
  }

  /** RFC 9293 section 3.10.7.4, the second check, case 3: also before the connection is open. */
  @Test
  void aResetInsideTheWindowIsChallenged() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(RST.seq(0)).silence();
    d.peer(RST.seq(500));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.count(Counter.EXT_CHALLENGE_ACK)).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      d.peer(RST.seq(501 + i).len(i % 2));
    }
    assertThat(d.pending()).isZero();
    assertThat(d.count(Counter.EXT_ACK_SKIPPED_CHALLENGE)).isEqualTo(100);
    d.peer(RST.seq(1));
    assertThat(d.netStack().sockets(d.now())).hasSize(1);
  }

  /** Only a SYN without ACK can be the one that came before; this one has an old number. */
  @Test
  void aSynAckWithTheNumberOfTheSynIsNotTheSynAgain() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(SYN_ACK.seq(0).ack(1));
    d.stack(ACK.seq(1).ack(1).len(0));
  }

  @Test
  void aSegmentOutsideTheWindowGetsAnAck() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(PSH_ACK.seq(70_000).ack(1).len(10));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.socket().accept(d.now())).isNull();
  }

  /** Figure 9 of section 3.5.1: the client refuses what an old duplicate SYN began. */
  @Test
  void anOldDuplicateSynIsAnsweredRefusedAndForgotten() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.seq(-5_000).mss(1460));
    d.stack(SYN_ACK.ack(-4_999));
    d.peer(RST.seq(-4_999));
    assertThat(d.netStack().sockets(d.now())).hasSize(1);
    d.established();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  // ---- SYN queue ----

  @Test
  void aFullSynQueueDropsTheSyn() {
    Dialogue d = listening(TcpConfig.LINUX.with(Tunable.TCP_SYNCOOKIES, 0), 1);
    for (int port = 50_001; port <= 50_002; port++) {
      d.peerPort(port).peer(SYN.mss(1460));
      d.stack(SYN_ACK.ack(1));
    }
    d.peerPort(50_003).peer(SYN.mss(1460));
    d.silence();
    assertThat(d.count(Counter.EXT_REQ_Q_FULL_DROP)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    d.after(63.1).ignore();
    opens(d, 50_003);
  }

  // ---- accept queue ----

  /** As Linux counts, one more than the backlog fits. */
  @Test
  void theBacklogPlusOneConnectionsWait() {
    Dialogue d = listening(TcpConfig.LINUX, 2);
    opens(d, 50_001);
    opens(d, 50_002);
    opens(d, 50_003);
    d.peerPort(50_004).peer(SYN.mss(1460));
    d.silence();
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    assertThat(d.socket().accept(d.now())).isNotNull();
    opens(d, 50_004);
  }

  @Test
  void connectionsAreAcceptedInTheirOrder() {
    Dialogue d = listening(TcpConfig.LINUX, 5);
    opens(d, 50_003);
    opens(d, 50_001);
    assertThat(d.socket().accept(d.now()).remotePort()).isEqualTo(50_003);
    assertThat(d.socket().accept(d.now()).remotePort()).isEqualTo(50_001);
    assertThat(d.socket().accept(d.now())).isNull();
  }

  @Test
  void aFullAcceptQueueDropsTheFinalAckAndTheClientGetsThroughLater() {
    Dialogue d = overflowing(TcpConfig.LINUX);
    d.peer(ACK.seq(1).ack(1));
    d.silence();
    assertThat(d.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(1);
    assertThat(d.count(Counter.EXT_LISTEN_DROPS)).isEqualTo(1);
    d.stackAt(1, SYN_ACK.ack(1));
    assertThat(d.socket().accept(d.now())).isNotNull();
    d.peer(PSH_ACK.seq(1).ack(1).len(5));
    d.stack(ACK.ack(6));
    assertThat(d.socket().accept(d.now())).isNotNull();
    assertThat(d.socket().accept(d.now()).remotePort()).isEqualTo(50_003);
  }

  @Test
  void abortOnOverflowAnswersTheFinalAckWithAReset() {
    Dialogue d = overflowing(TcpConfig.LINUX.with(Tunable.TCP_ABORT_ON_OVERFLOW, 1));
    d.peer(ACK.seq(1).ack(1));
    d.stack(RST.seq(1));
    d.silenceFor(100);
    assertThat(d.netStack().sockets(d.now())).hasSize(3);
  }

  @Test
  void aConnectionResetWhileItWaitsIsAcceptedWithItsError() {
    Dialogue d = Dialogue.listening(80);
    opens(d, 50_001);
    d.peer(RST.seq(1));
    TcpSocket accepted = d.accept();
    assertThat(accepted.state()).isEqualTo(State.CLOSED);
    assertThat(accepted.pendingError()).isEqualTo(Errno.ECONNRESET);
  }

  @Test
  void aConnectionThatWaitsTakesDataAndTheEnd() {
    Dialogue d = Dialogue.listening(80);
    opens(d, 50_001);
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(11));
    d.peer(FIN_ACK.seq(11).ack(1));
    d.stack(ACK.ack(12));
    d.accept();
    assertThat(d.readAll()).hasSize(10);
    assertThat(d.read(1)).isZero();
  }

  // ---- the end ----

  @Test
  void closingTheListenerResetsWhatWaitsAndForgetsWhatIsHalfOpen() {
    Dialogue d = Dialogue.listening(80);
    d.peerPort(50_001).peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.close();
    d.stack(RST_ACK.seq(1).ack(1));
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    d.peer(ACK.seq(1).ack(1));
    d.stack(RST.seq(1));
    d.silenceFor(100);
  }

  @Test
  void anAcceptedConnectionOutlivesItsListener() {
    Dialogue d = Dialogue.listening(80).established();
    d.listener().close(d.now());
    d.settle();
    d.write(5);
    d.stack(PSH_ACK.seq(1).len(5));
  }

  @Test
  @Requirement("RFC 9293 MUST-41")
  void aSecondListenerIsRefusedAndNothingOfTheFirstChanges() {
    Dialogue d = Dialogue.listening(80);
    opens(d, 50_001);
    d.peerPort(50_002).peer(SYN.mss(1460));
    d.stack(SYN_ACK.ack(1));
    TcpSocket second = d.netStack().tcpSocket();
    assertThat(second.bind(IpAddress.ANY, 80, d.now())).isEqualTo(Errno.EADDRINUSE.result());
    assertThat(second.state()).isEqualTo(State.CLOSED);
    d.peer(ACK.seq(1).ack(1));
    assertThat(d.socket().accept(d.now()).remotePort()).isEqualTo(50_001);
    assertThat(d.socket().accept(d.now()).remotePort()).isEqualTo(50_002);
    assertThat(d.state()).isEqualTo(State.LISTEN);
  }

  /** With SO_REUSEADDR on both, as everywhere in the sockets API. */
  @Test
  @Requirement("RFC 9293 MUST-42")
  void aPortIsListenedOnWhileAConnectionFromItOpens() {
    for (boolean crossing : new boolean[] {false, true}) {
      Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
      d.socket(reusing(d)).connect();
      d.stack(SYN);
      if (crossing) {
        d.peer(SYN.mss(1460));
        d.stack(SYN_ACK.ack(1));
      }
      assertThat(d.state()).isEqualTo(crossing ? State.SYN_RECEIVED : State.SYN_SENT);
      TcpSocket listener = reusing(d);
      assertThat(listener.listen(5, d.now())).isZero();
      d.peerPort(50_001).peer(SYN.mss(1460));
      d.stack(SYN_ACK.ack(1));
      d.peer(ACK.seq(1).ack(1));
      assertThat(listener.accept(d.now())).isNotNull();
      assertThat(d.state()).isEqualTo(crossing ? State.SYN_RECEIVED : State.SYN_SENT);
    }
  }

  private static TcpSocket reusing(Dialogue d) {
    TcpSocket socket = d.netStack().tcpSocket();
    socket.reuseAddress(true);
    assertThat(socket.bind(IpAddress.ANY, 5_000, d.now())).isZero();
    return socket;
  }
}
