package io.handfast.tcp;

import io.handfast.event.Reason;

/** What Fast Open (RFC 7413) adds to a connection; one that does not use it has none. */
final class FastOpen {
  /** The listener's queue of those whose handshake is not over; null at a client. */
  private FastOpenQueue queue;

  private final boolean passive;

  /** Client: connect has returned, and the SYN waits for the first write. */
  boolean deferred;

  /** Client: the option that our SYN had, or null. */
  FastOpenOption sent;

  /** Client: our SYN had data. */
  boolean synData;

  /** The data of the SYN was taken, all of ours or some of the peer's. */
  boolean synDataAcked;

  /** Client: there was a pause before, see {@link FastOpenPause}. */
  boolean afterPause;

  /** Client: MSS that a router's word leaves for the SYN that goes again; 0 for no such word. */
  int mssLimit;

  private FastOpen(FastOpenQueue queue) {
    this.queue = queue;
    this.passive = queue != null;
  }

  static FastOpen client() {
    return new FastOpen(null);
  }

  static FastOpen server(FastOpenQueue queue) {
    queue.add();
    return new FastOpen(queue);
  }

  /** The peer's SYN opened the connection. */
  boolean isPassive() {
    return passive;
  }

  /** Our SYN was one of Fast Open. */
  boolean isActive() {
    return sent != null || synData;
  }

  /** The SYNs of both sides are acknowledged. */
  void onOpened() {
    if (queue != null) {
      queue.remove();
      queue = null;
    }
  }

  /** The connection is over. */
  void onDone(Connection c, Reason reason, long now) {
    if (queue == null) {
      FastOpenClient.onDone(c, now);
      return;
    }
    if (reason == Reason.RST_RECEIVED) {
      queue.onReset(now);
    } else {
      queue.remove();
    }
    queue = null;
  }
}
