package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.PSH_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that forgets close(): CLOSE-WAIT is named as what it is (mission row D5). */
class CloseWaitTest {
  private final List<long[]> leaks = new ArrayList<>();

  private Dialogue listening() {
    Dialogue d = Dialogue.listening(80);
    d.netStack()
        .events()
        .subscribe(
            EventType.LEAK.bit(),
            (at, type, reason, connection, count, seconds) ->
                leaks.add(new long[] {count, seconds}));
    return d;
  }

  private static void forgotten(Dialogue d, int port) {
    d.peerPort(port).established();
    d.peer(FIN_ACK.seq(1).ack(1));
    d.stack(ACK.ack(2));
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
  }

  @Test
  void aForgottenConnectionIsNamedAfterAMinuteAndStays() {
    Dialogue d = listening();
    forgotten(d, 50_001);
    d.after(59.9);
    assertThat(leaks).isEmpty();
    assertThat(d.netStack().tcp().closeWaits(d.now()).count()).isZero();
    d.after(0.2);
    assertThat(leaks).hasSize(1);
    assertThat(leaks.getFirst()).containsExactly(1, 60);
    assertThat(d.count(Counter.STACK_CLOSE_WAIT_LEAKS)).isEqualTo(1);
    d.silenceFor(86_400);
    assertThat(d.state()).isEqualTo(State.CLOSE_WAIT);
    assertThat(leaks).hasSize(1);
    assertThat(d.netStack().tcp().closeWaits(d.now()).oldestNanos())
        .isGreaterThan(86_400_000_000_000L);
  }

  @Test
  void closedInTimeItIsNotNamed() {
    Dialogue d = listening();
    forgotten(d, 50_001);
    d.after(30).close();
    d.stack(FIN_ACK.seq(1).ack(2));
    d.peer(ACK.seq(2).ack(2));
    d.after(100);
    assertThat(leaks).isEmpty();
  }

  /** A half-closed peer that still acknowledges our data is no leak. */
  @Test
  void whoStillTalksIsNotNamed() {
    Dialogue d = listening();
    forgotten(d, 50_001);
    d.after(50);
    d.write(5);
    d.stack(PSH_ACK.seq(1).len(5));
    d.peer(ACK.seq(2).ack(6));
    d.after(30);
    assertThat(leaks).isEmpty();
    d.after(30.1);
    assertThat(leaks).hasSize(1);
  }
}
