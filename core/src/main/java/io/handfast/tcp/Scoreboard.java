package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.wire.TcpOptions;

/** The SACK scoreboard of RFC 6675: marks on the send records. */
final class Scoreboard {
  private Scoreboard() {}

  /** Marks what the blocks cover; returns the packets newly marked. */
  static int mark(Sender s, TcpOptions options) {
    int before = s.sackedOut;
    s.sackedSentAt = Sender.NONE;
    for (int i = 0; i < options.sackCount(); i++) {
      int left = options.sackLeft(i);
      int right = options.sackRight(i);
      if (isBelievable(s.c, left, right)) {
        markBlock(s, left, right);
      } else {
        s.c.count(Counter.EXT_SACK_DISCARD);
      }
    }
    return s.sackedOut - before;
  }

  /** Inside what is outstanding; a block below SND.UNA is a DSACK and says nothing here. */
  private static boolean isBelievable(Connection c, int left, int right) {
    return SequenceNumber.lessThan(left, right)
        && SequenceNumber.atLeast(left, c.sndUna)
        && SequenceNumber.atMost(right, c.sndNxt);
  }

  private static void markBlock(Sender s, int left, int right) {
    SendRecord record = s.queue.head;
    while (record != s.queue.unsent && SequenceNumber.lessThan(record.seq, right)) {
      if (!record.is(SendRecord.SACKED) && SequenceNumber.greaterThan(record.end(), left)) {
        record = isolate(s, record, left, right);
        if (SequenceNumber.atMost(left, record.seq) && SequenceNumber.atMost(record.end(), right)) {
          markRecord(s, record);
        }
      }
      record = record.next;
    }
    boolean higher = s.sackedOut == 0 || SequenceNumber.greaterThan(right, s.highestSacked);
    s.highestSacked = higher ? right : s.highestSacked;
  }

  /**
   * Cuts a super-segment at the edges of a block, at whole segments only, so that a peer cannot
   * crumble the queue; returns the part that may lie inside the block.
   */
  private static SendRecord isolate(Sender s, SendRecord record, int left, int right) {
    int mss = s.c.sndMss();
    SendRecord inside = record;
    if (SequenceNumber.lessThan(record.seq, left)) {
      int before = (left - record.seq + mss - 1) / mss * mss;
      if (before >= record.length) {
        return record;
      }
      s.cut(record, before, mss);
      inside = record.next;
    }
    if (SequenceNumber.greaterThan(inside.end(), right)) {
      int length = (right - inside.seq) / mss * mss;
      if (length > 0) {
        s.cut(inside, length, mss);
      }
    }
    return inside;
  }

  private static void markRecord(Sender s, SendRecord record) {
    if (record.transmissions == 1 && s.sackedSentAt == Sender.NONE) {
      s.sackedSentAt = record.sentAt;
    }
    s.uncount(record);
    record.marks = SendRecord.SACKED;
    s.count(record);
  }

  /**
   * Marks as lost what has at least {@code threshold} packets selectively acknowledged above it
   * (IsLost, RFC 6675 section 4); returns the packets newly marked.
   */
  static int markLost(Sender s, int threshold) {
    int before = s.lostOut;
    int above = s.sackedOut;
    for (SendRecord r = s.queue.head; r != s.queue.unsent && above >= threshold; r = r.next) {
      if (r.is(SendRecord.SACKED)) {
        above -= r.packets;
      } else if (!r.is(SendRecord.LOST)) {
        setLost(s, r);
      }
    }
    return s.lostOut - before;
  }

  static void setLost(Sender s, SendRecord record) {
    s.uncount(record);
    record.marks |= SendRecord.LOST;
    s.count(record);
  }

  /** After a timeout everything not selectively acknowledged counts as lost, sent again or not. */
  static void markAllLost(Sender s) {
    for (SendRecord r = s.queue.head; r != s.queue.unsent; r = r.next) {
      s.uncount(r);
      r.marks = r.is(SendRecord.SACKED) ? SendRecord.SACKED : SendRecord.LOST;
      s.count(r);
    }
  }

  /** The peer has thrown away what it acknowledged selectively (RFC 2018 section 8). */
  static void forget(Sender s) {
    for (SendRecord r = s.queue.head; r != s.queue.unsent; r = r.next) {
      s.uncount(r);
      r.marks &= ~SendRecord.SACKED;
      s.count(r);
    }
  }
}
