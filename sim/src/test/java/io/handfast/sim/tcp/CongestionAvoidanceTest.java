package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** Above the slow start threshold (RFC 5681 section 3.1), with the standard algorithm. */
class CongestionAvoidanceTest {
  private static final int MSS = Talks.MSS;
  private static final TcpConfig RENO = TcpConfig.LINUX.with(Tunable.TCP_CONGESTION_CONTROL, 1);

  @Test
  @Requirement("RFC 9293 MUST-19")
  void theWindowGrowsByOnePacketInARoundTrip() {
    Dialogue d = new Dialogue(RENO, true, false);
    d.listen(80, 5).established();
    d.write(10 * MSS);
    d.after(0.25).ignore(); // a timeout: half of ten in flight is the threshold, the window is one
    assertThat(Talks.info(d).slowStartThreshold()).isEqualTo(5);
    int acked = 1 + 10 * MSS;
    d.peer(ACK.seq(1).ack(acked)).ignore();
    for (int window = Talks.info(d).congestionWindow(); window < 12; ) {
      d.write(window * MSS);
      assertThat(d.pending()).isEqualTo(window);
      d.ignore();
      for (int i = 0; i < window; i++) {
        acked += MSS;
        d.peer(ACK.seq(1).ack(acked));
      }
      int grown = Talks.info(d).congestionWindow();
      assertThat(grown).isEqualTo(window < 5 ? Math.min(2 * window, 6) : window + 1);
      window = grown;
    }
  }
}
