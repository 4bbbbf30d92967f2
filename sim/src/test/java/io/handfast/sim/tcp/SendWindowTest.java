package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.requirements.Requirement;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** The window that the peer offers, as large or as small as it likes (RFC 9293 3.1 and 3.8.6). */
class SendWindowTest {
  private static final int MSS = Talks.MSS;
  private static final TcpConfig HASTY = TcpConfig.LINUX.with(Tunable.TCP_INITIAL_CWND, 1_000);

  private static int sentBytes(Dialogue d) {
    int bytes = 0;
    while (d.pending() > 0) {
      bytes += d.take().payload().length;
    }
    return bytes;
  }

  /** As a signed number of 16 bits it would be -1. */
  @Test
  @Requirement("RFC 9293 MUST-1")
  void theLargestWindowIsNotNegative() {
    Dialogue d = Dialogue.listening(HASTY, 80).established();
    d.write(65_535);
    assertThat(sentBytes(d)).isEqualTo(65_535);
    d.write(100);
    d.silence();
  }

  @Test
  @Requirement({"RFC 9293 MUST-1", "RFC 9293 REC-1"})
  void theLargestScaledWindowIsAGibibyte() {
    Dialogue d = Dialogue.listening(HASTY, 80);
    d.peer(SYN.mss(MSS).wscale(14));
    d.stack(SYN_ACK.ack(1));
    d.peer(ACK.seq(1).ack(1).win(65_535));
    d.accept();
    assertThat(Talks.info(d).sendWindow()).isEqualTo(65_535 << 14).isPositive();
    d.socket().sendBuffer(200_000);
    assertThat(d.write(100_000)).isEqualTo(100_000);
    assertThat(sentBytes(d)).isEqualTo(100_000);
  }

  /** The usable window is negative: 1,000 bytes from SND.UNA on, and 2,920 are in flight. */
  @Test
  @Requirement({
    "RFC 9293 MUST-34",
    "RFC 9293 SHLD-15",
    "RFC 9293 SHLD-16",
    "RFC 7323 2.4-1",
    "RFC 7323 2.4-4"
  })
  void intoAShrunkWindowNothingNewGoesAndTheOldGoesAgain() {
    Dialogue d = Dialogue.listening(80).established();
    d.write(3 * MSS);
    d.ignore().peer(ACK.seq(1).ack(1 + MSS).win(1_000));
    d.write(100);
    d.silence();
    d.after(0.25);
    Dialogue.Sent again = d.take();
    assertThat(d.relative(again.header().seq())).isEqualTo(1 + MSS);
    assertThat(again.payload()).hasSizeBetween(1, 1_000);
    d.silence();
    d.peer(ACK.seq(1).ack(1 + MSS + again.payload().length).win(65_535));
    d.ignore();
    d.peer(ACK.seq(1).ack(1 + 3 * MSS));
    d.after(1).ignore();
    d.peer(ACK.seq(1).ack(1 + 3 * MSS + 100));
    d.silenceFor(100);
    assertThat(d.state()).isEqualTo(State.ESTABLISHED);
  }
}
