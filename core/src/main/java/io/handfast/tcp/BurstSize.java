package io.handfast.tcp;

/**
 * How much one super-segment carries: about what the window lets through in a millisecond, so that
 * a slow path sees small bursts; more where the round trip is so short that nobody can tell. Linux
 * sizes its TSO packets so, and where PSH falls depends on it.
 */
final class BurstSize {
  /** A rate in bytes per second becomes bytes per 1/1,024 s. */
  private static final int PER_BURST_SHIFT = 10;

  /** 512 µs halve the allowance for short round trips. */
  private static final int RTT_SHIFT = 9;

  private static final int SHORT_PATH_BYTES = 65_536;

  private BurstSize() {}

  /** Bytes of one burst at most, a whole number of segments. */
  static long of(Sender s, int mss) {
    Connection c = s.c;
    if (c.srtt == 0) {
      return Long.MAX_VALUE;
    }
    long bytes = (rate(s, mss) >>> PER_BURST_SHIFT) + shortPath(c.minRtt);
    return Math.max(bytes / mss, c.config().get(Tunable.TCP_MIN_TSO_SEGS)) * mss;
  }

  /** Bytes per second that the window allows, and some more to probe for room. */
  private static long rate(Sender s, int mss) {
    boolean slowStart = s.window.packets() < s.window.threshold() / 2;
    Tunable ratio = slowStart ? Tunable.TCP_PACING_SS_RATIO : Tunable.TCP_PACING_CA_RATIO;
    long packets = Math.max(s.window.packets(), s.flight.packetsOut);
    long micros = Math.max(1, s.c.srtt / 1_000);
    return packets * mss * s.c.config().get(ratio) * 10_000 / micros;
  }

  private static long shortPath(long minRtt) {
    long halvings = minRtt / 1_000 >>> RTT_SHIFT;
    return halvings < 32 ? SHORT_PATH_BYTES >>> halvings : 0;
  }
}
