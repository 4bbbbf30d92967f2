package io.handfast.stack;

/**
 * What an administrator says about a route, as {@code ip route} has it; 0 is "nothing said".
 *
 * @param mtu largest IP packet on the way, bytes
 * @param mtuLocked the MTU is known: no ICMP message lowers it, and it needs no probing
 * @param advertisedMss MSS that our SYNs name on this route, bytes
 * @param initialWindow congestion window at the start of a connection, packets
 */
public record RouteMetrics(int mtu, boolean mtuLocked, int advertisedMss, int initialWindow) {
  /** Nothing said. */
  public static final RouteMetrics NONE = new RouteMetrics(0, false, 0, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a value is below 0 or above 65,535
   */
  public RouteMetrics {
    for (int each : new int[] {mtu, advertisedMss, initialWindow}) {
      if (each < 0 || each > 65_535) {
        throw new IllegalArgumentException("a metric is 0 to 65535, not " + each);
      }
    }
  }
}
