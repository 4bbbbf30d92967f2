package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.wire.TcpOptions;

/**
 * Which records the peer holds by its SACK blocks (RFC 2018), and what it says to have received
 * twice (RFC 2883). Neighbours that are both held become one record, and a search starts where one
 * ended before, so that a block costs little whatever the queue's length; a peer whose blocks jump
 * about is not followed further than {@link #MAX_VISITS} records for one acknowledgement.
 */
final class Scoreboard {
  /** Records that one acknowledgement may have looked at. */
  static final int MAX_VISITS = 1_024;

  private final Sender s;
  private final Flight flight;

  /** Where the latest searches ended; any of them may be null. */
  private final SendRecord[] hints = new SendRecord[TcpOptions.MAX_SACK_BLOCKS];

  private int nextHint;
  private long visitsAtStart;

  /** End of the highest record held; only while {@link Flight#sackedOut} > 0. */
  private int highest;

  Scoreboard(Sender s) {
    this.s = s;
    this.flight = s.flight;
  }

  /** End of the highest data that the peer holds out of order, or SND.UNA. */
  int highest() {
    return s.c.sackPermitted && flight.sackedOut > 0 ? highest : s.c.sndUna;
  }

  /** Marks what the blocks of an acknowledgement cover. */
  void mark(Acknowledgment ack, long now) {
    TcpOptions options = ack.options;
    if (options.sackCount() == 0) {
      return;
    }
    visitsAtStart = s.history.visits;
    int before = flight.sackedOut;
    int first = 0;
    if (Dsack.isPresent(ack)) {
      Dsack.take(s, ack);
      first = 1;
    }
    inAscendingOrder(ack, first, now);
    ack.sacked = flight.sackedOut - before;
    if (ack.reordered) {
      s.reordering.observe(ack.reorderedFrom, highest(), Counter.EXT_SACK_REORDER);
    }
  }

  /** From low to high, whatever order they stand in, so that only late arrivals look reordered. */
  private void inAscendingOrder(Acknowledgment ack, int first, long now) {
    TcpOptions options = ack.options;
    int done = 0;
    for (int i = first; i < options.sackCount(); i++) {
      int lowest = -1;
      for (int j = first; j < options.sackCount(); j++) {
        boolean open = (done & 1 << j) == 0;
        if (open && (lowest < 0 || isLower(options, j, lowest))) {
          lowest = j;
        }
      }
      done |= 1 << lowest;
      block(ack, options.sackLeft(lowest), options.sackRight(lowest), now);
    }
  }

  private static boolean isLower(TcpOptions options, int a, int b) {
    return SequenceNumber.lessThan(options.sackLeft(a), options.sackLeft(b));
  }

  private void block(Acknowledgment ack, int left, int right, long now) {
    if (isBelievable(left, right)) {
      markBlock(ack, left, right, now);
    } else if (ack.number == s.c.sndUna || SequenceNumber.greaterThan(right, s.c.sndUna)) {
      s.c.count(Counter.EXT_SACK_DISCARD); // but what an overtaken ACK repeats is no lie
    }
  }

  /** Inside what is outstanding. */
  private boolean isBelievable(int left, int right) {
    return SequenceNumber.lessThan(left, right)
        && SequenceNumber.atLeast(left, s.c.sndUna)
        && SequenceNumber.atMost(right, s.c.sndNxt);
  }

  private boolean mayLookFurther() {
    return s.history.visits - visitsAtStart < MAX_VISITS;
  }

  private void markBlock(Acknowledgment ack, int left, int right, long now) {
    SendRecord record = find(left);
    while (record != null
        && record != s.queue.unsent
        && SequenceNumber.lessThan(record.seq, right)
        && mayLookFurther()) {
      s.history.visits++;
      if (!record.is(SendRecord.SACKED)) {
        record = isolate(record, left, right);
        if (SequenceNumber.atMost(left, record.seq) && SequenceNumber.atMost(record.end(), right)) {
          record = hold(ack, record, now);
        }
      }
      remember(record);
      record = record.next;
    }
  }

  // ---- searching ----

  /** The record that holds {@code seq}, searched from the nearest known place. */
  private SendRecord find(int seq) {
    SendRecord at = nearest(seq);
    while (at.previous != null && SequenceNumber.greaterThan(at.seq, seq) && mayLookFurther()) {
      s.history.visits++;
      at = at.previous;
    }
    while (SequenceNumber.atMost(at.end(), seq) && mayLookFurther()) {
      s.history.visits++;
      if (at.next == null || at.next == s.queue.unsent) {
        return null;
      }
      at = at.next;
    }
    startHint(at);
    return at;
  }

  private SendRecord nearest(int seq) {
    SendRecord best = s.queue.head;
    int distance = Math.abs(seq - best.seq);
    SendRecord last = s.lastSent();
    if (Math.abs(seq - last.seq) < distance) {
      best = last;
      distance = Math.abs(seq - last.seq);
    }
    for (int i = 0; i < hints.length; i++) {
      if (hints[i] != null && Math.abs(seq - hints[i].seq) < distance) {
        best = hints[i];
        distance = Math.abs(seq - best.seq);
        nextHint = i;
      }
    }
    return best;
  }

  private void startHint(SendRecord at) {
    if (hints[nextHint] != null && hints[nextHint] != at) {
      nextHint = (nextHint + 1) % hints.length;
    }
    hints[nextHint] = at;
  }

  private void remember(SendRecord record) {
    hints[nextHint] = record;
  }

  /** The record leaves the queue. */
  void gone(SendRecord record, SendRecord instead) {
    for (int i = 0; i < hints.length; i++) {
      if (hints[i] == record) {
        hints[i] = instead;
      }
    }
  }

  // ---- marking ----

  /**
   * Cuts a super-segment at the edges of a block, at whole segments only, so that a peer cannot
   * crumble the queue; returns the part that may lie inside the block.
   */
  private SendRecord isolate(SendRecord record, int left, int right) {
    int mss = s.c.sndMss();
    SendRecord inside = record;
    if (SequenceNumber.lessThan(record.seq, left)) {
      int before = (left - record.seq + mss - 1) / mss * mss;
      if (before >= record.length) {
        return record;
      }
      flight.cut(record, before, mss);
      inside = record.next;
    }
    if (SequenceNumber.greaterThan(inside.end(), right)) {
      int length = (right - inside.seq) / mss * mss;
      if (length > 0) {
        flight.cut(inside, length, mss);
      }
    }
    return inside;
  }

  /** The peer holds this record; returns the one that it has become part of. */
  private SendRecord hold(Acknowledgment ack, SendRecord record, long now) {
    if (record.transmissions == 1) {
      if (ack.sackedSentAt == Acknowledgment.NONE || record.sentAt < ack.sackedSentAt) {
        ack.sackedSentAt = record.sentAt;
      }
      if (SequenceNumber.lessThan(record.seq, highest())) {
        ack.reorderedAt(record.seq);
      }
      ack.originalDelivered |= s.recovery.isBeforePoint(record);
    }
    s.rack.onDelivered(record, ack.options, now);
    s.rate.onDelivered(record);
    int end = record.end();
    highest = SequenceNumber.greaterThan(end, highest()) ? end : highest;
    flight.sacked(record);
    return joinNeighbours(record);
  }

  private SendRecord joinNeighbours(SendRecord record) {
    SendRecord behind = record.next;
    if (behind != null && behind != s.queue.unsent && behind.is(SendRecord.SACKED)) {
      join(record, behind);
    }
    SendRecord before = record.previous;
    if (before != null && before.is(SendRecord.SACKED)) {
      join(before, record);
      return before;
    }
    return record;
  }

  private void join(SendRecord record, SendRecord behind) {
    gone(behind, record);
    s.queue.join(record, behind);
  }

  /** The peer has thrown away what it acknowledged selectively (RFC 2018 section 8). */
  void forget() {
    for (SendRecord r = s.queue.head; r != s.queue.unsent; r = r.next) {
      if (r.is(SendRecord.SACKED)) {
        flight.unsacked(r);
      }
    }
  }
}
