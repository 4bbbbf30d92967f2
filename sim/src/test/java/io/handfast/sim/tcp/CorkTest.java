package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_PSH_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.SendFlags;
import org.junit.jupiter.api.Test;

/** TCP_CORK, MSG_MORE and MSG_EOR, as tcp(7) and send(2) say and Linux does. */
class CorkTest {
  private static final int MSS = Talks.MSS;

  @Test
  void aCorkHoldsWhatDoesNotFillASegment() {
    Dialogue d = Talks.accepted(socket -> socket.cork(true));
    d.write(100);
    d.silence();
    d.write(MSS);
    d.stack(ACK.seq(1).len(MSS));
    d.silence();
  }

  @Test
  void theRestGoesWhenTheCorkIsPulled() {
    Dialogue d = Talks.accepted(socket -> socket.cork(true));
    d.write(40);
    d.write(40);
    d.silence();
    d.socket().cork(false);
    d.settle();
    d.stack(PSH_ACK.seq(1).len(80));
  }

  /** The ceiling of 200 ms that tcp(7) promises, a little more with the round-trip time. */
  @Test
  void aCorkHoldsForTheTimeOfARetransmissionOnly() {
    Dialogue d = Talks.accepted(socket -> socket.cork(true));
    d.mark();
    d.write(40);
    d.stackAt(0.2, PSH_ACK.seq(1).len(40));
  }

  @Test
  void noDelayPushesOnceThroughACork() {
    Dialogue d = Talks.accepted(socket -> socket.cork(true));
    d.write(40);
    d.socket().noDelay(true);
    d.settle();
    d.stack(PSH_ACK.seq(1).len(40));
    d.peer(ACK.seq(1).ack(41));
    d.write(40);
    d.silence();
  }

  @Test
  void aFinTakesTheCorkedBytesAlong() {
    Dialogue d = Talks.accepted(socket -> socket.cork(true));
    d.write(40);
    d.close();
    d.stack(FIN_PSH_ACK.seq(1).len(40));
  }

  @Test
  void moreHoldsUntilAWriteWithoutIt() {
    Dialogue d = Talks.noDelay();
    d.write(100, SendFlags.MORE);
    d.write(200, SendFlags.MORE);
    d.silence();
    d.write(5);
    d.stack(PSH_ACK.seq(1).len(305));
  }

  @Test
  void moreNeedsNoPush() {
    Dialogue d = Talks.noDelay();
    d.write(MSS, SendFlags.MORE);
    d.stack(ACK.seq(1).len(MSS));
  }

  @Test
  void anAcknowledgementEndsTheWaitForMore() {
    Dialogue d = Talks.noDelay();
    d.write(MSS + 10, SendFlags.MORE);
    d.stack(ACK.seq(1).len(MSS));
    d.silence();
    d.peer(ACK.seq(1).ack(1 + MSS));
    d.stack(ACK.seq(1 + MSS).len(10));
  }

  @Test
  void noSegmentSpansTheEndOfARecord() {
    Dialogue d = Talks.noDelay();
    d.peer(ACK.seq(1).ack(1).win(0)); // so that all of it is queued before any goes
    d.write(400, SendFlags.END_OF_RECORD);
    d.write(300, SendFlags.END_OF_RECORD);
    d.write(200);
    d.write(100);
    d.peer(ACK.seq(1).ack(1).win(65_535));
    d.stack(PSH_ACK.seq(1).len(400));
    d.stack(PSH_ACK.seq(401).len(300));
    d.stack(PSH_ACK.seq(701).len(300));
  }

  @Test
  void nagleDoesNotHoldARecordThatAnotherFollows() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(400, SendFlags.END_OF_RECORD);
    d.write(300, SendFlags.END_OF_RECORD);
    d.write(200);
    d.peer(ACK.seq(1).ack(1).win(65_535));
    d.stack(PSH_ACK.seq(1).len(400));
    d.stack(PSH_ACK.seq(401).len(300));
    d.silence();
    d.peer(ACK.seq(1).ack(701));
    d.stack(PSH_ACK.seq(701).len(200));
  }
}
