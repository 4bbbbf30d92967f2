package io.handfast.tcp;

/**
 * A snapshot of how fast one connection sends and delivers, as {@code ss -i} shows it.
 *
 * @param congestionDetail what the congestion control tells of itself; empty for nothing
 * @param pacing what is sent is spread over time
 * @param pacingRate bytes per second, also the rate that sizes bursts; 0 while unlimited
 * @param maxPacingRate bound of the application's, bytes per second; 0 for none
 * @param deliveryRate bytes per second that the latest sample showed; 0 before the first
 * @param applicationLimited the application, not the path, is the limit
 * @param delivered packets delivered since the beginning, each once
 * @param minRtt shortest round-trip time of the latest minutes, ns; 0 before the first
 */
public record RateInfo(
    String congestionDetail,
    boolean pacing,
    long pacingRate,
    long maxPacingRate,
    long deliveryRate,
    boolean applicationLimited,
    long delivered,
    long minRtt) {
  /** Of a connection that has not sent data, or a compact record. */
  static final RateInfo NONE = new RateInfo("", false, 0, 0, 0, false, 0, 0);

  static RateInfo of(Connection c) {
    Sender s = c.senderToSee();
    return s == null
        ? NONE
        : new RateInfo(
            s.congestion.detail(),
            s.pacer.isOn(),
            limit(s.pacer.rate()),
            limit(c.options.maxPacingRate),
            s.rate.rate(),
            s.rate.isLimitedNow(),
            s.rate.delivered(),
            c.minRtt == Long.MAX_VALUE ? 0 : c.minRtt);
  }

  private static long limit(long rate) {
    return rate == Pacer.UNLIMITED ? 0 : rate;
  }
}
