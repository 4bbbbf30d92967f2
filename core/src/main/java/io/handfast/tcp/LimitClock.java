package io.handfast.tcp;

/**
 * How long a sender had something to send, and how long of that the peer's window or its own send
 * buffer was what held it up (Linux's {@code tcpi_busy_time} and its parts).
 */
final class LimitClock {
  /** What limits a sender, the stronger ones last. */
  enum Limit {
    /** Nothing to send. */
    IDLE,
    /** Busy; the network or the congestion window is the limit. */
    BUSY,
    /** The peer's receive window is. */
    PEER_WINDOW,
    /** The send buffer is: the application has more, and there is no room for it. */
    SEND_BUFFER
  }

  private Limit limit = Limit.IDLE;
  private long since;
  private long busy;
  private long peerWindow;
  private long sendBuffer;

  /** From now on this is the limit. */
  void change(Limit next, long now) {
    if (next != limit) {
      long passed = now - since;
      busy += limit == Limit.IDLE ? 0 : passed;
      peerWindow += limit == Limit.PEER_WINDOW ? passed : 0;
      sendBuffer += limit == Limit.SEND_BUFFER ? passed : 0;
      limit = next;
      since = now;
    }
  }

  /** Time with something to send, ns. */
  long busy(long now) {
    return busy + (limit == Limit.IDLE ? 0 : now - since);
  }

  /** Of that, time limited by the peer's window, ns. */
  long peerWindow(long now) {
    return peerWindow + (limit == Limit.PEER_WINDOW ? now - since : 0);
  }

  /** Of that, time limited by the send buffer, ns. */
  long sendBuffer(long now) {
    return sendBuffer + (limit == Limit.SEND_BUFFER ? now - since : 0);
  }
}
