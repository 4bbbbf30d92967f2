package io.handfast.tcp.congestion;

/**
 * The model that BBR has of the path: the bandwidth of the bottleneck, the shortest round trip, and
 * whether the pipe has been filled yet (draft-cardwell-iccrg-bbr-congestion-control-00 section
 * 4.1).
 */
final class BbrPath {
  private static final double NANOS = 1e9;

  /** Round trips that a measurement of the bandwidth counts (BtlBwFilterLen). */
  private static final int BANDWIDTH_ROUNDS = 10;

  /** How long the shortest round trip is believed, ns (RTpropFilterLen). */
  private static final long MIN_RTT_NANOS = 10_000_000_000L;

  /** The pipe is full when the bandwidth has not grown by a quarter for three round trips. */
  private static final double FULL_GROWTH = 1.25;

  private static final int FULL_ROUNDS = 3;

  private final MaxFilter bandwidth = new MaxFilter(BANDWIDTH_ROUNDS);
  private long rounds;
  private long roundEnd;
  private boolean roundStart;
  private long minRtt;
  private long minRttAt;
  private boolean minRttExpired;
  private double fullBandwidth;
  private int fullRounds;
  private boolean filled;

  /** What is sent until so much was delivered says nothing about the path. */
  private long limitedUntil = -1;

  /** Takes a sample; {@code limited} says that we held back ourselves. */
  void update(RateSample sample, boolean limited, long now) {
    if (limited) {
      limitedUntil = sample.delivered() + sample.inFlight();
    }
    boolean mayBeLow = sample.isApplicationLimited() || sample.priorDelivered() <= limitedUntil;
    updateRound(sample);
    updateBandwidth(sample, mayBeLow);
    updateFilled(mayBeLow);
    updateMinRtt(sample, now);
  }

  private void updateRound(RateSample sample) {
    roundStart = sample.interval() > 0 && sample.priorDelivered() >= roundEnd;
    if (roundStart) {
      roundEnd = sample.delivered();
      rounds++;
    }
  }

  private void updateBandwidth(RateSample sample, boolean mayBeLow) {
    if (sample.interval() > 0) {
      double rate = sample.packets() * NANOS / sample.interval();
      if (!mayBeLow || rate >= bandwidth.best()) {
        bandwidth.add(rate, rounds);
      }
    }
  }

  private void updateFilled(boolean mayBeLow) {
    if (filled || !roundStart || mayBeLow) {
      return;
    }
    if (bandwidth.best() >= fullBandwidth * FULL_GROWTH) {
      fullBandwidth = bandwidth.best();
      fullRounds = 0;
    } else {
      fullRounds++;
      filled = fullRounds >= FULL_ROUNDS;
    }
  }

  private void updateMinRtt(RateSample sample, long now) {
    minRttExpired = minRtt != 0 && now - minRttAt > MIN_RTT_NANOS;
    boolean shorter = minRtt == 0 || sample.rtt() <= minRtt || minRttExpired;
    if (sample.rtt() > 0 && shorter) {
      minRtt = sample.rtt();
      minRttAt = now;
    }
  }

  /** The shortest round trip counts as measured now. */
  void confirmMinRtt(long now) {
    minRttAt = now;
  }

  /** The round trip that is under way begins anew. */
  void restartRound(RateSample sample) {
    roundEnd = sample.delivered();
  }

  /** What was known of growth is forgotten: look again whether the pipe is full. */
  void forgetGrowth() {
    fullBandwidth = 0;
    fullRounds = 0;
  }

  /** Bandwidth of the bottleneck in packets per second; 0 before the first measurement. */
  double bandwidth() {
    return bandwidth.best();
  }

  /** Shortest round-trip time, ns; 0 before the first measurement. */
  long minRtt() {
    return minRtt;
  }

  /** Nothing as short was measured for ten seconds when the latest sample came. */
  boolean isMinRttExpired() {
    return minRttExpired;
  }

  /** The latest sample was the first of a round trip. */
  boolean isRoundStart() {
    return roundStart;
  }

  /** The bandwidth has stopped growing. */
  boolean isFilled() {
    return filled;
  }

  /** What the path holds, in packets, times {@code gain}; -1 before it is known. */
  double held(double gain) {
    return minRtt == 0 || bandwidth.best() == 0 ? -1 : gain * bandwidth.best() * minRtt / NANOS;
  }
}
