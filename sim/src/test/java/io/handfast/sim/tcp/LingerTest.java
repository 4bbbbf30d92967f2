package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.FIN_PSH_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.wire.TcpFlags;
import org.junit.jupiter.api.Test;

/** SO_LINGER with a time, and urgent data (RFC 9293 3.8.5, RFC 6093; BAD-INPUTS 20). */
class LingerTest {
  @Test
  void closeLingersUntilDataAndFinAreAcknowledged() {
    Dialogue d = Dialogue.listening(80).established();
    d.socket().linger(10);
    d.write(1_000);
    d.stack(PSH_ACK.seq(1));
    d.close();
    d.stack(FIN_ACK.seq(1_001));
    assertThat(d.socket().hasLingeringData()).isTrue();
    d.peer(ACK.seq(1).ack(1_001));
    assertThat(d.socket().hasLingeringData()).isTrue();
    d.peer(ACK.seq(1).ack(1_002));
    assertThat(d.socket().hasLingeringData()).isFalse();
  }

  @Test
  void whoeverLingersIsToldWhenItIsOver() {
    Dialogue d = Dialogue.listening(80).established();
    int[] told = {0};
    d.socket().observer(ready -> told[0]++);
    d.socket().linger(10);
    d.write(10);
    d.close();
    int before = told[0];
    d.ignore().peer(ACK.seq(1).ack(12));
    assertThat(told[0]).isGreaterThan(before);
  }

  @Test
  void whatIsQueuedGoesWithTheFinWhenNothingHoldsIt() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(ACK.seq(1).ack(1).win(0));
    d.write(10);
    d.close();
    d.silence();
    d.peer(ACK.seq(1).ack(1).win(100));
    d.stack(FIN_PSH_ACK.seq(1).len(10));
  }

  /** Urgent data is data: it stays in the stream, wherever the pointer points (RFC 6093). */
  @Test
  void urgentSegmentsAreReadInLine() {
    Dialogue d = Dialogue.listening(80).established();
    d.peer(Segment.flags(TcpFlags.URG | TcpFlags.ACK).seq(1).ack(1).len(10));
    d.peer(Segment.flags(TcpFlags.URG | TcpFlags.ACK).seq(11).ack(1));
    d.peer(Segment.flags(TcpFlags.URG | TcpFlags.ACK | TcpFlags.FIN).seq(11).ack(1).len(5));
    assertThat(d.readAll()).isEqualTo(Dialogue.pattern(1, 15));
    assertThat(d.read(1)).isZero();
    assertThat(d.netStack().lastDefect()).isNull();
  }
}
