package io.handfast.tcp;

/**
 * Whether the congestion window is used: what is not used does not grow (RFC 7661), and is given
 * back by halves of the difference when it stays so for a retransmission timeout (RFC 2861).
 */
final class WindowUse {
  private final Sender s;

  /** The congestion window was full in the flight that ends at {@link #flightEnd}. */
  private boolean limited;

  /** Most packets outstanding in that flight. */
  private int flightPackets;

  private int flightEnd;

  /** Most packets outstanding since {@link #usedSince}, while the window was not full. */
  private int used;

  /** When the window was full last, or given back, ns. */
  private long usedSince;

  WindowUse(Sender s) {
    this.s = s;
    this.flightEnd = s.c.sndUna;
  }

  /** Keeps the strongest sign per flight. */
  void note(boolean sent, long now) {
    boolean full = s.flight.packets() >= s.window.packets();
    boolean newFlight = SequenceNumber.atLeast(s.c.sndUna, flightEnd);
    if (full || sent && (newFlight || !limited && s.flight.packetsOut > flightPackets)) {
      limited = full;
      flightPackets = s.flight.packetsOut;
      flightEnd = s.c.sndNxt;
    }
    if (isLimited()) {
      used = 0;
      usedSince = now;
    } else if (sent) {
      used = Math.max(used, s.flight.packetsOut);
      shrinkUnused(now);
    }
  }

  /** The congestion window, not the application or the peer's window, is the limit. */
  boolean isLimited() {
    boolean half = s.window.inSlowStart() && s.window.packets() < 2 * flightPackets;
    return half || limited;
  }

  private void shrinkUnused(long now) {
    boolean due =
        now - usedSince >= RttEstimator.timeout(s.c)
            && s.c.config().is(Tunable.TCP_SLOW_START_AFTER_IDLE)
            && !s.congestion.isModelBased();
    if (!due) {
      return;
    }
    boolean byApplication = s.queue.unsent == null; // else the peer's window is the limit
    int wanted = Math.max(used, s.c.initialWindow());
    if (byApplication && wanted < s.window.packets() && !s.recovery.isBusy()) {
      s.window.threshold(Math.max(s.window.threshold(), s.window.packets() / 4 * 3));
      s.window.packets((s.window.packets() + wanted) / 2);
    }
    used = 0;
    usedSince = now;
  }
}
