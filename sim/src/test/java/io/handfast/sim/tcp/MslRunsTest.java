package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpSocket;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Why TIME-WAIT lasts 2·MSL (RFC 9293 section 3.6.1): the same mishaps with a wait of 0, 1 and 2
 * MSL, when a segment may live 30 s in the network (mission row D4). {@code tcp_msl_ms} is half the
 * wait.
 */
class MslRunsTest {
  /** Ten thousand bytes are received, we close first, and our last ACK is on its way. */
  private static Dialogue closed(int waitSeconds) {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_MSL_MS, waitSeconds * 500L);
    Dialogue d = Dialogue.listening(config, 80).established();
    d.peer(PSH_ACK.seq(1).ack(1).len(10_000)).ignore();
    d.readAll();
    d.close();
    d.stack(FIN_ACK.seq(1));
    d.peer(FIN_ACK.seq(10_001).ack(2));
    d.stack(ACK.seq(2).ack(10_002));
    return d;
  }

  /**
   * The last ACK was lost. A FIN that comes again at once needs any wait; one that was sent when
   * the ACK might still have come, and took its time, needs the second MSL. Without it the peer,
   * which did nothing wrong, gets a reset.
   */
  @ParameterizedTest
  @CsvSource({"0, 1, reset", "30, 1, ack", "60, 1, ack", "30, 45, reset", "60, 45, ack"})
  void theLastAckIsLost(int wait, double finAgainAfter, String answer) {
    Dialogue d = closed(wait);
    d.after(finAgainAfter);
    d.peer(FIN_ACK.seq(10_001).ack(2));
    d.stack(answer.equals("ack") ? ACK.seq(2).ack(10_002) : RST.seq(2));
  }

  /**
   * The peer comes back on the same port with a number below its old ones, and a segment of the old
   * connection turns up after 20 s. Without a wait its bytes become the new connection's data; with
   * one the new connection does not begin before they are gone.
   */
  @ParameterizedTest
  @CsvSource({"0, true", "30, false", "60, false"})
  void anOldSegmentTurnsUp(int wait, boolean delivered) {
    Dialogue d = closed(wait);
    d.after(20);
    d.peerPort(50_000).peer(SYN.seq(5_000).mss(1460));
    if (!delivered) {
      d.stack(ACK.ack(10_002));
      assertThat(d.listener().accept(d.now())).isNull();
      return;
    }
    d.stack(SYN_ACK.ack(5_001));
    d.peer(ACK.seq(5_001).ack(1));
    TcpSocket second = d.listener().accept(d.now());
    d.peer(PSH_ACK.seq(5_001).ack(1).len(100));
    assertThat(second.available()).isEqualTo(100); // of the old connection, and nobody can tell
  }
}
