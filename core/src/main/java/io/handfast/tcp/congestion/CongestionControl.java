package io.handfast.tcp.congestion;

/**
 * How large the congestion window is: the sender reports what happens, the algorithm answers. All
 * windows are in packets, as Linux counts them. One instance per connection.
 */
public interface CongestionControl {
  /** Name as {@code ss} and {@code TCP_CONGESTION} use it. */
  String name();

  /**
   * Packets were acknowledged while no recovery was on.
   *
   * @param window the present window and threshold; changed in place
   * @param packets newly acknowledged packets, at least 1
   */
  void onAck(CongestionWindow window, int packets, long now);

  /**
   * It sets window and rate by a model of the path, at each acknowledgement, also while losses are
   * repaired: {@link #onSample} is asked instead of {@link #onAck}, and what it sends is paced.
   */
  default boolean isModelBased() {
    return false;
  }

  /**
   * An acknowledgement came; for those that are {@linkplain #isModelBased model-based}.
   *
   * @param window the present window; changed in place
   */
  default void onSample(CongestionWindow window, RateSample sample, long now) {}

  /** Bytes per second to send at; 0 leaves it to the window and the round-trip time. */
  default long pacingRate() {
    return 0;
  }

  /** What {@code ss -i} shows in parentheses; empty for nothing. */
  default String detail() {
    return "";
  }

  /** The slow-start threshold after a loss, in packets; at least 2. */
  int thresholdAfterLoss(CongestionWindow window, int packetsInFlight);

  /**
   * A round-trip time was measured.
   *
   * @param rtt in ns
   */
  default void onRtt(CongestionWindow window, long rtt, Flow flow, long now) {}

  /**
   * Data is sent again after nothing was outstanding.
   *
   * @param nanos time since something was sent last, ns
   */
  default void onIdle(long nanos, long now) {}

  /** The retransmission timer ran out; {@link #thresholdAfterLoss} was asked before. */
  default void onTimeout() {}

  /** The latest reduction was needless and is taken back; the window has its old size again. */
  default void onUndo() {}
}
