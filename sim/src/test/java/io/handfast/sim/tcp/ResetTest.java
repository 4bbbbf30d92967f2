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
import io.handfast.wire.TcpFlags;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resets sent and received (RFC 9293 3.5.2, 3.6, 3.10; mission row D6). */
class ResetTest {
  private static void isClosed(Dialogue d) {
    assertThat(d.states()).last().isEqualTo(State.CLOSED);
    assertThat(d.netStack().tcp().connectionCount()).isZero();
    assertThat(d.netStack().pool().bytesInUse()).isZero();
    d.silenceFor(300);
  }

  // ---- nobody there ----

  /** Group 1: without ACK the reset has sequence number 0 and acknowledges the segment. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSynToAClosedPort(boolean ipv4) {
    Dialogue d = new Dialogue(TcpConfig.LINUX, ipv4, false);
    d.peer(SYN.mss(1460));
    assertThat(d.peek().seq()).isZero();
    d.stack(RST_ACK.ack(1).win(0).len(0));
  }

  @Test
  void everyNumberOfASegmentWithoutAckIsAcknowledged() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    d.peer(Segment.flags(TcpFlags.SYN | TcpFlags.FIN).seq(0).len(10));
    d.stack(RST_ACK.ack(12));
    d.peer(Segment.flags(0).seq(5).len(7));
    d.stack(RST_ACK.ack(12));
  }

  /** Group 1: with ACK the reset takes its sequence number from there and carries no ACK. */
  @Test
  void anAckToAClosedPort() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    d.peer(PSH_ACK.seq(5).ack(777).len(3));
    d.stack(RST.seq(777).len(0));
    d.peer(FIN_ACK.seq(5).ack(777));
    d.stack(RST.seq(777).len(0));
  }

  @Test
  void aResetIsNeverAnsweredWithAReset() {
    Dialogue d = new Dialogue(TcpConfig.LINUX, true, false);
    d.peer(RST.seq(5));
    d.peer(RST_ACK.seq(5).ack(1));
    d.peer(Segment.flags(TcpFlags.RST | TcpFlags.SYN | TcpFlags.FIN).seq(5));
    d.silence();
  }

  // ---- ours ----

  @Test
  void lingerZeroDropsWhatIsQueuedAndResets() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(20_000);
    d.ignore();
    d.socket().linger(0);
    d.close();
    d.stack(RST_ACK.seq(14_601).ack(1).len(0));
    assertThat(d.count(Counter.EXT_ABORT_ON_DATA)).isEqualTo(1); // as Linux counts it
    isClosed(d);
  }

  @Test
  @Requirement("RFC 9293 SHLD-3")
  void closeWithUnreadDataResets() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.close();
    d.stack(RST_ACK.seq(1).ack(11).len(0));
    assertThat(d.count(Counter.EXT_ABORT_ON_CLOSE)).isEqualTo(1); // as Linux counts it
    isClosed(d);
  }

  @Test
  void closeWithUnreadDataResetsEvenAfterTheirFin() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.close();
    d.stack(RST_ACK.seq(1).ack(12).len(0));
    isClosed(d);
  }

  @Test
  void closeAfterEverythingWasReadSendsAFin() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.readAll();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(11));
  }

  @Test
  @Requirement({"RFC 9293 MAY-1", "RFC 9293 SHLD-3"})
  void dataAfterCloseInFinWait1() {
    Dialogue d = Dialogue.listening(80).established();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(RST.seq(1).len(0));
    assertThat(d.count(Counter.EXT_ABORT_ON_DATA)).isEqualTo(1);
    isClosed(d);
  }

  @Test
  @Requirement({"RFC 9293 MAY-1", "RFC 9293 SHLD-3"})
  void dataAfterCloseInFinWait2() {
    Dialogue d = Dialogue.listening(80).established();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(ACK.seq(1).ack(2));
    d.peer(PSH_ACK.seq(1).ack(2).len(10));
    d.stack(RST.seq(2).len(0));
    isClosed(d);
  }

  /** A duplicate of what was delivered already is no new data. */
  @Test
  void anOldDuplicateAfterCloseResetsNothing() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.readAll();
    d.close();
    d.stack(FIN_ACK.seq(1).ack(11));
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.stack(ACK.seq(2).ack(11));
    assertThat(d.states()).last().isEqualTo(State.FIN_WAIT_1);
  }

  /** Section 3.10.5: both ends have finished; there is nothing left to reset. */
  @Test
  void anAbortInClosingAndLastAckIsSilent() {
    Dialogue closing = Dialogue.listening(80).established().shutdownWrite();
    closing.stack(FIN_ACK.seq(1).ack(1));
    closing.peer(FIN_ACK.seq(1).ack(1)).stack(ACK.seq(2).ack(2));
    Dialogue lastAck = Dialogue.listening(80).established();
    lastAck.peer(FIN_ACK.seq(1).ack(1)).stack(ACK.seq(1).ack(2));
    lastAck.shutdownWrite().stack(FIN_ACK.seq(1).ack(2));
    for (Dialogue d : new Dialogue[] {closing, lastAck}) {
      d.socket().abort(d.now());
      d.settle().silence();
      isClosed(d);
    }
  }

  /** Data that was not sent yet is lost by it, and that the peer has to know (Linux). */
  @Test
  void anAbortInLastAckWithUnsentDataIsTold() {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460)).stack(SYN_ACK);
    d.peer(ACK.seq(1).ack(1).win(5));
    d.accept();
    d.write(100);
    d.ignore();
    d.peer(FIN_ACK.seq(1).ack(1).win(5)).ignore();
    d.shutdownWrite().ignore();
    assertThat(d.state()).isEqualTo(State.LAST_ACK);
    d.socket().abort(d.now());
    d.settle();
    assertThat(d.take().header().flags() & TcpFlags.RST).isNotZero();
  }

  @Test
  void abortResetsWhateverIsQueued() {
    Dialogue d = Dialogue.listening(80).established();
    d.socket().abort(d.now());
    d.settle();
    d.stack(RST_ACK.seq(1).ack(1));
    isClosed(d);
  }

  // ---- half-open ----

  /** Figure 9 and 10 of section 3.5.1: we have rebooted, the peer has not noticed. */
  @Test
  void aSegmentForAConnectionThatWeForgotIsReset() {
    Dialogue d = Dialogue.listening(80);
    d.peer(PSH_ACK.seq(300).ack(100).len(10));
    d.stack(RST.seq(100).len(0));
  }

  /** The peer has rebooted and opens anew: it learns that we still hold the old connection. */
  @Test
  void aRebootedPeerIsToldAndResetsTheOldConnection() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(SYN.seq(1_000_000).mss(1460));
    d.stack(ACK.seq(1).ack(1));
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().pendingError()).isEqualTo(Errno.ECONNRESET);
  }

  // ---- theirs ----

  @Test
  @Requirement("RFC 9293 MUST-12")
  void aReadAfterTheirResetGivesWhatCameBeforeThenTheError() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.peer(RST.seq(11));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 10));
    assertThat(d.read(1)).isEqualTo(Errno.ECONNRESET.result());
    assertThat(d.read(1)).isZero();
    assertThat(d.socket().write(ByteBuffer.allocate(1), d.now())).isEqualTo(Errno.EPIPE.result());
  }

  @Test
  @Requirement("RFC 9293 SHLD-2")
  void aResetMayCarryDataWhichNobodyGets() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(RST.seq(1).data((byte) 'w', (byte) 'h', (byte) 'y'));
    d.silence();
    assertThat(d.state()).isEqualTo(State.CLOSED);
    assertThat(d.socket().available()).isZero();
    assertThat(d.read(1)).isEqualTo(Errno.ECONNRESET.result());
  }

  /** As on Linux: who had finished already and resets then leaves a broken pipe. */
  @Test
  void aResetInCloseWaitIsABrokenPipe() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.ignore();
    d.peer(RST.seq(2));
    assertThat(d.socket().pendingError()).isEqualTo(Errno.EPIPE);
  }

  @Test
  void aResetStopsAllTimers() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(100);
    d.ignore();
    d.peer(RST.seq(1));
    d.silenceFor(1_000);
    assertThat(d.netStack().pool().bytesInUse()).isZero();
  }
}
