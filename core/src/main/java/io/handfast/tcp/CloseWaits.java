package io.handfast.tcp;

/**
 * Connections in CLOSE-WAIT beyond {@code handfast.tcp_close_wait_alarm}: their peers have
 * finished, and the program has not closed them.
 *
 * @param count how many
 * @param oldestNanos how long the longest of them has been silent, in ns
 */
public record CloseWaits(int count, long oldestNanos) {
  static CloseWaits of(Tcp tcp, long now) {
    long alarm = tcp.config().secondsAsNanos(Tunable.TCP_CLOSE_WAIT_ALARM);
    int[] count = {0};
    long[] oldest = {0};
    tcp.flows.forEach(c -> {
      long silent = now - c.lastReceivedAt;
      if (c.state == State.CLOSE_WAIT && silent >= alarm) {
        count[0]++;
        oldest[0] = Math.max(oldest[0], silent);
      }
    });
    return new CloseWaits(count[0], oldest[0]);
  }
}
