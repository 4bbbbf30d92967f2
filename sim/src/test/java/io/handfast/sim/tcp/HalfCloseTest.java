package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.FIN_PSH_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import org.junit.jupiter.api.Test;

/** One direction ends, the other goes on (RFC 9293 3.6; mission row D2). */
class HalfCloseTest {
  @Test
  void afterOurFinTheirDataIsStillTakenAndAcknowledged() {
    Dialogue d = Dialogue.listening(80).established();
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(1).ack(1));
    d.peer(ACK.seq(1).ack(2));
    for (int i = 0; i < 10; i++) {
      d.peer(PSH_ACK.seq(1 + 100 * i).ack(2).len(100));
      d.stack(ACK.seq(2).ack(101 + 100 * i));
      assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1 + 100 * i, 100));
    }
    d.peer(FIN_ACK.seq(1_001).ack(2));
    d.stack(ACK.seq(2).ack(1_002));
    assertThat(d.read(10)).isZero();
  }

  @Test
  void theirDataIsTakenEvenBeforeOurFinIsAcknowledged() {
    Dialogue d = Dialogue.listening(80).established();
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(1));
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.stack(ACK.seq(2).ack(101));
    assertThat(d.readAll()).hasSize(100);
  }

  @Test
  void whatWasQueuedGoesBeforeTheFin() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(20_000);
    d.shutdownWrite();
    for (int i = 0; i < 10; i++) {
      d.stack(ACK.seq(1 + 1_460 * i).len(1_460));
    }
    d.silence();
    d.peer(ACK.seq(1).ack(14_601));
    d.stack(ACK.seq(14_601)).stack(ACK.seq(16_061)).stack(ACK.seq(17_521));
    d.stack(FIN_PSH_ACK.seq(18_981).len(1_020));
  }

  @Test
  void afterOurFinNothingCanBeWritten() {
    Dialogue d = Dialogue.listening(80).established();
    d.shutdownWrite();
    assertThat(d.write(1)).isEqualTo(Errno.EPIPE.result());
    d.ignore().peer(ACK.seq(1).ack(2));
    assertThat(d.write(1)).isEqualTo(Errno.EPIPE.result());
  }

  @Test
  void afterTheirFinWeMayWriteForAsLongAsWeLike() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
    assertThat(d.read(1)).isZero();
    for (int i = 0; i < 24; i++) {
      d.after(3_600);
      d.write(10);
      d.stack(PSH_ACK.seq(1 + 10 * i).ack(2).len(10));
      d.peer(ACK.seq(2).ack(11 + 10 * i));
    }
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    d.close();
    d.stack(FIN_ACK.seq(241).ack(2));
  }

  @Test
  @Requirement("RFC 9293 MUST-12")
  void theReaderGetsAllDataAndThenTheEnd() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.peer(FIN_ACK.seq(11).ack(1));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 10));
    assertThat(d.read(1)).isZero();
    assertThat(d.read(1)).isZero();
  }

  @Test
  void aSecondShutdownSendsNoSecondFin() {
    Dialogue d = Dialogue.listening(80).established();
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(1));
    d.shutdownWrite();
    d.close();
    d.silence();
  }

  @Test
  void afterShutdownOfTheReadingSideAReadGivesTheEnd() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.ignore();
    d.socket().shutdownRead(d.now());
    assertThat(d.read(10)).isZero();
    assertThat(d.write(5)).isEqualTo(5);
  }

  @Test
  void dataThatComesAfterTheReadingSideWasShutCanStillBeRead() {
    Dialogue d = Dialogue.listening(80).established();
    d.socket().shutdownRead(d.now());
    assertThat(d.read(10)).isZero();
    d.peer(PSH_ACK.seq(1).ack(1).len(10));
    d.after(0.05);
    d.stack(ACK.ack(11));
    assertThat(d.read(100)).isEqualTo(10);
    assertThat(d.read(100)).isZero();
  }
}
