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
    long bytes = (s.pacer.rate() >>> PER_BURST_SHIFT) + shortPath(c.minRtt);
    return Math.max(bytes / mss, c.config().get(Tunable.TCP_MIN_TSO_SEGS)) * mss;
  }

  private static long shortPath(long minRtt) {
    long halvings = minRtt / 1_000 >>> RTT_SHIFT;
    return halvings < 32 ? SHORT_PATH_BYTES >>> halvings : 0;
  }
}
