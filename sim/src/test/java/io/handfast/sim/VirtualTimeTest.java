package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.tcp.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time costs nothing: only events do. */
class VirtualTimeTest {
  @Test
  void aDayOfAnIdleConnectionIsTwelveProbes() {
    Pair pair = Pair.joined();
    pair.link();
    pair.open();
    pair.socket.keepAlive(true);
    pair.run(Duration.ofHours(24).plusMinutes(1));
    // Every 2 h (tcp_keepalive_time) a probe and its answer, behind the three of the handshake.
    assertThat(pair.counted(pair.client, Counter.EXT_KEEP_ALIVE)).isEqualTo(12);
    assertThat(pair.seen).hasSize(3 + 2 * 12);
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
  }

  @Test
  void withoutKeepAliveADayIsNoEventAtAll() {
    Pair pair = Pair.joined();
    pair.link();
    pair.open();
    pair.run(Duration.ofDays(365));
    assertThat(pair.seen).hasSize(3);
    assertThat(pair.socket.state()).isEqualTo(State.ESTABLISHED);
  }
}
