package io.handfast.tcp;

/**
 * What is outstanding: counted in packets, and in two lists, so that neither an acknowledgement nor
 * a repair has to look for its records. Records in flight stand in the order in which they were
 * sent last; records that wait to be sent again stand in the order of their sequence numbers. What
 * is selectively acknowledged stands in neither.
 */
final class Flight {
  private final SendQueue queue;
  private final PathHistory history;

  /** Sent and not cumulatively acknowledged. */
  int packetsOut;

  /** Of those, selectively acknowledged (without SACK: one for each duplicate ACK). */
  int sackedOut;

  /** Of those, taken for lost. */
  int lostOut;

  /** Of those, sent again and not known to be lost again. */
  int retransOut;

  /** In flight, sent longest ago. */
  SendRecord oldest;

  private SendRecord newest;

  /** Lost and not sent again, with the lowest sequence number. */
  SendRecord firstLost;

  private SendRecord lastLost;

  Flight(SendQueue queue, PathHistory history) {
    this.queue = queue;
    this.history = history;
  }

  /** Packets in the network, as far as we know: "pipe" of RFC 6675. */
  int packets() {
    return packetsOut - sackedOut - lostOut + retransOut;
  }

  // ---- what happens to a record ----

  void sent(SendRecord record) {
    adjust(record, record.packets);
    append(record);
  }

  void sentAgain(SendRecord record, int packets) {
    unlink(record);
    adjust(record, -record.packets);
    record.packets = packets;
    record.marks |= SendRecord.RETRANSMITTED;
    adjust(record, packets);
    history.sentAgain += packets;
    append(record);
  }

  void sacked(SendRecord record) {
    unlink(record);
    adjust(record, -record.packets);
    record.marks = SendRecord.SACKED;
    adjust(record, record.packets);
  }

  /** The record, or its latest copy, is taken for lost. */
  void lost(SendRecord record) {
    unlink(record);
    adjust(record, -record.packets);
    record.marks = SendRecord.LOST;
    adjust(record, record.packets);
    history.lost += record.packets;
    insertLost(record);
  }

  /** The record is acknowledged; the queue may drop it. */
  void acknowledged(SendRecord record) {
    unlink(record);
    adjust(record, -record.packets);
  }

  /** The peer has thrown the record away after all. */
  void unsacked(SendRecord record) {
    adjust(record, -record.packets);
    record.marks = 0;
    adjust(record, record.packets);
    append(record);
  }

  /** Nothing that was taken for lost is: the records are in flight, where their time puts them. */
  void noneLost() {
    SendRecord at = oldest;
    while (firstLost != null) {
      SendRecord record = firstLost;
      unlink(record);
      record.marks = 0;
      at = placeFor(record, at);
      insertBefore(record, at);
    }
    for (SendRecord r = oldest; r != null; r = r.flightNext) {
      history.visits++;
      r.marks &= ~SendRecord.LOST;
    }
    lostOut = 0;
  }

  /** The record in flight that was sent next after this one, or null; the search starts nearby. */
  private SendRecord placeFor(SendRecord record, SendRecord start) {
    SendRecord at = start;
    while (at != null && isBefore(at, record)) {
      history.visits++;
      at = at.flightNext;
    }
    SendRecord before = at == null ? newest : at.flightPrevious;
    while (before != null && isBefore(record, before)) {
      history.visits++;
      at = before;
      before = before.flightPrevious;
    }
    return at;
  }

  private static boolean isBefore(SendRecord a, SendRecord b) {
    return a.sentAt < b.sentAt || a.sentAt == b.sentAt && SequenceNumber.lessThan(a.seq, b.seq);
  }

  /** Cuts a sent record so that its first part has {@code length} bytes, whole segments. */
  void cut(SendRecord record, int length, int mss) {
    if (record.length > length) {
      adjust(record, -record.packets);
      SendRecord rest = queue.split(record, length);
      record.packets = Sender.packetsOf(record.length, mss);
      rest.packets = Sender.packetsOf(rest.length, mss);
      adjust(record, record.packets);
      adjust(rest, rest.packets);
      linkBehind(rest, record);
    }
  }

  /** The record counts for so many packets from now on. */
  void recount(SendRecord record, int packets) {
    adjust(record, packets - record.packets);
    record.packets = packets;
  }

  private void adjust(SendRecord record, int packets) {
    packetsOut += packets;
    if (record.is(SendRecord.SACKED)) {
      sackedOut += packets;
    }
    if (record.is(SendRecord.LOST)) {
      lostOut += packets;
    }
    if (record.is(SendRecord.RETRANSMITTED)) {
      retransOut += packets;
    }
  }

  // ---- the lists ----

  private void append(SendRecord record) {
    insertBefore(record, null);
  }

  private void insertBefore(SendRecord record, SendRecord at) {
    record.flightNext = at;
    record.flightPrevious = at == null ? newest : at.flightPrevious;
    repoint(record, false);
  }

  /** Losses are mostly found from low to high: the place is near the end, or at the front. */
  private void insertLost(SendRecord record) {
    SendRecord behind = lastLost;
    if (firstLost != null && SequenceNumber.lessThan(record.seq, firstLost.seq)) {
      behind = null;
    }
    while (behind != null && SequenceNumber.greaterThan(behind.seq, record.seq)) {
      history.visits++;
      behind = behind.flightPrevious;
    }
    record.flightPrevious = behind;
    record.flightNext = behind == null ? firstLost : behind.flightNext;
    repoint(record, true);
  }

  private void linkBehind(SendRecord rest, SendRecord record) {
    if (record.is(SendRecord.SACKED)) {
      return;
    }
    rest.flightPrevious = record;
    rest.flightNext = record.flightNext;
    repoint(rest, record.awaitsRepair());
  }

  /** Lets the neighbours, or the ends of the list, point at a record that knows its place. */
  private void repoint(SendRecord record, boolean inLost) {
    if (record.flightPrevious != null) {
      record.flightPrevious.flightNext = record;
    } else if (inLost) {
      firstLost = record;
    } else {
      oldest = record;
    }
    if (record.flightNext != null) {
      record.flightNext.flightPrevious = record;
    } else if (inLost) {
      lastLost = record;
    } else {
      newest = record;
    }
  }

  private void unlink(SendRecord record) {
    if (record.is(SendRecord.SACKED)) {
      return;
    }
    boolean inLost = record.awaitsRepair();
    SendRecord before = record.flightPrevious;
    SendRecord behind = record.flightNext;
    if (before != null) {
      before.flightNext = behind;
    } else if (inLost) {
      firstLost = behind;
    } else {
      oldest = behind;
    }
    if (behind != null) {
      behind.flightPrevious = before;
    } else if (inLost) {
      lastLost = before;
    } else {
      newest = before;
    }
    record.flightPrevious = null;
    record.flightNext = null;
  }
}
