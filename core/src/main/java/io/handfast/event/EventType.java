package io.handfast.event;

/** Kinds of event; the meaning of an event's two values stands at each. */
public enum EventType {
  /** A connection changed its state: ordinal of the old state, ordinal of the new one. */
  STATE,
  /** A segment was sent for the first time: sequence number, length. */
  SENT,
  /** A segment was sent again: sequence number, length. */
  RETRANSMITTED,
  /** A timer ran out: attempt (1 is the first), present timeout in ns. */
  TIMEOUT,
  /** A received packet or segment was dropped: sequence number or 0, length. */
  DROPPED,
  /** A reset was sent or received: sequence number, 0 for sent and 1 for received. */
  RESET,
  /** The sender began to repair a loss: recovery point, congestion window in packets. */
  RECOVERY,
  /** The advertised or received window became zero or opened: window, 0 ours and 1 the peer's. */
  WINDOW,
  /** A probe was sent: number of unanswered probes, 0. */
  PROBE,
  /** Something is wrong that ends nothing yet: errno, 0. */
  TROUBLE,
  /** The connection ended with an error: errno, 0. */
  FAILED,
  /** A SYN cookie was sent or refused: the cookie, the peer's initial sequence number. */
  COOKIE,
  /** A SYN flood began or ended: SYNs a second, unanswered ones in percent. */
  FLOOD,
  /** A program has not closed a connection in CLOSE-WAIT: such connections, seconds of silence. */
  LEAK,
  /** Fast Open: bytes in the SYN (or length of a pause, ns), 0 for a client and 1 for a server. */
  FAST_OPEN;

  /** Bit of this type in an event mask. */
  public int bit() {
    return 1 << ordinal();
  }
}
