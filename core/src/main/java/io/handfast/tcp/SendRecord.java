package io.handfast.tcp;

import io.handfast.buffer.Packet;

/** A run of the send stream that is transmitted, acknowledged and marked as one. Pooled. */
final class SendRecord {
  /** Selectively acknowledged. */
  static final int SACKED = 1;

  /** Believed lost. */
  static final int LOST = 2;

  /** Sent again since it was believed lost, and that copy is in flight. */
  static final int RETRANSMITTED = 4;

  /** First sequence number. */
  int seq;

  /** Payload bytes. */
  int length;

  /** A write of the application ends here: PSH. */
  boolean push;

  /** MSG_EOR: later bytes get a record of their own. */
  boolean endOfRecord;

  /** The stream ends here: FIN, which takes one sequence number. */
  boolean fin;

  /** Chunk and position in it of the first payload byte; the rest may lie in the chunks behind. */
  Packet chunk;

  int chunkOffset;

  /** {@link #SACKED}, {@link #LOST}, {@link #RETRANSMITTED}. */
  int marks;

  /** Times sent; 0 before the first. */
  int transmissions;

  /** Packets it counts for while outstanding. */
  int packets;

  /** When last sent, ns. */
  long sentAt;

  // For the delivery rate, as of when it was sent last: packets delivered until then, when the
  // latest of them was and when the flight it belongs to began, ns; sent for want of more data.
  long delivered;
  long deliveredAt;
  long firstSentAt;
  boolean limited;

  SendRecord previous;
  SendRecord next;

  /** Neighbours in the list of {@link Flight} that the marks put the record in. */
  SendRecord flightPrevious;

  SendRecord flightNext;

  /** Sequence number after the record. */
  int end() {
    return seq + length + (fin ? 1 : 0);
  }

  /** Believed lost, and not sent again since. */
  boolean awaitsRepair() {
    return (marks & (LOST | RETRANSMITTED)) == LOST;
  }

  boolean is(int mark) {
    return (marks & mark) != 0;
  }

  SendRecord clear() {
    push = false;
    endOfRecord = false;
    fin = false;
    chunk = null;
    marks = 0;
    transmissions = 0;
    packets = 0;
    length = 0;
    previous = null;
    next = null;
    flightPrevious = null;
    flightNext = null;
    return this;
  }
}
