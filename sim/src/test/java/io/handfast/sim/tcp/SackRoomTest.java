package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Dialogue.Sent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and payload share the peer's MSS (RFC 9293 section 3.7.1, RFC 6691). */
class SackRoomTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fullSegmentsLeaveTheSackToAnAckOfItsOwn(boolean offload) {
    Dialogue d = new Dialogue(io.handfast.tcp.TcpConfig.LINUX, true, offload);
    d.listen(80, 10);
    d.peer(SYN.mss(1460).sackOk()).take();
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.peer(ACK.seq(1001).ack(1).len(500)); // 1 to 1000 are missing
    d.stack(ACK.seq(1).ack(1).sack(1001, 1501));
    d.write(3_000);
    d.settle();
    while (d.pending() > 0) {
      Sent sent = d.take();
      int payload = sent.segmentSize() > 0 ? sent.segmentSize() : sent.payload().length;
      assertThat(sent.header().length() - 20 + payload).isLessThanOrEqualTo(1460);
    }
    d.peer(ACK.seq(2001).ack(3_001).len(500)); // one more hole, and nothing to send with it
    d.stack(ACK.seq(3_001).ack(1).sack(2001, 2501, 1001, 1501));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void anAckThatIsOwedIsNotSwallowedByAFullSegment(int flights) {
    Dialogue d = Dialogue.listening(80);
    d.peer(SYN.mss(1460).sackOk()).take();
    d.peer(ACK.seq(1).ack(1));
    d.accept();
    d.write(14_600 * flights);
    d.ignore();
    // One batch brings a hole and makes room for more data: both data and the SACK go out.
    d.peerBatch(ACK.seq(1001).ack(1461).len(500));
    boolean told = false;
    while (d.pending() > 0) {
      Sent sent = d.take();
      told |= sent.payload().length == 0 && sent.header().length() == 20 + 12;
      assertThat(sent.header().length() - 20 + sent.payload().length).isLessThanOrEqualTo(1460);
    }
    assertThat(told).isTrue();
  }
}
