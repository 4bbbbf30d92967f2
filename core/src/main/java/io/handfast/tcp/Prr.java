package io.handfast.tcp;

/**
 * Proportional rate reduction (RFC 9937): during a recovery the congestion window is what is in
 * flight and as much more as the packets delivered allow, so that at its end about the slow-start
 * threshold is in flight, without a burst and without a silence.
 */
final class Prr {
  /** Packets in flight, as the peer had not told of them, when the recovery began. */
  private int recoverFs = 1;

  private int delivered;
  private int out;

  /** A recovery begins with so many packets outstanding of whose arrival nobody has told. */
  void begin(int flightSize) {
    recoverFs = Math.max(1, flightSize);
    delivered = 0;
    out = 0;
  }

  /** Packets were sent during the recovery. */
  void sent(int packets) {
    out += packets;
  }

  /**
   * Packets that may be in flight after an acknowledgement.
   *
   * @param newlyDelivered packets it told of
   * @param inFlight packets in flight now
   * @param threshold the slow-start threshold
   * @param safe the acknowledged part grew and no further loss showed (section 6, SafeACK)
   * @param atLeast packets that go whatever the arithmetic says; the first retransmission always
   */
  int window(int newlyDelivered, int inFlight, int threshold, boolean safe, int atLeast) {
    delivered += newlyDelivered;
    long count;
    if (inFlight > threshold) {
      count = ((long) delivered * threshold + recoverFs - 1) / recoverFs - out;
    } else {
      count = Math.max(delivered - out, newlyDelivered) + (safe ? 1 : 0);
      count = Math.min(threshold - inFlight, count);
    }
    return inFlight + (int) Math.max(count, out == 0 ? 1 : atLeast);
  }
}
