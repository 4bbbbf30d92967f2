package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** When segments are acknowledged (RFC 9293 3.8.6.3, RFC 5681 4.2; 40 ms as on Linux). */
class DelayedAckTest {
  private static final int MSS = Talks.MSS;

  private static Dialogue patient() {
    return Talks.accepted(socket -> socket.quickAck(false)).mark();
  }

  @Test
  @Requirement({"RFC 9293 SHLD-18", "RFC 9293 MUST-40"})
  void aSingleSegmentIsAcknowledgedAfter40Milliseconds() {
    Dialogue d = patient();
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.silence();
    d.stackAt(0.04, ACK.seq(1).ack(101));
    d.silenceFor(100);
  }

  @Test
  @Requirement("RFC 9293 MUST-40")
  void noSettingDelaysByHalfASecond() {
    assertThatThrownBy(() -> TcpConfig.LINUX.with(Tunable.TCP_DELACK_MIN_MS, 500))
        .hasMessageContaining("1 to 499");
  }

  @Test
  @Requirement("RFC 9293 MUST-40")
  void theDelayCountsFromTheFirstSegment() {
    Dialogue d = patient();
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.after(0.03);
    d.peer(PSH_ACK.seq(101).ack(1).len(100));
    d.stackAt(0.04, ACK.seq(1).ack(201));
  }

  @Test
  @Requirement("RFC 9293 SHLD-19")
  void everySecondFullSegmentIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    for (int i = 0; i < 20; i++) {
      d.peer(ACK.seq(1 + 2 * i * MSS).ack(1).len(MSS));
      d.silence();
      d.peer(ACK.seq(1 + (2 * i + 1) * MSS).ack(1).len(MSS));
      d.stack(ACK.seq(1).ack(1 + (2 * i + 2) * MSS));
      d.silence();
    }
  }

  /**
   * The window that we round up to the scale must not slow the acknowledgements of a slow reader.
   */
  @Test
  void everySecondFullSegmentIsAcknowledgedAtOnceWithAScaledWindow() {
    Dialogue d = Talks.listener(socket -> socket.quickAck(false));
    d.peer(SYN.mss(MSS).wscale(7));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    for (int i = 0; i < 20; i++) {
      d.peer(ACK.seq(1 + 2 * i * MSS).ack(1).len(MSS));
      d.silence();
      d.peer(ACK.seq(1 + (2 * i + 1) * MSS).ack(1).len(MSS));
      d.stack(ACK.seq(1).ack(1 + (2 * i + 2) * MSS));
    }
  }

  @Test
  @Requirement("RFC 9293 MAY-13")
  void aSegmentOutOfOrderIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(ACK.seq(1 + MSS).ack(1).len(MSS));
    d.stack(ACK.seq(1).ack(1));
    d.peer(ACK.seq(1 + 2 * MSS).ack(1).len(MSS));
    d.stack(ACK.seq(1).ack(1));
  }

  @Test
  void aFilledHoleIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(ACK.seq(11).ack(1).len(10));
    d.stack(ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(21));
  }

  @Test
  void aPartlyFilledHoleIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(ACK.seq(21).ack(1).len(10));
    d.stack(ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(11));
  }

  @Test
  void aDuplicateIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(ACK.seq(1).ack(1).len(10));
    d.stackAt(0.04, ACK.ack(11));
    d.peer(ACK.seq(1).ack(1).len(10));
    d.stack(ACK.ack(11));
  }

  @Test
  void aFinIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.seq(1).ack(2));
  }

  /** A FIN before its turn tells of missing data just as well (RFC 5681 4.2). */
  @Test
  void aFinOutOfOrderIsAcknowledgedAtOnce() {
    Dialogue d = patient();
    d.peer(FIN_ACK.seq(101).ack(1));
    d.stack(ACK.seq(1).ack(1));
  }

  @Test
  @Requirement({"RFC 9293 MUST-58", "RFC 9293 MUST-59"})
  void oneBatchGetsOneAck() {
    Dialogue d = patient();
    d.peerBatch(
        ACK.seq(1).ack(1).len(MSS),
        ACK.seq(1 + MSS).ack(1).len(MSS),
        ACK.seq(1 + 2 * MSS).ack(1).len(MSS),
        ACK.seq(1 + 3 * MSS).ack(1).len(MSS));
    d.stack(ACK.seq(1).ack(1 + 4 * MSS));
    d.silenceFor(1);
  }

  @Test
  void dataCarriesTheAck() {
    Dialogue d = patient();
    d.peer(PSH_ACK.seq(1).ack(1).len(100));
    d.write(50);
    d.stack(PSH_ACK.seq(1).ack(101).len(50));
    d.peer(ACK.seq(101).ack(51));
    d.silenceFor(1);
  }

  @Test
  void pureAcksAreNotAcknowledged() {
    Dialogue d = patient();
    d.peer(ACK.seq(1).ack(1));
    d.peer(ACK.seq(1).ack(1).win(100));
    d.silenceFor(1);
  }

  /** Linux acknowledges the first segments of a connection at once, for the peer's slow start. */
  @Test
  void aYoungConnectionAcknowledgesAtOnce() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(1).ack(1).len(100));
    d.stack(ACK.seq(1).ack(101));
  }
}
