package io.handfast.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.event.Counters;
import io.handfast.event.Events;
import io.handfast.secret.KeyedHash;
import io.handfast.timer.TimerWheel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries as a time, with the values of the kernel's ip-sysctl document and by hand. */
class RttEstimatorTest {
  private static final long MS = 1_000_000;

  /** Probes of a closed window back off for ever; the timeout stays at its bound. */
  @ParameterizedTest
  @ValueSource(longs = {1, 200, 3_000, 10_000, 60_000, 120_000})
  void theTimeoutNeverFallsWhileItBacksOff(long rtoMillis) {
    Connection c = new Connection(tcp(), new FlowKey(), new SocketOptions(), 0);
    c.rto = rtoMillis * MS;
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      assertThat(RttEstimator.timeout(c)).isBetween(Math.max(last, c.rto), 120_000 * MS);
      last = RttEstimator.timeout(c);
      RttEstimator.backOff(c);
    }
    assertThat(last).isEqualTo(120_000 * MS);
  }

  private static Tcp tcp() {
    return new Tcp(
        null,
        new TimerWheel(0),
        new Counters(),
        new Events(),
        new BufferPool(),
        new KeyedHash(1, 2),
        TcpConfig.LINUX);
  }

  @ParameterizedTest
  @CsvSource({
    "15, 200, 120000, 924600", // tcp_retries2: "924.6 seconds"
    "8, 200, 120000, 102200", // orphans: (2^9 - 1) * 0.2 s
    "3, 200, 120000, 3000", // tcp_retries1: "at least 3 seconds" of RFC 1122
    "9, 200, 120000, 204600",
    "10, 200, 120000, 324600",
    "0, 200, 120000, 200",
    "5, 1000, 120000, 63000", // SYN-ACKs: 63 s
    "6, 1000, 120000, 127000",
    "7, 1000, 120000, 247000", // 127 + 120: the eighth timeout is capped
    "1, 120000, 120000, 240000",
    "255, 200, 120000, 29724600"
  })
  void retriesAsATime(int retries, long base, long max, long millis) {
    assertThat(RttEstimator.duration(retries, base * MS, max * MS)).isEqualTo(millis * MS);
  }
}
