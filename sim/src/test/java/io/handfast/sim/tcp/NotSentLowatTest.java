package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.sim.dialogue.Dialogue;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TCP_NOTSENT_LOWAT and {@code tcp_notsent_lowat}: writable while little waits to be sent. */
class NotSentLowatTest {
  private static final int MSS = Talks.MSS;

  private static boolean writable(Dialogue d) {
    return (d.socket().readiness() & Readiness.WRITABLE) != 0;
  }

  /** Ten segments are in flight and the same again waits: a write takes no more. */
  private static void fill(Dialogue d) {
    assertThat(d.write(60_000)).isBetween(10 * MSS, 50_000);
    d.ignore();
  }

  @Test
  void aWriteStopsAtTheMark() {
    Dialogue d = Talks.noDelay();
    d.socket().notSentLowat(4_000);
    fill(d);
    assertThat(writable(d)).isFalse();
    assertThat(d.write(1)).isEqualTo(Errno.EAGAIN.result());
  }

  @Test
  void withoutTheOptionTheBufferIsTheLimit() {
    Dialogue d = Talks.noDelay();
    assertThat(d.write(60_000)).isEqualTo(60_000);
  }

  @Test
  void theTunableCountsWhereTheOptionIsNotSet() {
    TcpConfig config = TcpConfig.LINUX.with(Tunable.TCP_NOTSENT_LOWAT, 4_000);
    Dialogue d = Talks.listener(config, socket -> {}).established();
    assertThat(d.socket().notSentLowat()).isZero();
    fill(d);
    d.socket().notSentLowat(0xffff_ffffL);
    assertThat(d.write(10_000)).isEqualTo(10_000);
  }

  @Test
  void theObserverIsToldOnceLessThanHalfTheMarkWaits() {
    Dialogue d = Talks.noDelay();
    d.socket().notSentLowat(4_000);
    fill(d);
    List<Integer> told = new ArrayList<>();
    d.socket().observer(told::add);
    assertThat(writable(d)).isFalse();
    int acked = 1;
    while (told.isEmpty()) {
      assertThat(writable(d)).isFalse();
      acked += 2 * MSS;
      d.peer(ACK.seq(1).ack(acked)).ignore();
    }
    assertThat(told.getLast() & Readiness.WRITABLE).isNotZero();
    assertThat(d.socket().info(d.now()).sendQueue()).isPositive();
  }
}
