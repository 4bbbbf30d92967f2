package io.handfast.tcp.congestion;

/** Congestion window and slow-start threshold of one connection, in packets. */
public final class CongestionWindow {
  /** A threshold that was never set. */
  public static final int INFINITE = Integer.MAX_VALUE;

  /** Upper bound that keeps every derived value in range, in packets. */
  public static final int MAX = 1 << 20;

  private int packets;
  private int threshold = INFINITE;

  /** Starts with {@code initial} packets. */
  public CongestionWindow(int initial) {
    packets = initial;
  }

  /** Congestion window in packets, 1 to {@link #MAX}. */
  public int packets() {
    return packets;
  }

  /** Sets the window, kept within its range. */
  public void packets(int value) {
    packets = Math.clamp(value, 1, MAX);
  }

  /** Slow-start threshold in packets. */
  public int threshold() {
    return threshold;
  }

  /** Sets the threshold; at least 2. */
  public void threshold(int value) {
    threshold = Math.max(2, value);
  }

  /** Below the threshold. */
  public boolean inSlowStart() {
    return packets < threshold;
  }
}
