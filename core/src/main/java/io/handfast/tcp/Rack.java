package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.wire.TcpOptions;

/**
 * Recent acknowledgement (RFC 8985 section 6): a segment is lost when one that was sent a
 * reordering window later has arrived. It finds lost retransmissions as well as lost originals.
 */
final class Rack {
  /** Bits of {@code tcp_recovery}. */
  private static final int STATIC_WINDOW = 2;

  private static final int NO_DUPLICATE_THRESHOLD = 4;

  /** Slack of the reordering timer, so that it fires once for what was sent together. */
  private static final long SLACK = 2_000_000;

  private final Sender s;

  /** When the segment sent last of those delivered was sent, and its end. */
  private long xmitAt;

  private int endSeq;

  private boolean advanced;

  /** A round with DSACKs is on; it ends when {@link #roundEnd} is acknowledged. */
  private boolean inDsackRound;

  private int roundEnd;

  /** When the reordering timer runs out, ns. */
  long timerAt = Connection.NEVER;

  Rack(Sender s) {
    this.s = s;
  }

  /** A record arrived (step 2): the newest transmission of those that arrived is remembered. */
  void onDelivered(SendRecord record, TcpOptions options, long now) {
    long sample = now - record.sentAt;
    if (record.transmissions > 1 && mayBeOfEarlierCopy(record, options, sample)) {
      return;
    }
    advanced = true;
    s.history.deliveredRtt = sample;
    if (isSentAfter(record.sentAt, record.end(), xmitAt, endSeq)) {
      xmitAt = record.sentAt;
      endSeq = record.end();
    }
  }

  private boolean mayBeOfEarlierCopy(SendRecord record, TcpOptions options, long sample) {
    Connection c = s.c;
    boolean echoesEarlier =
        c.timestamps
            && options.hasTimestamps()
            && options.tsEcr() - SegmentWriter.tsVal(c.tsOffset, record.sentAt) < 0;
    return sample < c.minRtt || echoesEarlier;
  }

  private static boolean isSentAfter(long at, int end, long otherAt, int otherEnd) {
    return at > otherAt || at == otherAt && SequenceNumber.greaterThan(end, otherEnd);
  }

  /**
   * Once per round in which a DSACK tells of a needless retransmission the window widens by a
   * quarter of the shortest round-trip time (step 4).
   */
  void adaptWindow(Acknowledgment ack) {
    if ((s.c.config().getInt(Tunable.TCP_RECOVERY) & STATIC_WINDOW) != 0) {
      return;
    }
    inDsackRound &= SequenceNumber.lessThan(ack.number, roundEnd);
    if (ack.dsack && !ack.dsackOfProbe && s.reordering.seen() > 0 && !inDsackRound) {
      inDsackRound = true;
      roundEnd = s.c.sndNxt;
      s.reordering.widen();
    } else {
      s.reordering.narrowWhenDue();
    }
  }

  /** A recovery ended without being undone. */
  void onRecoveryEnd() {
    s.reordering.onRecoveryEnd();
  }

  /** A recovery was undone: what was taken for loss was reordering. */
  void onUndo() {
    s.reordering.onUndo();
    advanced = true;
  }

  /**
   * Time that a segment may be late, in ns: none while nothing was ever reordered and a recovery is
   * on or the duplicate threshold is reached.
   */
  private long window() {
    Connection c = s.c;
    if (s.reordering.seen() == 0) {
      boolean byThreshold =
          s.flight.sackedOut >= s.reordering.degree()
              && (c.config().getInt(Tunable.TCP_RECOVERY) & NO_DUPLICATE_THRESHOLD) == 0;
      if (s.recovery.isRepairing() || byThreshold) {
        return 0;
      }
    }
    return c.minRtt == Long.MAX_VALUE
        ? 0
        : Math.min(c.minRtt / 4 * s.reordering.quarters(), c.srtt);
  }

  /**
   * Marks what must be lost (step 5), and sets the reordering timer when something is merely late.
   * The list is in the order of sending, so it ends at the first record that is not due.
   */
  void detect(long now) {
    if (!advanced) {
      return;
    }
    advanced = false;
    timerAt = Connection.NEVER;
    detectDue(now);
  }

  private void detectDue(long now) {
    long window = window();
    SendRecord record = s.flight.oldest;
    while (record != null && isSentAfter(xmitAt, endSeq, record.sentAt, record.end())) {
      s.history.visits++;
      long left = record.sentAt + s.history.deliveredRtt + window - now;
      if (left > 0) {
        timerAt = now + left + SLACK;
        return;
      }
      SendRecord next = record.flightNext;
      lose(record);
      record = next;
    }
  }

  private void lose(SendRecord record) {
    if (record.is(SendRecord.RETRANSMITTED)) {
      s.c.tcp.acknowledgment.copyLost = true;
      s.c.tcp.counters.add(Counter.EXT_LOST_RETRANSMIT, record.packets);
    }
    s.flight.lost(record);
  }

  /** The reordering timer ran out: what is due now is lost. */
  void onTimer(long now) {
    timerAt = Connection.NEVER;
    int before = s.history.lost;
    detectDue(now);
    if (s.history.lost != before) {
      s.recovery.onLossByTimer(now);
    }
  }

  /** Sent so recently that a timeout says nothing about it (section 6.3). */
  boolean isRecent(SendRecord record, long now) {
    return record.sentAt + s.history.deliveredRtt > now;
  }
}
