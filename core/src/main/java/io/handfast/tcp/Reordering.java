package io.handfast.tcp;

import io.handfast.event.Counter;

/**
 * How far the network reorders, in packets: the degree that {@code tcp_reordering} starts with and
 * that grows with what is seen, up to {@code tcp_max_reordering} (RFC 4737's extent, as Linux takes
 * it).
 */
final class Reordering {
  private final Connection c;
  private int degree;
  private int seen;

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
}
