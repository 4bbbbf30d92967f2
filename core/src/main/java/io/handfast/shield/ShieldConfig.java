package io.handfast.shield;

/**
 * How a shield protects. Times in ns.
 *
 * @param mode what is done with SYNs
 * @param halfOpenMax half-open connections that are remembered, at least 1
 * @param flowsMax connections that are translated, at least 1; SYNs beyond are dropped
 * @param enterPercent share of {@code halfOpenMax} at which ADAPTIVE begins to proxy, 1 to 100
 * @param leavePercent share at which it ends, below {@code enterPercent}
 * @param dwell how long ADAPTIVE proxies at least
 * @param synAckRetries SYN-ACKs sent again to a client in the cache, after 1, 2, 4 … s
 * @param synRetries SYNs sent again to a silent server, after 1, 2, 4 … s
 * @param idle silence after which a translated connection is forgotten
 */
public record ShieldConfig(
    ShieldMode mode,
    int halfOpenMax,
    int flowsMax,
    int enterPercent,
    int leavePercent,
    long dwell,
    int synAckRetries,
    int synRetries,
    long idle) {
  private static final long SECOND = 1_000_000_000L;

  /**
   * Adaptive, 25 % in, 12 % out, 10 s at least; 4,096 half-open, 65,536 connections, which are
   * forgotten after 2 hours and 4 minutes (RFC 5382 REQ-5).
   */
  public static final ShieldConfig STANDARD =
      new ShieldConfig(
          ShieldMode.ADAPTIVE, 4_096, 65_536, 25, 12, 10 * SECOND, 2, 3, 7_440 * SECOND);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is out of its range
   */
  public ShieldConfig {
    if (halfOpenMax < 1 || flowsMax < 1) {
      throw new IllegalArgumentException("a limit of connections is at least 1");
    }
    if (leavePercent < 0 || leavePercent >= enterPercent || enterPercent > 100) {
      throw new IllegalArgumentException("0 <= leave % < enter % <= 100 does not hold");
    }
    if (synAckRetries < 0 || synAckRetries > 10 || synRetries < 0 || synRetries > 10) {
      throw new IllegalArgumentException("0 to 10 retries");
    }
  }

  /** With another mode. */
  public ShieldConfig withMode(ShieldMode other) {
    return new ShieldConfig(
        other,
        halfOpenMax,
        flowsMax,
        enterPercent,
        leavePercent,
        dwell,
        synAckRetries,
        synRetries,
        idle);
  }

  /** With another number of half-open connections. */
  public ShieldConfig withHalfOpenMax(int max) {
    return new ShieldConfig(
        mode, max, flowsMax, enterPercent, leavePercent, dwell, synAckRetries, synRetries, idle);
  }

  /** With another number of translated connections. */
  public ShieldConfig withFlowsMax(int max) {
    return new ShieldConfig(
        mode, halfOpenMax, max, enterPercent, leavePercent, dwell, synAckRetries, synRetries, idle);
  }
}
