package io.handfast.tcp;

/**
 * A snapshot of what a sender knows about its segments in flight, with the names of Linux's
 * tcp_info; all but the phase in packets.
 *
 * @param phase what the sender is doing about losses
 * @param unacked sent and not cumulatively acknowledged
 * @param sacked of those, selectively acknowledged (without SACK: one for each duplicate ACK)
 * @param lost of those, taken for lost
 * @param retrans of those, sent again and not acknowledged since
 */
public record SenderInfo(Phase phase, int unacked, int sacked, int lost, int retrans) {
  /** A sender that has not sent data. */
  public static final SenderInfo IDLE = new SenderInfo(Phase.OPEN, 0, 0, 0, 0);

  /** What a sender is doing about losses, in the order of Linux's tcp_ca_state. */
  public enum Phase {
    /** Nothing unusual. */
    OPEN,
    /** Something was acknowledged out of order; it may be reordering. */
    DISORDER,
    /** The window shrinks because of congestion marks. */
    REDUCING,
    /** Fast retransmit and recovery. */
    RECOVERY,
    /** Repair after a timeout. */
    LOSS
  }

  static SenderInfo of(Sender s) {
    return new SenderInfo(phase(s), s.packetsOut, s.sackedOut, s.lostOut, s.retransOut);
  }

  private static Phase phase(Sender s) {
    if (s.recovery.isOpen()) {
      return s.sackedOut > 0 ? Phase.DISORDER : Phase.OPEN;
    }
    return s.recovery.grows() ? Phase.LOSS : Phase.RECOVERY;
  }
}
