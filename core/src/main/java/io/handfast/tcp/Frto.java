package io.handfast.tcp;

/**
 * F-RTO (RFC 5682): was a timeout spurious? After it new data goes before further repairs; when
 * then something arrives that was sent only once before the timeout, the path was slow and nothing
 * lost.
 */
final class Frto {
  private final Sender s;
  private boolean active;
  private boolean sendsNew;

  Frto(Sender s) {
    this.s = s;
  }

  /** A timeout of a segment that no repair was concerned with, or a repeated one. */
  void begin(boolean mayBeSpurious) {
    active = mayBeSpurious && s.c.config().is(Tunable.TCP_FRTO);
    sendsNew = false;
  }

  void end() {
    active = false;
    sendsNew = false;
  }

  /** Something never sent again has arrived: the timeout was spurious (step 3b). */
  boolean isSpurious(Acknowledgment ack) {
    return active && ack.originalDelivered;
  }

  /**
   * Follows the steps of section 2.1; true when new data is to go instead of repairs.
   *
   * @param point SND.NXT at the timeout
   */
  boolean onAck(Acknowledgment ack, int point) {
    if (!active) {
      return false;
    }
    if (SequenceNumber.greaterThan(s.c.sndNxt, point)) {
      active = ack.sacked == 0 && !ack.duplicate; // step 3a: a duplicate, so the loss was real
      return false;
    }
    boolean partial = ack.advanced && SequenceNumber.lessThan(ack.number, point);
    if (partial) {
      sendsNew = s.canSendNew();
      active = sendsNew;
    }
    return sendsNew;
  }

  /** New data was to go first (step 2b): true when it did, so that repairs wait. */
  boolean sentNewFirst(long now) {
    if (!sendsNew) {
      return false;
    }
    sendsNew = false;
    int before = s.c.sndNxt;
    s.sendNew(now);
    active = s.c.sndNxt != before;
    return active;
  }
}
