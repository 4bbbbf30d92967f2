package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.tcp.congestion.Flow;
import io.handfast.wire.TcpOptions;

/**
 * The way of an acknowledgement through the sender: scoreboard, queue, round-trip time, loss
 * detection, congestion window, timers.
 */
final class AckInput implements Flow {
  private final Sender s;
  private final Connection c;
  private final Flight flight;

  AckInput(Sender s) {
    this.s = s;
    this.c = s.c;
    this.flight = s.flight;
  }

  /**
   * Takes an acknowledgement that is not beyond SND.NXT (RFC 9293 section 3.10.7.4, fifth). One
   * below SND.UNA was overtaken; its SACK blocks may still be news.
   *
   * @param pureDuplicate it carries no data, no window change, no SYN or FIN (RFC 5681 section 2)
   * @param congested it echoes congestion (ECE)
   */
  void take(int number, TcpOptions options, boolean pureDuplicate, boolean congested, long now) {
    Acknowledgment ack = c.tcp.acknowledgment;
    ack.begin(number, c.sndUna, options, pureDuplicate);
    boolean overtaken = SequenceNumber.lessThan(number, c.sndUna);
    ack.congested = congested && !overtaken;
    s.moreFollows(false);
    if (flight.packetsOut == 0) {
      takeWhileNothingIsOut(ack, now);
      return;
    }
    s.rate.begin();
    int sackedBefore = flight.sackedOut;
    int highestBefore = s.scoreboard.highest();
    if (c.sackPermitted) {
      s.scoreboard.mark(ack, now);
    }
    if (ack.advanced) {
      acknowledge(ack, highestBefore, now);
    }
    ack.duplicate =
        !ack.advanced && flight.packetsOut > 0 && (pureDuplicate && !overtaken || ack.sacked > 0);
    measureSack(ack, now);
    ack.delivered = newlyDelivered(ack, sackedBefore);
    s.history.delivered += ack.delivered;
    s.rate.end(ack.delivered, now);
    s.rack.adaptWindow(ack);
    s.probe.onAck(ack, now);
    decide(ack, now);
    if (ack.advanced) {
      progress(now);
    }
  }

  /** It says nothing of the path, but the copy of the last segment is reported when all is done. */
  private void takeWhileNothingIsOut(Acknowledgment ack, long now) {
    if (c.sackPermitted && ack.options.sackCount() > 0 && Dsack.isPresent(ack)) {
      Dsack.take(s, ack);
      s.rack.adaptWindow(ack);
      s.probe.onAck(ack, now);
      s.recovery.onAck(ack, now);
    }
  }

  private void decide(Acknowledgment ack, long now) {
    boolean mayGrow = !s.recovery.reduces(); // the ACK that ends a recovery leaves the window alone
    boolean limited = s.use.isLimited();
    s.recovery.onAck(ack, now);
    if (s.congestion.isModelBased()) {
      s.rate.lost(ack.lost);
      s.congestion.onSample(s.window, s.rate, now);
    } else if (mayRaise(ack) && mayGrow && !s.recovery.reduces() && limited) {
      s.congestion.onAck(s.window, ack.delivered, now);
    }
  }

  /** Where reordering is usual, what arrives out of order counts at once, as in Linux. */
  private boolean mayRaise(Acknowledgment ack) {
    boolean usual = s.reordering.degree() > c.config().getInt(Tunable.TCP_REORDERING);
    return ack.acked > 0 || usual && ack.sacked > 0;
  }

  private void progress(long now) {
    c.retries = 0;
    c.stalledSince = 0;
    c.softError = null; // something worked
    if (c.urgent != null) {
      c.urgent.onAck();
    }
    Retransmission.restart(c, now);
    s.probe.schedule(now);
    if (flight.packetsOut == 0) {
      s.rack.timerAt = Connection.NEVER;
    }
    c.notifyWritable();
  }

  /** Of the packets acknowledged, those of which no SACK or duplicate ACK has told before. */
  private int newlyDelivered(Acknowledgment ack, int sackedBefore) {
    if (c.sackPermitted) {
      return ack.acked + flight.sackedOut - sackedBefore;
    }
    if (ack.acked > 0) {
      return Math.max(1, ack.acked - sackedBefore);
    }
    return ack.duplicate ? 1 : 0;
  }

  // ---- the acknowledged part of the queue ----

  private long sentAt;
  private long sentAgainAt;

  /** Drops what is acknowledged. */
  private void acknowledge(Acknowledgment ack, int highestBefore, long now) {
    sentAt = Acknowledgment.NONE;
    sentAgainAt = Acknowledgment.NONE;
    boolean sackedAny = c.sackPermitted && flight.sackedOut > 0;
    c.sndUna = ack.number;
    if (c.mtuProbing != null) {
      c.mtuProbing.onAck(s, ack.number);
    }
    while (s.queue.head != s.queue.unsent
        && SequenceNumber.atMost(s.queue.head.end(), ack.number)) {
      SendRecord record = s.queue.head;
      arrived(ack, record, sackedAny, highestBefore, now);
      c.finAcked |= record.fin;
      ack.acked += record.packets;
      flight.acknowledged(record);
      s.scoreboard.gone(record, null);
      s.queue.removeHead();
    }
    SendRecord head = s.queue.head;
    if (head != s.queue.unsent && SequenceNumber.lessThan(head.seq, ack.number)) {
      noteTime(head);
      s.rate.onDelivered(head);
      trim(ack, head);
    }
    if (!c.sackPermitted && sentAgainAt != Acknowledgment.NONE) {
      ack.originalDelivered = false; // it may all have waited behind the segment sent again
    }
    if (ack.reordered && sackedAny) {
      s.reordering.observe(ack.reorderedFrom, highestBefore, Counter.EXT_SACK_REORDER);
    }
    measure(ack.options, now);
  }

  private void arrived(
      Acknowledgment ack, SendRecord record, boolean sackedAny, int highest, long now) {
    noteTime(record);
    if (record.is(SendRecord.SACKED)) {
      return;
    }
    s.rack.onDelivered(record, ack.options, now);
    s.rate.onDelivered(record);
    if (record.transmissions == 1) {
      ack.originalDelivered |= s.recovery.isBeforePoint(record);
      if (sackedAny && SequenceNumber.lessThan(record.seq, highest)) {
        ack.reorderedAt(record.seq);
      }
    }
  }

  /** The segment that waited longest is measured: the peer may have delayed its ACK. */
  private void noteTime(SendRecord record) {
    if (record.transmissions > 1) {
      sentAgainAt = Math.max(sentAgainAt, record.sentAt);
    } else if (!record.is(SendRecord.SACKED) && sentAt == Acknowledgment.NONE) {
      sentAt = record.sentAt;
    }
  }

  private void trim(Acknowledgment ack, SendRecord head) {
    int before = head.packets;
    s.queue.trimHead(Math.min(ack.number - head.seq, head.length));
    flight.recount(head, Math.min(before, Sender.packetsOf(head.length, c.sndMss())));
    ack.acked += before - head.packets;
  }

  // ---- round-trip time ----

  /**
   * Karn: a segment sent twice measures nothing, unless the timestamp says that the answer is to
   * the latest copy. An echo of an earlier one tells how long ACKs were lost, not how long the path
   * is.
   */
  private void measure(TcpOptions options, long now) {
    if (sentAgainAt == Acknowledgment.NONE && sentAt != Acknowledgment.NONE) {
      sample(now - sentAt, now);
    } else if (sentAgainAt == Acknowledgment.NONE || echoes(options, sentAgainAt)) {
      if (RttEstimator.sampleEcho(c, options, now)) {
        s.probe.onMeasurement();
      }
    }
  }

  private void measureSack(Acknowledgment ack, long now) {
    if (!ack.advanced && ack.sackedSentAt != Acknowledgment.NONE) {
      sample(now - ack.sackedSentAt, now);
    }
  }

  private void sample(long rtt, long now) {
    RttEstimator.sample(c, rtt, now);
    s.rate.measured(rtt);
    s.probe.onMeasurement();
    s.congestion.onRtt(s.window, rtt, this, now);
  }

  @Override
  public int sndUna() {
    return c.sndUna;
  }

  @Override
  public int sndNxt() {
    return c.sndNxt;
  }

  private boolean echoes(TcpOptions options, long againAt) {
    return options.tsEcr() - SegmentWriter.tsVal(c.tsOffset, againAt) >= 0;
  }
}
