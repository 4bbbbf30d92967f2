package io.handfast.tcp.congestion;

/** When slow start ends before a loss, and how fast the window grows until then. */
interface SlowStartExit {
  /** Loss alone ends slow start. */
  SlowStartExit NEVER = (window, rtt, shortest, flow, now) -> false;

  /**
   * Takes a measurement of slow start; true when slow start is to end.
   *
   * @param rtt the measurement, ns
   * @param shortest the shortest of the connection, this one included, ns
   */
  boolean isTooLong(CongestionWindow window, long rtt, long shortest, Flow flow, long now);

  /** Packets by which the window grows when so many are acknowledged. */
  default int growth(int acknowledged) {
    return acknowledged;
  }

  /** The next measurement begins a new round. */
  default void restart() {}

  /** The one of this number of {@code handfast.tcp_hystart}: 0 never, 1 HyStart, 2 HyStart++. */
  static SlowStartExit numbered(int number) {
    return switch (number) {
      case 0 -> NEVER;
      case 1 -> new HyStart();
      default -> new HyStartPlusPlus();
    };
  }
}
