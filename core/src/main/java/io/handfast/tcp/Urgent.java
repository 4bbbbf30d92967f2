package io.handfast.tcp;

import io.handfast.wire.TcpView;

/**
 * Urgent data of one connection (RFC 9293 section 3.8.5): a mark in the stream, not a second
 * channel. It is delivered in line, and both pointers name the octet behind the urgent data (RFC
 * 6093).
 */
final class Urgent {
  /** The pointer has 16 bits; urgent data that is longer is announced piece by piece. */
  private static final int MAX_POINTER = 65_535;

  private final Connection c;
  private boolean sending;
  private int sndUp;
  private boolean receiving;
  private int rcvUp;

  /** The next byte to be read had the mark until a later one came. */
  private boolean passedOver;

  Urgent(Connection c) {
    this.c = c;
  }

  // ---- out ----

  /** Everything queued up to this sequence number is urgent. */
  void mark(int end) {
    sending = true;
    sndUp = end;
  }

  /** Urgent data is queued or not acknowledged. */
  boolean isSending() {
    return sending;
  }

  /** Urgent pointer of a segment that begins at {@code seq}, 1 to 65,535; 0 when it has none. */
  int pointer(int seq) {
    int distance = sndUp - seq;
    return sending && distance > 0 ? Math.min(distance, MAX_POINTER) : 0;
  }

  void onAck() {
    sending &= SequenceNumber.lessThan(c.sndUna, sndUp);
  }

  // ---- in ----

  /** A segment with URG: tells the application when the mark is news (section 3.10.7.4, sixth). */
  void onSegment(TcpView segment) {
    int up = segment.seq() + segment.urgentPointer();
    boolean news = receiving ? SequenceNumber.greaterThan(up, rcvUp) : up - consumed() > 0;
    if (news) {
      passedOver |= receiving && rcvUp - consumed() == 1 && queued() > 0;
      receiving = true;
      rcvUp = up;
      c.notifySocket();
    }
  }

  /** Bytes from the next one to be read up to the mark, 0 when there is none. */
  int bytesToRead() {
    int left = receiving ? Math.max(0, rcvUp - consumed()) : 0;
    return c.finReceived ? Math.min(left, queued()) : left;
  }

  /**
   * The next byte to be read was the last urgent one when a later mark came, so that nobody was
   * told of it in its place: Linux takes it out of the stream then, where such bytes are left out.
   */
  boolean isPassedOver() {
    return passedOver;
  }

  /** The application has read; behind the mark nothing is urgent any more. */
  void onRead() {
    passedOver = false;
    receiving &= rcvUp - consumed() > 0;
  }

  private int consumed() {
    return c.rcvNxt - (c.finReceived ? 1 : 0) - queued();
  }

  private int queued() {
    return c.receiver == null ? 0 : c.receiver.queue.bytes();
  }
}
