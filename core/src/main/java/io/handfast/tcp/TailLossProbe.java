package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * Tail loss probe (RFC 8985 section 7): when no acknowledgement comes for about two round-trip
 * times, one segment is sent so that the answer shows by SACK what is missing, long before the
 * retransmission timeout.
 */
final class TailLossProbe {
  /** Slack of the probe timer beyond two round-trip times, as in Linux. */
  private static final long SLACK = 2_000_000;

  /** From this value of {@code tcp_early_retrans} on probes are sent. */
  private static final int ENABLED = 3;

  private final Sender s;

  /** When the probe goes, ns. */
  long timerAt = Connection.NEVER;

  /** A probe is out and its end ({@link #end}) not acknowledged. */
  private boolean out;

  private int end;

  /** It was a segment sent before, not new data. */
  private boolean isRetransmission;

  TailLossProbe(Sender s) {
    this.s = s;
  }

  /**
   * New data was sent, or the acknowledged part grew: the probe timer starts anew (section 7.2), at
   * the latest with the retransmission timer.
   */
  void schedule(long now) {
    Connection c = s.c;
    boolean wanted =
        c.sackPermitted
            && c.config().getInt(Tunable.TCP_EARLY_RETRANS) >= ENABLED
            && s.flight.packetsOut > 0
            && (c.fastOpen == null || c.synAcked)
            && s.flight.sackedOut == 0
            && !s.recovery.isRepairing()
            && !out;
    timerAt = wanted ? Math.min(now + timeout(c), c.retransmitAt) : Connection.NEVER;
  }

  private long timeout(Connection c) {
    if (c.srtt == 0) {
      return c.config().millisAsNanos(Tunable.TCP_TIMEOUT_INIT_MS);
    }
    // A single segment may meet a delayed acknowledgement.
    boolean single = s.flight.packetsOut == 1;
    return 2 * c.srtt + (single ? c.config().millisAsNanos(Tunable.TCP_RTO_MIN_MS) : SLACK);
  }

  void cancel() {
    timerAt = Connection.NEVER;
  }

  /** A repair has begun: whatever the probe was to show is known. */
  void forget() {
    cancel();
    out = false;
  }

  /** A probe that was sent twice is in the network and may cause a DSACK. */
  boolean mayCauseDsack() {
    return out && isRetransmission;
  }

  /** That DSACK block ends where the probe ended. */
  boolean isOfProbe(int right) {
    return out && right == end;
  }

  /** A round-trip time was measured. */
  void onMeasurement() {
    s.history.measuredSinceProbe = true;
  }

  /** Sends the probe: new data when there is some, else the last segment (section 7.3). */
  void onTimer(long now) {
    timerAt = Connection.NEVER;
    if (s.flight.packetsOut == 0 || out || !s.history.measuredSinceProbe || !send(now)) {
      return;
    }
    out = true;
    s.history.measuredSinceProbe = false;
    end = s.c.sndNxt;
    s.c.count(Counter.EXT_LOSS_PROBES);
    s.c.tcp.events.emit(now, EventType.PROBE, Reason.TAIL_LOSS_PROBE, s.c.number, 1, end);
    s.c.retransmitAt = now + RttEstimator.timeout(s.c);
  }

  private boolean send(long now) {
    isRetransmission = false;
    if (s.sendProbe(now)) {
      return true;
    }
    SendRecord last = s.lastSent();
    if (last == null || last.is(SendRecord.SACKED)) {
      return false;
    }
    int mss = s.c.sndMss();
    if (last.packets > 1 && last.length > (last.packets - 1) * mss) {
      s.flight.cut(last, (last.packets - 1) * mss, mss);
      last = s.lastSent();
    }
    isRetransmission = true;
    return s.repair.retransmit(last, 1, Reason.TAIL_LOSS_PROBE, now);
  }

  /** Was the segment lost that the probe repaired? Then the window shrinks (section 7.4). */
  void onAck(Acknowledgment ack, long now) {
    if (!out || SequenceNumber.lessThan(ack.number, end)) {
      return;
    }
    if (!isRetransmission || ack.dsackOfProbe) {
      out = false; // new data, or both copies arrived
    } else if (SequenceNumber.greaterThan(ack.number, end)) {
      out = false;
      s.c.count(Counter.EXT_LOSS_PROBE_RECOVERY);
      s.recovery.reduceAtOnce(now);
    } else if (!ack.advanced && ack.pureDuplicate && ack.sacked == 0) {
      out = false; // a plain duplicate: the probe was the second copy
    }
  }
}
