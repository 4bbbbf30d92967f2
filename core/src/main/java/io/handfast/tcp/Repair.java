package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/** Sends again what was sent before. */
final class Repair {
  private final Sender s;
  private final Connection c;

  Repair(Sender s) {
    this.s = s;
    this.c = s.c;
  }

  /** Sends lost records again, oldest first, while the congestion window allows. */
  void sendLost(long now) {
    while (s.flight.firstLost != null && !s.pacer.holds(now)) {
      int quota = s.window.packets() - s.flight.packets();
      if (quota <= 0 || !retransmit(s.flight.firstLost, quota, s.recovery.reason(), now)) {
        return;
      }
    }
  }

  /**
   * Sends a record again, at most {@code quota} packets of it; the rest stays as it was. False when
   * it did not go: the peer's window does not hold it, or the network did not take it.
   */
  boolean retransmit(SendRecord record, int quota, Reason reason, long now) {
    if (c.mtuProbing != null) {
      c.mtuProbing.onLost(s, record.seq);
    }
    int mss = c.sndMss();
    int room = c.sndWndEnd() - record.seq;
    if (room <= 0 && record.length > 0) {
      if (record.seq != c.sndUna) {
        return false; // the peer has shrunk its window: only the first segment may probe it
      }
      room = mss;
    }
    int length = (int) Math.min((long) quota * mss, s.superMax(mss));
    s.flight.cut(record, Math.min(length, Math.max(room, 1)), mss);
    s.flight.sentAgain(record, Sender.packetsOf(record.length, mss));
    record.transmissions++;
    record.sentAt = now;
    s.rate.onSend(record, now);
    s.pacer.onSent(record, now);
    note(record, reason, now);
    return c.tcp.writer.data(c, record, mss, now);
  }

  private void note(SendRecord record, Reason reason, long now) {
    s.noteSending(now);
    s.recovery.sent(record.packets);
    s.recovery.sentAgain(record.packets, now);
    if (record == s.queue.head && c.retransmitAt != Connection.NEVER) {
      c.retransmitAt = now + RttEstimator.timeout(c);
    }
    c.count(Counter.TCP_RETRANS_SEGS);
    c.tcp.events.emit(now, EventType.RETRANSMITTED, reason, c.number, record.seq, record.length);
  }

  /** A router wants smaller packets: what is outstanding goes again in that size (RFC 1191). */
  void onSmallerPath(long now) {
    for (SendRecord r = s.queue.head; r != s.queue.unsent; r = r.next) {
      if (!r.is(SendRecord.SACKED) && !r.awaitsRepair()) {
        s.flight.lost(r);
      }
    }
    sendLost(now);
  }
}
