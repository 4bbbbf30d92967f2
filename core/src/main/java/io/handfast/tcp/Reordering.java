package io.handfast.tcp;

import io.handfast.event.Counter;

/**
 * How far the network reorders. In packets: the degree that {@code tcp_reordering} starts with and
 * that grows with what is seen, up to {@code tcp_max_reordering} (RFC 4737's extent, as Linux takes
 * it). In time: the reordering window of RACK (RFC 8985 section 6.2, step 4).
 */
final class Reordering {
  private static final int MAX_QUARTERS = 255;

  /** Recoveries that a widened window lasts. */
  private static final int PERSIST = 16;

  private final Connection c;
  private int degree;
  private int seen;
  private int quarters = 1;
  private int persist;

  Reordering(Connection c) {
    this.c = c;
    this.degree = c.config().getInt(Tunable.TCP_REORDERING);
  }

  /** Packets that may overtake another before that one counts as lost. */
  int degree() {
    return degree;
  }

  /** Times that reordering was seen. */
  int seen() {
    return seen;
  }

  /**
   * A segment that was sent once arrived after others behind it.
   *
   * @param seq its first sequence number
   * @param highest end of the data behind it that had arrived before
   * @param counter which evidence told
   */
  void observe(int seq, int highest, Counter counter) {
    int distance = highest - seq;
    if (distance <= 0) {
      return;
    }
    int packets = Sender.packetsOf(distance, c.sndMss());
    if (packets > degree) {
      degree = Math.min(packets, c.config().getInt(Tunable.TCP_MAX_REORDERING));
    }
    seen++;
    c.count(counter);
  }

  /** A timeout after duplicates shows that waiting for more of them was too long. */
  void shrink() {
    degree = Math.min(degree, c.config().getInt(Tunable.TCP_REORDERING));
  }

  // ---- the reordering window of RACK ----

  /** The window in quarters of the shortest round-trip time, 1 to 255. */
  int quarters() {
    return quarters;
  }

  /** A round showed a needless retransmission. */
  void widen() {
    quarters = Math.min(MAX_QUARTERS, quarters + 1);
    persist = PERSIST;
  }

  /** The window is narrow again when it was wide for long enough. */
  void narrowWhenDue() {
    if (persist == 0) {
      quarters = 1;
    }
  }

  /** A recovery ended without being undone. */
  void onRecoveryEnd() {
    persist = Math.max(0, persist - 1);
  }

  /** A recovery was undone: what was taken for loss was reordering. */
  void onUndo() {
    persist = Math.min(PERSIST, persist + 1);
  }
}
