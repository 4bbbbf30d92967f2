package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.RST;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import org.junit.jupiter.api.Test;

/** A peer that never finishes (Linux tcp_fin_timeout; mission row D5). */
class FinWait2Test {
  private static Dialogue halfClosed(TcpConfig config) {
    Dialogue d = Dialogue.listening(config, 80).established();
    d.shutdownWrite();
    d.stack(FIN_ACK.seq(1));
    d.peer(ACK.seq(1).ack(2));
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_2);
    return d;
  }

  private static int connections(Dialogue d) {
    return d.netStack().tcp().connectionCount();
  }

  @Test
  void anOrphanEndsAfterFinTimeout() {
    Dialogue d = Dialogue.listening(80).established();
    d.close();
    d.stack(FIN_ACK.seq(1));
    d.after(0.1);
    d.peer(ACK.seq(1).ack(2));
    d.silenceFor(59.9);
    assertThat(connections(d)).isEqualTo(1);
    assertThat(d.netStack().tcp().orphans()).isEqualTo(1);
    d.silenceFor(0.2);
    assertThat(connections(d)).isZero();
    assertThat(d.netStack().tcp().orphans()).isZero();
    assertThat(d.count(Counter.EXT_ABORT_ON_LINGER)).isEqualTo(1);
  }

  @Test
  void aLaterFinFindsNobody() {
    Dialogue d = Dialogue.listening(80).established();
    d.close();
    d.ignore().peer(ACK.seq(1).ack(2));
    d.after(61);
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(RST.seq(2));
  }

  @Test
  void aSocketStillHeldMayWaitForEver() {
    Dialogue d = halfClosed(TcpConfig.LINUX);
    d.silenceFor(86_400);
    assertThat(d.state()).isEqualTo(State.FIN_WAIT_2);
    d.peer(FIN_ACK.seq(1).ack(2));
    d.stack(ACK.seq(2).ack(2));
    assertThat(d.state()).isEqualTo(State.TIME_WAIT);
  }

  @Test
  void theTimeCountsFromTheCloseWhenTheSocketWasHeld() {
    Dialogue d = halfClosed(TcpConfig.LINUX.with(Tunable.TCP_FIN_TIMEOUT, 5));
    d.after(1_000);
    d.close();
    d.silenceFor(4.9);
    assertThat(connections(d)).isEqualTo(1);
    d.silenceFor(0.2);
    assertThat(connections(d)).isZero();
  }

  @Test
  void tooManyOrphansAreReset() {
    Dialogue d = Dialogue.listening(TcpConfig.LINUX.with(Tunable.TCP_MAX_ORPHANS, 1), 80);
    d.established().close();
    d.stack(FIN_ACK.seq(1));
    d.socket(d.listener()).peerPort(50_001).established();
    d.close();
    d.stack(io.handfast.sim.dialogue.Segment.RST_ACK.seq(1));
    assertThat(d.count(Counter.EXT_ORPHAN_LIMIT)).isEqualTo(1);
    assertThat(d.netStack().tcp().orphans()).isEqualTo(1);
  }
}
