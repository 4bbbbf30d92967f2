package io.handfast.tcp;

import io.handfast.wire.TcpOptions;

/**
 * Smoothed round-trip time and retransmission timeout by RFC 6298, as static functions over the
 * fields of a {@link Connection}, so that a connection needs no second object.
 */
final class RttEstimator {
  private static final long GRANULARITY = 1_000_000; // G: timestamps tick once per ms

  /** First timeout of data when the SYN was sent more than once (section 5.7). */
  private static final long AFTER_LOST_SYN = 3_000_000_000L;

  private RttEstimator() {}

  /** First SRTT, RTTVAR and RTO before any measurement (section 2.1). */
  static void start(Connection c) {
    c.srtt = 0;
    c.rttvar = 0;
    c.rto = c.config().millisAsNanos(Tunable.TCP_TIMEOUT_INIT_MS);
    c.backoff = 0;
  }

  /** Takes a measurement, in ns (sections 2.2 and 2.3); ends the backoff (Karn, section 3). */
  static void sample(Connection c, long rtt, long now) {
    long r = Math.max(1, rtt);
    if (c.srtt == 0) {
      c.srtt = r;
      c.rttvar = r / 2;
    } else {
      c.rttvar += (Math.abs(c.srtt - r) - c.rttvar) / 4;
      c.srtt += (r - c.srtt) / 8;
    }
    updateMinimum(c, r, now);
    c.backoff = 0;
    // As Linux does, the minimum bounds the variance term, not the sum: RTO >= SRTT + min.
    long margin = Math.max(4 * c.rttvar, c.config().millisAsNanos(Tunable.TCP_RTO_MIN_MS));
    c.rto = Math.min(c.srtt + Math.max(GRANULARITY, margin), rtoMax(c));
  }

  /**
   * The minimum of {@code tcp_min_rtt_wlen} at most and half of it at least, so that a route that
   * got longer shows, in two numbers.
   */
  private static void updateMinimum(Connection c, long rtt, long now) {
    long half = c.config().secondsAsNanos(Tunable.TCP_MIN_RTT_WLEN) / 2;
    long age = now - c.minRttSince;
    if (age >= half) {
      c.minRtt = age < 2 * half ? c.minRttYoung : Long.MAX_VALUE;
      c.minRttYoung = rtt;
      c.minRttSince = now;
    }
    c.minRttYoung = Math.min(c.minRttYoung, rtt);
    c.minRtt = Math.min(c.minRtt, rtt);
  }

  /**
   * Takes the measurement of an echoed timestamp, which also says which copy of a segment was
   * answered (RFC 7323 section 4.1); false when there is none to believe.
   */
  static boolean sampleEcho(Connection c, TcpOptions options, long now) {
    if (!c.timestamps || !options.hasTimestamps() || options.tsEcr() == 0) {
      return false;
    }
    int ticks = SegmentWriter.tsVal(c.tsOffset, now) - options.tsEcr();
    boolean believable = ticks >= 0 && ticks < 1 << 24;
    if (believable) {
      sample(c, Math.max(1, ticks) * 1_000_000L, now);
    }
    return believable;
  }

  /** The handshake's measurement, when its SYN or SYN-ACK was sent once or the echo tells. */
  static void sampleHandshake(Connection c, TcpOptions options, long now) {
    c.backoff = 0;
    if (c.retries == 0) {
      sample(c, now - c.openedAt, now);
    } else if (!sampleEcho(c, options, now)) {
      c.rto = Math.max(c.rto, AFTER_LOST_SYN);
    }
  }

  /** Doubles the timeout (section 5.5). */
  static void backOff(Connection c) {
    c.backoff++;
  }

  /** Timeout with the present backoff, in ns. */
  static long timeout(Connection c) {
    long max = rtoMax(c);
    boolean over = c.backoff > 32 || c.rto >= max >> c.backoff; // probes may back off for ever
    return over ? max : c.rto << c.backoff;
  }

  static long rtoMax(Connection c) {
    return c.config().millisAsNanos(Tunable.TCP_RTO_MAX_MS);
  }

  /** How many SYN-ACK timeouts, each twice the one before, it takes to wait {@code seconds}. */
  static int timeoutsIn(TcpConfig config, int seconds) {
    int timeouts = 0;
    while (timeouts < 255 && secondsOf(config, timeouts) < seconds) {
      timeouts++;
    }
    return timeouts;
  }

  /** What that many SYN-ACK timeouts last, in seconds; 0 for none. */
  static int secondsOf(TcpConfig config, int timeouts) {
    long base = config.millisAsNanos(Tunable.TCP_TIMEOUT_INIT_MS);
    long max = config.millisAsNanos(Tunable.TCP_RTO_MAX_MS);
    return timeouts == 0 ? 0 : (int) (duration(timeouts - 1, base, max) / 1_000_000_000L);
  }

  /**
   * Time that {@code retries} retransmissions with doubling take from a first timeout of {@code
   * base} ns: the way Linux turns {@code tcp_retries2} into a duration.
   */
  static long duration(int retries, long base, long max) {
    int doublings = 63 - Long.numberOfLeadingZeros(Math.max(1, max / base));
    return retries <= doublings
        ? ((2L << retries) - 1) * base
        : ((2L << doublings) - 1) * base + (retries - doublings) * max;
  }
}
