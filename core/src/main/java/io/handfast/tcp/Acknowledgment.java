package io.handfast.tcp;

import io.handfast.wire.TcpOptions;

/**
 * What one acknowledgement says, gathered step by step and read by the concerns of the sender. One
 * object per stack, filled again and again.
 */
final class Acknowledgment {
  /** No time, or no segment to measure by. */
  static final long NONE = Long.MIN_VALUE;

  TcpOptions options;
  int number;

  /** SND.UNA before it. */
  int priorUna;

  /** SND.UNA moved. */
  boolean advanced;

  /** It counts as a duplicate by RFC 5681 section 2: no data, no window change, no SYN or FIN. */
  boolean pureDuplicate;

  /** A duplicate, or one that tells something new by SACK without moving SND.UNA. */
  boolean duplicate;

  /** Packets cumulatively acknowledged by it. */
  int acked;

  /** Packets selectively acknowledged by it. */
  int sacked;

  /** Packets of which it is the first to tell that they arrived. */
  int delivered;

  /** Packets taken for lost because of it. */
  int lost;

  /** A copy that had been sent again was taken for lost because of it. */
  boolean copyLost;

  /** It acknowledges, in either way, something sent only once and before the repair began. */
  boolean originalDelivered;

  /** A packet that came out of order was sent longer ago than this sequence number's followers. */
  boolean reordered;

  /** Lowest sequence number that arrived after later ones though it was sent only once. */
  int reorderedFrom;

  /** The peer echoes a mark of congestion (ECE, RFC 3168). */
  boolean congested;

  /** It carries a DSACK block (RFC 2883). */
  boolean dsack;

  /** That block is about the segment of the tail loss probe. */
  boolean dsackOfProbe;

  /** When the oldest segment that it newly covers by SACK was sent, or {@link #NONE}. */
  long sackedSentAt;

  void begin(int ack, int sndUna, TcpOptions segmentOptions, boolean isPureDuplicate) {
    options = segmentOptions;
    number = ack;
    priorUna = sndUna;
    advanced = SequenceNumber.greaterThan(ack, sndUna);
    pureDuplicate = isPureDuplicate;
    duplicate = false;
    acked = 0;
    sacked = 0;
    delivered = 0;
    lost = 0;
    copyLost = false;
    originalDelivered = false;
    reordered = false;
    dsack = false;
    dsackOfProbe = false;
    sackedSentAt = NONE;
  }

  /** It tells something about our data that was not known. */
  boolean isNews() {
    return advanced || sacked > 0;
  }

  /** Notes a segment, sent only once, that arrived after some that lie behind it. */
  void reorderedAt(int seq) {
    if (!reordered || SequenceNumber.lessThan(seq, reorderedFrom)) {
      reorderedFrom = seq;
    }
    reordered = true;
  }
}
