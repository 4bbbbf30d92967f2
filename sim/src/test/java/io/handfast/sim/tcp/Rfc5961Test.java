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
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.TcpFlags;
import org.junit.jupiter.api.Test;

/** Blind attacks on open connections (RFC 5961). */
class Rfc5961Test {
  private final Dialogue d = Dialogue.listening(80).established();

  @Test
  @Requirement("RFC 5961 3.2-3")
  void aResetAtTheLeftEdgeIsBelieved() {
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    d.silence();
  }

  @Test
  @Requirement({
    "RFC 5961 1.1-1",
    "RFC 5961 1.1-2",
    "RFC 5961 3.2-1",
    "RFC 5961 3.2-4",
    "RFC 5961 3.2-5"
  })
  void aResetInsideTheWindowIsChallenged() {
    d.peer(RST.seq(2));
    d.stack(ACK.seq(1).ack(1).len(0));
    d.peer(RST.seq(60_000));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement("RFC 5961 3.2-2")
  void aResetOutsideTheWindowIsIgnored() {
    d.peer(RST.seq(0));
    d.peer(RST.seq(70_000));
    d.peer(RST.seq(-1_000_000));
    d.silence();
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement("RFC 5961 3.2-4")
  void aPeerThatReallyWantsToResetAnswersTheChallenge() {
    d.peer(RST.seq(500));
    d.stack(ACK.seq(1).ack(1));
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
  }

  /** It has restarted and asks anew; our ACK means nothing to it. */
  @Test
  @Requirement("RFC 5961 4.2-4")
  void aPeerThatHasRestartedAnswersTheChallengeOfItsSynWithAReset() {
    d.peer(SYN.seq(30_000));
    d.stack(ACK.seq(1).ack(1).len(0));
    d.peer(RST.seq(1));
    assertThat(d.state()).isEqualTo(State.CLOSED);
    d.silence();
  }

  @Test
  @Requirement({"RFC 5961 4.2-1", "RFC 5961 4.2-2", "RFC 5961 4.2-3"})
  void aSynIsChallengedWhereverItLies() {
    for (Segment syn : new Segment[] {SYN.seq(1), SYN.seq(500), SYN_ACK.seq(1).ack(1)}) {
      d.peer(syn);
      d.stack(ACK.seq(1).ack(1).len(0));
    }
    d.peer(SYN.seq(-1_000_000));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  @Requirement({"RFC 9293 MAY-12", "RFC 5961 5.2-1", "RFC 5961 5.2-2", "RFC 5961 5.2-3"})
  void dataWithAnAckOfTheFutureIsChallengedAndDropped() {
    d.peer(PSH_ACK.seq(1).ack(2).len(10));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.readAll()).isEmpty();
  }

  /** Section 5.2: SEG.ACK is not older than the largest window we have seen. */
  @Test
  @Requirement({"RFC 9293 MAY-12", "RFC 5961 5.2-2", "RFC 5961 5.2-3"})
  void dataWithAnAncientAckIsChallengedAndDropped() {
    d.peer(PSH_ACK.seq(1).ack(1 - 65_536).len(10));
    d.stack(ACK.seq(1).ack(1).len(0));
    assertThat(d.readAll()).isEmpty();
  }

  @Test
  @Requirement("RFC 5961 5.2-2")
  void dataWithAnOldAckIsTaken() {
    d.peer(PSH_ACK.seq(1).ack(1 - 65_535).len(10));
    d.stack(ACK.seq(1).ack(11).len(0));
    assertThat(d.readAll()).hasSize(10);
  }

  @Test
  void aSegmentWithoutAckIsDropped() {
    d.peer(Segment.flags(TcpFlags.PSH).seq(1).len(10));
    d.silenceFor(1);
    assertThat(d.readAll()).isEmpty();
  }

  @Test
  @Requirement({"RFC 5961 7-1", "RFC 5961 7-2"})
  void challengesAreLimited() {
    for (int i = 0; i < 1_000; i++) {
      d.peer(RST.seq(100 + i));
    }
    assertThat(d.pending()).isBetween(1, 20);
    assertThat(d.count(Counter.EXT_ACK_SKIPPED_CHALLENGE)).isGreaterThanOrEqualTo(980);
    d.ignore().after(1);
    d.peer(RST.seq(5));
    d.stack(ACK.seq(1).ack(1));
  }

  /** CVE-2016-5696: what one connection spends says nothing about another. */
  @Test
  void oneConnectionsChallengesDoNotCountAgainstAnother() {
    for (int i = 0; i < 1_000; i++) {
      d.peer(RST.seq(100 + i));
    }
    int spent = d.pending();
    d.ignore();
    TcpSocket first = d.socket();
    d.socket(d.listener()).peerPort(50_001).established();
    assertThat(first.state()).isEqualTo(State.ESTABLISHED);
    for (int i = 0; i < 1_000; i++) {
      d.peer(RST.seq(100 + i));
    }
    assertThat(d.pending()).isEqualTo(spent);
  }

  /** An endless exchange of ACKs between two confused ends is damped (Linux, 500 ms). */
  @Test
  void emptySegmentsOutsideTheWindowGetOneAckInHalfASecond() {
    for (int i = 0; i < 100; i++) {
      d.peer(ACK.seq(-5_000).ack(1));
    }
    d.stack(ACK.seq(1).ack(1));
    d.silence();
    d.after(0.6);
    d.peer(ACK.seq(-5_000).ack(1));
    d.stack(ACK.seq(1).ack(1));
  }

  /** BAD-INPUTS 36: a client that comes back on a tuple whose other end hangs in CLOSE-WAIT. */
  @Test
  void aNewSynOnATupleInCloseWaitIsChallengedAndTheResetFreesIt() {
    d.peer(Segment.FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    d.peer(SYN.seq(5_000));
    d.stack(ACK.seq(1).ack(2));
    d.peer(RST.seq(2));
    assertThat(d.state()).isEqualTo(State.CLOSED);
  }
}
