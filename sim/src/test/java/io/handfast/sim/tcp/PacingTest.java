package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** Segments spread over time on the stack's own timer (as Linux does without fq). */
class PacingTest {
  private static final int MSS = Talks.MSS;

  private static int seq(int n) {
    return 1 + (n - 1) * MSS;
  }

  /** Ten segments went at once, the path takes 100 ms; {@code acked} of them are acknowledged. */
  private static Dialogue afterFirstWindow(TcpConfig config, int written) {
    Dialogue d = Dialogue.listening(config.with(Tunable.TCP_EARLY_RETRANS, 0), 80);
    d.peer(SYN.mss(MSS).sackOk()).stack(SYN_ACK.ack(1)).after(0.1);
    d.peer(ACK.seq(1).ack(1)).accept();
    d.write(written * MSS);
    for (int i = 1; i <= 10; i++) {
      d.stack(ACK.seq(seq(i)).len(MSS));
    }
    return d.silence();
  }

  private static final TcpConfig PACED = TcpConfig.LINUX.with(Tunable.TCP_PACING, 1);

  /** As Linux: reno and cubic send what an ACK allows at once. */
  @Test
  void withoutPacingWhatTheWindowAllowsGoesAtOnce() {
    Dialogue d = afterFirstWindow(TcpConfig.LINUX, 30);
    d.after(0.1).peer(ACK.seq(1).ack(seq(11)));
    assertThat(d.pending()).isEqualTo(20);
  }

  /** Slow start at twice the window in a round trip: 40 packets in 100 ms, 2.5 ms each. */
  @Test
  void aPacedSenderSpreadsTheWindow() {
    Dialogue d = afterFirstWindow(PACED, 30);
    d.after(0.1).peer(ACK.seq(1).ack(seq(11)).win(60_000)).mark();
    d.stackAt(0, ACK.seq(seq(11)).len(MSS));
    d.after(0.05).ignore();
    d.after(0.06);
    assertThat(d.pending()).isBetween(0, 10);
  }

  @Test
  void theRateIsThatOfTheWindow() {
    Dialogue d = afterFirstWindow(PACED, 30);
    d.after(0.1).peer(ACK.seq(1).ack(seq(11)));
    assertThat(Talks.info(d).rates().pacingRate()).isBetween(550_000L, 600_000L); // 40 · 1,460 · 10
    assertThat(d.pending()).isEqualTo(1);
    d.after(0.025);
    assertThat(d.pending()).isBetween(10, 12);
  }

  /** SO_MAX_PACING_RATE: 14,600 bytes a second are ten segments a second. */
  @Test
  void theApplicationsRateIsABound() {
    Dialogue d = Dialogue.listening(TcpConfig.LINUX, 80).established();
    d.socket().maxPacingRate(14_600);
    d.write(14 * MSS);
    d.ignore();
    d.peer(ACK.seq(1).ack(seq(11))).mark();
    int before = d.pending();
    d.after(0.5);
    assertThat(d.pending() - before).isLessThanOrEqualTo(5);
    assertThat(d.socket().maxPacingRate()).isEqualTo(14_600);
    assertThat(Talks.info(d).rates().pacing()).isTrue();
  }

  /** The wait for the rate is no closed window: nothing is probed. */
  @Test
  void waitingForTheRateIsNoReasonToProbe() {
    Dialogue d = Dialogue.listening(TcpConfig.LINUX, 80).established();
    d.socket().maxPacingRate(1_460);
    d.write(13 * MSS);
    d.ignore().peer(ACK.seq(1).ack(seq(11)));
    d.after(5).ignore();
    assertThat(d.count(Counter.EXT_WIN_PROBE)).isZero();
  }

  /** A retransmission by the timer does not wait; PSH ends what was written. */
  @Test
  void theLastSegmentStillCarriesPush() {
    Dialogue d = afterFirstWindow(PACED, 11);
    d.after(0.1).peer(ACK.seq(1).ack(seq(11)));
    d.stack(PSH_ACK.seq(seq(11)).len(MSS));
    d.silence();
  }
}
