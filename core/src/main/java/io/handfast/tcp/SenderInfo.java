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
 * @param delivered packets delivered since the beginning, each once
 * @param reordering packets that may overtake another before that one counts as lost
 * @param reorderingSeen times that reordering was seen
 * @param visits records that searches for acknowledgements have looked at: what the peer costs us
 * @param minRtt shortest round-trip time measured, ns; 0 before the first
 */
public record SenderInfo(
    Phase phase,
    int unacked,
    int sacked,
    int lost,
    int retrans,
    long delivered,
    int reordering,
    int reorderingSeen,
    long visits,
    long minRtt) {
  /** A sender that has not sent data. */
  public static final SenderInfo IDLE = new SenderInfo(Phase.OPEN, 0, 0, 0, 0, 0, 3, 0, 0, 0);

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
    Flight f = s.flight;
    return new SenderInfo(
        s.recovery.phase(),
        f.packetsOut,
        f.sackedOut,
        f.lostOut,
        f.retransOut,
        s.history.delivered & 0xffff_ffffL,
        s.reordering.degree(),
        s.reordering.seen(),
        s.history.visits,
        s.c.minRtt == Long.MAX_VALUE ? 0 : s.c.minRtt);
  }
}
