package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * Fast retransmit and recovery: with SACK by RFC 6675, without by NewReno (RFC 6582), after a
 * timeout by RFC 5681 section 3.1 with go-back over what is not acknowledged.
 */
final class Recovery {
  private enum Phase {
    /** Nothing is known to be lost. */
    OPEN,
    /** Repairing after duplicate acknowledgements. */
    FAST,
    /** Repairing after a timeout. */
    TIMEOUT
  }

  private final Sender s;
  private Phase phase = Phase.OPEN;

  /** SND.NXT when the repair began: it ends when this is acknowledged. */
  private int point;

  /**
   * Nothing sent after the last repair has been acknowledged: without SACK duplicate ACKs may still
   * echo a needless retransmission (RFC 6582 section 3.2, "recover").
   */
  private boolean repaired;

  private int duplicates;

  /** The first retransmission of a recovery goes whatever the congestion window says. */
  private boolean first;

  Recovery(Sender s) {
    this.s = s;
  }

  /** The congestion window may grow. */
  boolean grows() {
    return phase != Phase.FAST;
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  boolean mustRetransmit() {
    return first;
  }

  void retransmitted() {
    first = false;
    if (phase == Phase.FAST) {
      s.c.count(Counter.EXT_FAST_RETRANS);
    } else if (phase == Phase.TIMEOUT) {
      s.c.count(Counter.EXT_SLOW_START_RETRANS);
    }
  }

  Reason reason() {
    return phase == Phase.FAST ? Reason.FAST_RETRANSMIT : Reason.RETRANSMISSION_TIMEOUT;
  }

  int duplicates() {
    return duplicates;
  }

  /**
   * An acknowledgement came.
   *
   * @param acked packets it newly acknowledged
   * @param duplicate it is a duplicate by RFC 5681, or marks something new by SACK
   */
  void onAck(int ack, int acked, boolean duplicate, long now) {
    if (acked > 0 && phase != Phase.OPEN && SequenceNumber.atLeast(ack, point)) {
      leave();
    }
    repaired &= !SequenceNumber.greaterThan(ack, point);
    if (!s.c.sackPermitted) {
      countDuplicates(acked, duplicate);
    }
    switch (phase) {
      case OPEN -> enterWhenLost(now);
      case FAST -> markNextHole(acked);
      case TIMEOUT -> {}
    }
  }

  private void leave() {
    if (phase == Phase.FAST) {
      s.window.packets(s.window.threshold());
    }
    phase = Phase.OPEN;
    repaired = true;
    duplicates = 0;
    first = false;
    if (!s.c.sackPermitted) {
      s.sackedOut = 0;
    }
  }

  /** Without SACK every duplicate ACK says that one more packet has left the network. */
  private void countDuplicates(int acked, boolean duplicate) {
    if (acked > 0) {
      duplicates = phase == Phase.FAST ? Math.max(0, duplicates - (acked - 1)) : 0;
    } else if (duplicate) {
      duplicates++;
    }
    s.sackedOut = Math.min(duplicates, Math.max(0, s.packetsOut - s.lostOut));
  }

  private void enterWhenLost(long now) {
    int threshold = s.c.config().getInt(Tunable.TCP_REORDERING);
    boolean lost =
        s.c.sackPermitted
            ? s.sackedOut >= threshold && Scoreboard.markLost(s, threshold) > 0
            : duplicates >= threshold && !repaired && markHeadLost();
    if (lost) {
      s.c.count(s.c.sackPermitted ? Counter.EXT_SACK_RECOVERY : Counter.EXT_RENO_RECOVERY);
      phase = Phase.FAST;
      point = s.c.sndNxt;
      first = true;
      s.window.threshold(s.congestion.thresholdAfterLoss(s.window, s.packetsOut));
      s.window.packets(s.window.threshold());
      report(now, Reason.FAST_RETRANSMIT);
    }
  }

  private void markNextHole(int acked) {
    if (s.c.sackPermitted) {
      Scoreboard.markLost(s, s.c.config().getInt(Tunable.TCP_REORDERING));
    } else if (acked > 0) {
      first |= markHeadLost(); // a partial ACK points at the next hole (RFC 6582 section 3.2)
    }
  }

  /** Without SACK only the first segment is known to be missing. */
  private boolean markHeadLost() {
    SendRecord head = s.queue.head;
    if (head == s.queue.unsent || head.is(SendRecord.LOST)) {
      return false;
    }
    int mss = s.c.sndMss();
    s.cut(head, mss, mss);
    Scoreboard.setLost(s, head);
    s.sackedOut = Math.min(s.sackedOut, s.packetsOut - s.lostOut);
    return true;
  }

  /** The retransmission timer has run out. */
  void onTimeout(long now) {
    if (!s.c.sackPermitted) {
      s.sackedOut = 0;
    } else if (s.queue.head.is(SendRecord.SACKED)) {
      s.c.count(Counter.EXT_SACK_RENEGING);
      Scoreboard.forget(s);
    }
    if (phase == Phase.OPEN || phase == Phase.TIMEOUT && s.c.retries == 1) {
      s.window.threshold(s.congestion.thresholdAfterLoss(s.window, s.packetsOut));
      report(now, Reason.RETRANSMISSION_TIMEOUT);
    }
    Scoreboard.markAllLost(s);
    s.window.packets(1);
    phase = Phase.TIMEOUT;
    point = s.c.sndNxt;
    duplicates = 0;
    first = true;
  }

  private void report(long now, Reason reason) {
    int packets = s.window.packets();
    s.c.tcp.events.emit(now, EventType.RECOVERY, reason, s.c.number, point, packets);
  }
}
