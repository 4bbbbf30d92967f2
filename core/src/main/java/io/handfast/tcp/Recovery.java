package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.SenderInfo.Phase;

/**
 * What the sender is doing about losses, and how long. With SACK losses are found by RACK (RFC
 * 8985), without by duplicate acknowledgements (RFC 6582); during a fast recovery the window
 * follows PRR (RFC 9937), after a timeout slow start (RFC 5681 section 3.1). A repair that proves
 * needless is undone.
 */
final class Recovery {
  private final Sender s;
  private final Connection c;
  private final Flight flight;
  private final Prr prr = new Prr();
  private final Undo undo;
  private final Frto frto;
  private Phase phase = Phase.OPEN;

  /** SND.NXT when the repair began: it ends when this is acknowledged. */
  private int point;

  /**
   * Nothing sent after the last repair has been acknowledged: without SACK duplicate ACKs may still
   * echo a needless retransmission (RFC 6582 section 3.2, "recover").
   */
  private boolean repaired;

  /** The window was reduced, and nothing sent after that has been acknowledged. */
  private boolean answered;

  /** Without SACK: duplicate acknowledgements in a row. */
  private int duplicates;

  Recovery(Sender s) {
    this.s = s;
    this.c = s.c;
    this.flight = s.flight;
    this.undo = new Undo(s);
    this.frto = new Frto(s);
  }

  Phase phase() {
    return phase == Phase.OPEN && flight.sackedOut > 0 ? Phase.DISORDER : phase;
  }

  /** The congestion window follows PRR. */
  boolean reduces() {
    return phase == Phase.RECOVERY || phase == Phase.REDUCING;
  }

  /** Something is known to be lost and being repaired. */
  boolean isRepairing() {
    return phase == Phase.RECOVERY || phase == Phase.LOSS;
  }

  /** Of what the present or the latest repair is about. */
  boolean isBeforePoint(SendRecord record) {
    return phase == Phase.LOSS && SequenceNumber.atMost(record.end(), point);
  }

  /** A reduction or a repair is on. */
  boolean isBusy() {
    return phase != Phase.OPEN;
  }

  Reason reason() {
    return phase == Phase.LOSS ? Reason.RETRANSMISSION_TIMEOUT : Reason.FAST_RETRANSMIT;
  }

  /** Packets were sent, new or again. */
  void sent(int packets) {
    if (reduces()) {
      prr.sent(packets);
    }
  }

  void sentAgain(int packets, long now) {
    undo.onRetransmission(packets, now);
    if (phase == Phase.RECOVERY) {
      c.count(Counter.EXT_FAST_RETRANS);
    } else if (phase == Phase.LOSS) {
      c.count(Counter.EXT_SLOW_START_RETRANS);
    }
  }

  /** After a timeout: new data went, to see whether it was needed (F-RTO); repairs wait. */
  boolean sentNewFirst(long now) {
    return frto.sentNewFirst(now);
  }

  void onDsack(int right, int packets) {
    undo.onDsack(right, packets);
  }

  /** After an idle time what went before is over, and no echo of it will come. */
  void forget() {
    undo.forbid();
    repaired = false;
    s.probe.forget();
  }

  // ---- an acknowledgement ----

  /** Takes what an acknowledgement says; the queue and the scoreboard have it already. */
  void onAck(Acknowledgment ack, long now) {
    if (!c.sackPermitted) {
      countDuplicates(ack);
    }
    int lostBefore = s.history.lost;
    if (reduces() && ack.advanced && SequenceNumber.atLeast(ack.number, point)) {
      finish(ack, now);
    }
    repaired &= !SequenceNumber.greaterThan(ack.number, point);
    answered &= !SequenceNumber.greaterThan(ack.number, point);
    if (ack.congested) {
      undo.keepReduction();
    }
    switch (phase) {
      case LOSS -> onAckInLoss(ack, now);
      case RECOVERY -> onAckInRecovery(ack, now);
      default -> onAckWhileOpen(ack, now);
    }
    ack.lost = s.history.lost - lostBefore;
    if (reduces() && (ack.delivered > 0 || ack.lost > 0)) {
      // Without SACK a partial ACK sends the next hole at once (RFC 6582 section 3.2, step 5).
      int atLeast = !c.sackPermitted && ack.advanced && ack.lost > 0 ? 1 : 0;
      followPrr(ack.delivered, ack.advanced && ack.lost == 0, atLeast);
    }
  }

  private void followPrr(int delivered, boolean safe, int atLeast) {
    if (s.congestion.isModelBased()) {
      return;
    }
    int threshold = s.window.threshold();
    s.window.packets(prr.window(delivered, flight.packets(), threshold, safe, atLeast));
  }

  /** Without SACK every duplicate ACK says that one more packet has left the network. */
  private void countDuplicates(Acknowledgment ack) {
    if (ack.acked > 0) {
      duplicates = phase == Phase.RECOVERY ? Math.max(0, duplicates - (ack.acked - 1)) : 0;
    } else if (ack.duplicate) {
      duplicates++;
    }
    flight.sackedOut = Math.min(duplicates, Math.max(0, flight.packetsOut - flight.lostOut));
  }

  private void onAckWhileOpen(Acknowledgment ack, long now) {
    undoByDsack(now);
    findLosses(ack, now);
    if (flight.lostOut > 0) {
      begin(ack.delivered, now);
    } else if (ack.congested && !answered && phase == Phase.OPEN) {
      slowDown(ack.delivered, flight.packetsOut + ack.acked, Reason.CONGESTION_ECHOED, now);
    }
  }

  private void onAckInRecovery(Acknowledgment ack, long now) {
    if (ack.advanced && undoPartially(ack, now)) {
      return;
    }
    if (undoByDsack(now)) {
      phase = Phase.OPEN;
    }
    findLosses(ack, now);
  }

  private void onAckInLoss(Acknowledgment ack, long now) {
    boolean spurious = frto.isSpurious(ack);
    if (spurious || ack.advanced && undo.isDue(ack)) {
      undoTimeout(spurious, now);
      return;
    }
    if (frto.onAck(ack, point)) {
      return;
    }
    if (ack.advanced && SequenceNumber.atLeast(ack.number, point)) {
      finish(ack, now);
      return;
    }
    findLosses(ack, now);
    if (ack.copyLost) {
      begin(ack.delivered, now);
    }
  }

  private void findLosses(Acknowledgment ack, long now) {
    if (c.sackPermitted) {
      s.rack.detect(now);
    } else if (phase == Phase.RECOVERY ? ack.advanced : byDuplicates()) {
      markHeadLost(); // a partial ACK points at the next hole (RFC 6582 section 3.2)
    }
  }

  private boolean byDuplicates() {
    return phase != Phase.LOSS && duplicates >= s.reordering.degree() && !repaired;
  }

  /** Without SACK only the first segment is known to be missing. */
  private void markHeadLost() {
    SendRecord head = s.queue.head;
    if (head != s.queue.unsent && !head.is(SendRecord.LOST)) {
      int mss = c.sndMss();
      flight.cut(head, mss, mss);
      flight.lost(head);
      flight.sackedOut = Math.min(flight.sackedOut, flight.packetsOut - flight.lostOut);
    }
  }

  // ---- begin and end ----

  /** The queue of our own link has refused a packet, which will go again (as Linux: CWR). */
  void onLocalDrop(long now) {
    if (phase == Phase.OPEN) {
      slowDown(0, flight.packetsOut, Reason.LOCAL_QUEUE_FULL, now);
    }
  }

  /** A packet was marked or refused instead of lost: the window shrinks, nothing is repaired. */
  private void slowDown(int delivered, int flightSize, Reason reason, long now) {
    reduce(delivered, flightSize);
    phase = Phase.REDUCING;
    undo.forbid();
    s.probe.forget();
    report(now, reason);
  }

  /** Starts a fast recovery, with the packets of whose arrival the ACK at hand has told. */
  private void begin(int delivered, long now) {
    if (c.mtuProbing != null && c.mtuProbing.onLost(s, s.queue.head.seq)) {
      repairOnly(Reason.MTU_PROBE, now);
      return;
    }
    c.count(c.sackPermitted ? Counter.EXT_SACK_RECOVERY : Counter.EXT_RENO_RECOVERY);
    undo.begin(!reduces());
    if (!reduces()) {
      reduce(delivered, flight.packetsOut);
    }
    phase = Phase.RECOVERY;
    point = c.sndNxt;
    frto.end();
    s.probe.forget();
    report(now, Reason.FAST_RETRANSMIT);
  }

  /** What is lost goes again, but it tells nothing of congestion: the window stays (RFC 4821). */
  void repairOnly(Reason reason, long now) {
    phase = Phase.LOSS;
    point = c.sndNxt;
    frto.end();
    s.probe.forget();
    report(now, reason);
  }

  /** The slow-start threshold is set, and PRR leads the window there. */
  private void reduce(int delivered, int flightSize) {
    lowerThreshold(flightSize);
    prr.begin(flight.packetsOut - flight.sackedOut + delivered);
    point = c.sndNxt;
  }

  private void lowerThreshold(int flightSize) {
    s.window.threshold(s.congestion.thresholdAfterLoss(s.window, flightSize));
    answered = true;
    Ecn.onReduction(c);
  }

  /** What was outstanding when the repair began has arrived. */
  private void finish(Acknowledgment ack, long now) {
    boolean needless = phase != Phase.REDUCING && undo.isDue(ack);
    if (needless) {
      undo(phase == Phase.LOSS ? Counter.EXT_LOSS_UNDO : Counter.EXT_FULL_UNDO, now);
    } else if (phase != Phase.REDUCING) {
      s.rack.onRecoveryEnd();
    }
    if (reduces() && !needless && !s.congestion.isModelBased()) {
      s.window.packets(s.window.threshold());
    }
    phase = Phase.OPEN;
    repaired = true;
    duplicates = 0;
    frto.end();
    if (!c.sackPermitted) {
      flight.sackedOut = 0;
    }
  }

  /** The probe of the tail found a loss and repaired it: the window shrinks all the same. */
  void reduceAtOnce(long now) {
    if (phase == Phase.OPEN) {
      reduce(0, flight.packetsOut);
      if (!s.congestion.isModelBased()) {
        s.window.packets(s.window.threshold());
      }
    }
  }

  /** The reordering timer found losses. */
  void onLossByTimer(long now) {
    if (phase != Phase.RECOVERY) {
      begin(0, now);
    }
    followPrr(1, false, 0); // time tells of a packet that left the network, as Linux counts it
    c.tcp.ready(c);
  }

  /** The retransmission timer has run out. */
  void onTimeout(long now) {
    boolean fresh = !isRepairing();
    countFailure();
    if (c.sackPermitted && s.queue.head.is(SendRecord.SACKED)) {
      c.count(Counter.EXT_SACK_RENEGING);
      s.scoreboard.forget();
    } else if (!c.sackPermitted) {
      flight.sackedOut = 0;
    }
    if (fresh || phase == Phase.LOSS && c.retries == 1 || pointIsPassed()) {
      undo.begin(true);
      lowerThreshold(flight.packetsOut);
      report(now, Reason.RETRANSMISSION_TIMEOUT);
    }
    if (fresh && flight.sackedOut >= c.config().getInt(Tunable.TCP_REORDERING)) {
      s.reordering.shrink();
    }
    s.congestion.onTimeout();
    markLostByTimeout(now);
    s.window.packets(flight.packets() + 1);
    phase = Phase.LOSS;
    point = c.sndNxt;
    duplicates = 0;
    frto.begin(fresh || c.retries > 1);
    s.probe.forget();
    s.rack.timerAt = Connection.NEVER;
  }

  private boolean pointIsPassed() {
    return SequenceNumber.atMost(point, c.sndUna);
  }

  /** The first segment is lost, and what was sent long enough ago (RFC 8985 section 6.3). */
  private void markLostByTimeout(long now) {
    for (SendRecord r = s.queue.head; r != s.queue.unsent; r = r.next) {
      boolean lost = r == s.queue.head || !s.rack.isRecent(r, now);
      if (lost && !r.is(SendRecord.SACKED) && !r.awaitsRepair()) {
        flight.lost(r);
      }
    }
  }

  private void countFailure() {
    if (c.retries != 1) {
      return;
    }
    boolean sack = c.sackPermitted;
    switch (phase()) {
      case RECOVERY ->
          c.count(sack ? Counter.EXT_SACK_RECOVERY_FAIL : Counter.EXT_RENO_RECOVERY_FAIL);
      case LOSS -> c.count(Counter.EXT_LOSS_FAILURES);
      case DISORDER -> c.count(sack ? Counter.EXT_SACK_FAILURES : Counter.EXT_RENO_FAILURES);
      default -> {}
    }
  }

  // ---- undoing ----

  private void undo(Counter counter, long now) {
    undo.restore();
    c.count(counter);
    report(now, Reason.NEEDLESS_RETRANSMISSION);
  }

  private boolean undoByDsack(long now) {
    boolean due = undo.allArrivedTwice();
    if (due) {
      undo(Counter.EXT_DSACK_UNDO, now);
    }
    return due;
  }

  /** A hole was filled by the original, late, not by the copy: the rest is late as well. */
  private boolean undoPartially(Acknowledgment ack, long now) {
    if (!undo.isAnswerToOriginal(ack)) {
      return false;
    }
    s.reordering.observe(ack.priorUna, s.scoreboard.highest(), Counter.EXT_TS_REORDER);
    if (flight.retransOut == 0) {
      flight.noneLost();
      undo(Counter.EXT_PARTIAL_UNDO, now);
      phase = Phase.OPEN;
    }
    return true;
  }

  /** The timeout was needless: nothing is lost, the windows are as before. */
  private void undoTimeout(boolean byFrto, long now) {
    flight.noneLost();
    undo(Counter.EXT_LOSS_UNDO, now);
    if (byFrto) {
      c.count(Counter.EXT_SPURIOUS_RTOS);
    }
    c.retries = 0;
    frto.end();
    if (byFrto || c.sackPermitted) {
      phase = Phase.OPEN;
    }
  }

  private void report(long now, Reason reason) {
    int packets = s.window.packets();
    c.tcp.events.emit(now, EventType.RECOVERY, reason, c.number, point, packets);
  }
}
