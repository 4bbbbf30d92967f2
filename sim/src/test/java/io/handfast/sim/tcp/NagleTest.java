package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.FIN_PSH_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import org.junit.jupiter.api.Test;

/** Nagle's algorithm (RFC 9293 3.7.4) as Minshall refined it and Linux does it. */
class NagleTest {
  private static final int MSS = Talks.MSS;

  @Test
  @Requirement({"RFC 9293 MUST-60", "RFC 9293 MUST-61"})
  void aSmallSegmentGoesWhenNothingIsInFlight() {
    Dialogue.listening(80).established().write(1);
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
  }

  @Test
  @Requirement({"RFC 9293 MAY-16", "RFC 9293 SHLD-27", "RFC 9293 MUST-60", "RFC 9293 SHLD-7"})
  void aSecondSmallSegmentWaitsForTheAckOfTheFirst() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.write(2);
    d.write(3);
    d.silence();
    d.peer(ACK.seq(1).ack(2));
    d.stack(PSH_ACK.seq(2).len(5));
    d.silence();
  }

  @Test
  @Requirement("RFC 9293 SHLD-28")
  void whatFillsASegmentDoesNotWait() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.write(MSS + 7);
    d.stack(ACK.seq(2).len(MSS));
    d.silence();
  }

  /** Minshall: full segments in flight hold nothing back, only a small one does. */
  @Test
  @Requirement({"RFC 9293 MUST-61", "RFC 9293 SHLD-28"})
  void theSmallRestOfALargeWriteGoesAtOnce() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(2 * MSS + 7);
    d.stack(ACK.seq(1).len(MSS));
    d.stack(ACK.seq(1 + MSS).len(MSS));
    d.stack(PSH_ACK.seq(1 + 2 * MSS).len(7));
    d.write(7);
    d.silence();
  }

  @Test
  @Requirement("RFC 9293 MUST-17")
  void noDelayLetsEverySegmentGo() {
    Dialogue d = Talks.noDelay();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.write(1);
    d.stack(PSH_ACK.seq(2).len(1));
  }

  @Test
  void noDelaySetLaterFreesWhatWaits() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.silence();
    d.socket().noDelay(true);
    d.settle();
    d.stack(PSH_ACK.seq(2).len(1));
  }

  @Test
  void theFinTakesTheWaitingBytesAlong() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.write(5);
    d.silence();
    d.close();
    d.stack(FIN_PSH_ACK.seq(2).len(5));
  }

  @Test
  void aFinAloneIsNotHeld() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(1);
    d.stack(PSH_ACK.seq(1).len(1));
    d.close();
    d.stack(FIN_ACK.seq(2).len(0));
  }
}
