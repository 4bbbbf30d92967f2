package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * The receiving half of a connection: in-order delivery, the window we offer and when we
 * acknowledge. One ACK at most per batch of packets.
 */
final class Receiver {
  /** ACKs sent at once at the start, while the peer is in slow start (as Linux's quickack mode). */
  private static final int QUICK_ACKS = 16;

  private final Connection c;
  final ReceiveQueue queue;
  private DuplicateReport duplicates;
  private Reassembly holes;

  /** Buffer space for unread bytes: the largest window we offer, in bytes. */
  private int space;

  /** Estimate of the peer's segment size, for "every second full-sized segment". */
  private int rcvMss = 536;

  private int lastLength;

  private boolean ackOwed;
  private boolean ackNow;
  private int quickAcks = QUICK_ACKS;
  private long ackDelay;

  /** Position of the peer's FIN, once seen, even out of order. */
  private int finSeq;

  private boolean finSeen;

  private long tuneSince;
  private long tuneCopied;

  Receiver(Connection c) {
    this.c = c;
    this.queue = new ReceiveQueue(c.tcp.pool);
    this.space = WindowPolicy.initialSpace(c);
    this.ackDelay = c.config().millisAsNanos(Tunable.TCP_DELACK_MIN_MS);
  }

  // ---- data ----

  /**
   * Takes the text of an acceptable segment, and its FIN (RFC 9293 section 3.10.7.4, seventh and
   * eighth).
   */
  void onSegment(Packet packet, int offset, int seq, int length, boolean fin, long now) {
    int edge = c.rcvWup + c.rcvWnd;
    int from = SequenceNumber.max(seq, c.rcvNxt);
    int to = SequenceNumber.min(seq + length, edge);
    if (fin && seq + length == to || fin && length == 0) {
      noteFin(seq + length);
    }
    if (finSeen) {
      to = SequenceNumber.min(to, finSeq);
    }
    int useful = to - from;
    if (length > 0 && SequenceNumber.lessThan(seq, c.rcvNxt)) {
      onOldSegment(seq, length);
    }
    if (length > 0) {
      c.dataReceivedAt = now;
      rcvMss = packet.segmentSize > 0 ? packet.segmentSize : estimate(length);
      ackOwed = true;
      ackNow |= useful < length; // a duplicate, or more than the window: tell the peer at once
    }
    if (fin && SequenceNumber.greaterThan(seq + length, c.rcvNxt + Math.max(useful, 0))) {
      ackNow = true; // a FIN before its turn tells of missing data too
    }
    if (useful > 0) {
      accept(packet, offset + (from - seq), from, useful, now);
    }
    finish(now);
    c.tcp.ready(c);
  }

  /** Larger is believed at once, smaller when it comes twice: the last of a burst means nothing. */
  private int estimate(int length) {
    boolean believable = length >= rcvMss || length >= 536 && length == lastLength;
    lastLength = length;
    return believable ? Math.min(length, 1_460) : rcvMss;
  }

  private void accept(Packet packet, int offset, int seq, int length, long now) {
    if (hasNoRoomFor(seq)) {
      c.count(Counter.EXT_RCV_Q_DROP);
      Reason reason = c.memoryIsShort() ? Reason.OUT_OF_MEMORY : Reason.RECEIVE_BUFFER_FULL;
      c.tcp.dropped(c, reason, seq, length, now);
      ackNow = true;
    } else if (seq == c.rcvNxt) {
      queue.append(packet, offset, length);
      c.rcvNxt += length;
      fillHoles();
      c.notifySocket();
    } else {
      outOfOrder(packet, offset, seq, length, now);
    }
  }

  /** True size counts: payloads much smaller than their buffers must not hold unbounded memory. */
  private boolean hasNoRoomFor(int seq) {
    int held = queue.trueBytes() + (holes == null ? 0 : holes.trueBytes());
    boolean progress = seq == c.rcvNxt && queue.bytes() == 0;
    return !progress && (held > 4L * space + 262_144 || c.memoryIsShort());
  }

  private void fillHoles() {
    if (hasHoles()) {
      c.rcvNxt = holes.drainTo(queue, c.rcvNxt);
      ackNow = true; // RFC 5681 section 4.2: a segment that fills a hole is acknowledged at once
    }
  }

  private void outOfOrder(Packet packet, int offset, int seq, int length, long now) {
    if (holes == null) {
      int limit = c.config().getInt(Tunable.TCP_OOO_RANGES);
      holes = new Reassembly(c.tcp.pool, c.tcp.counters, limit);
    }
    ackNow = true;
    boolean held = holes.insert(packet, offset, seq, length);
    if (holes.duplicateLength() > 0) {
      duplicates().note(holes.duplicateSeq(), holes.duplicateSeq() + holes.duplicateLength());
    }
    if (held) {
      c.count(Counter.EXT_OFO_QUEUE);
    } else {
      c.count(Counter.EXT_OFO_DROP);
      c.tcp.dropped(c, Reason.OUT_OF_ORDER_LIMIT, seq, length, now);
    }
  }

  /** Of two the earlier is believed: a false one further on must not keep the true one out. */
  private void noteFin(int at) {
    boolean earliest = !finSeen || SequenceNumber.lessThan(at, finSeq);
    if (earliest && SequenceNumber.atLeast(at, c.rcvNxt)) {
      finSeen = true;
      finSeq = at;
    }
  }

  /** The FIN counts when everything before it is here. */
  private void finish(long now) {
    if (finSeen && !c.finReceived && c.rcvNxt == finSeq) {
      c.rcvNxt++;
      c.finReceived = true;
      ackNow = true;
      if (holes != null) {
        holes.clear();
      }
      Teardown.onFin(c, now);
    }
  }

  boolean hasHoles() {
    return holes != null && !holes.isEmpty();
  }

  /** The peer's FIN is here, and nothing of what comes before it. */
  boolean hasOnlyFin() {
    return finSeen && !c.finReceived && !hasHoles();
  }

  /** An acknowledgement now would carry SACK blocks. */
  boolean hasSackBlocks() {
    return hasHoles() || duplicates != null && duplicates.isPending();
  }

  /** Fills the blocks of an acknowledgement, a duplicate first (RFC 2883); returns their number. */
  int sackBlocks(int[] edges, int max) {
    int reported = duplicates == null ? 0 : duplicates.write(edges, max);
    return hasHoles() ? holes.sackBlocks(edges, reported, max) : reported;
  }

  /** A segment came that lies wholly below RCV.NXT. */
  void onOldSegment(int seq, int length) {
    duplicates().note(seq, SequenceNumber.min(seq + length, c.rcvNxt));
  }

  /** The application took {@code bytes}; the window may have opened enough to say so. */
  void onRead(int bytes, long now) {
    tune(bytes, now);
    int open = c.rcvWndOpen();
    int window = Math.min(window(), largestWindow());
    int growth = window - open;
    if (c.isFastOpenServer() && c.rcvWup == c.rcvNxt && open >= 2 * rcvMss) {
      return; // the window of the SYN-ACK suffices until there is something else to say
    }
    if (growth >= Math.min(space / 2, 2 * rcvMss) && (open < rcvMss || window >= 2 * open)) {
      ackNow = true;
      c.tcp.ready(c);
    }
  }

  /** Twice what the application reads in a round trip is what the window has to be. */
  private void tune(int bytes, long now) {
    tuneCopied += bytes;
    if (now - tuneSince < Math.max(c.srtt, 100_000)) {
      return;
    }
    if (2 * tuneCopied > space) {
      space = WindowPolicy.grow(c, space, (int) Math.min(4 * tuneCopied, Integer.MAX_VALUE));
    }
    tuneCopied = 0;
    tuneSince = now;
  }

  /** SO_RCVBUF changed. */
  void resize() {
    space = WindowPolicy.initialSpace(c);
  }

  int space() {
    return space;
  }

  int peerSegmentSize() {
    return rcvMss;
  }

  // ---- window ----

  private int window() {
    return Math.max(0, space - queue.bytes());
  }

  /** What the field can say in the agreed scale. */
  private int largestWindow() {
    return c.windowScaling ? 65_535 << c.rcvWscale : 65_535;
  }

  /**
   * Window for the next segment: silly ones are avoided (RFC 9293 section 3.8.6.2.2) and the right
   * edge never moves left.
   */
  int windowToAdvertise(long now) {
    int before = c.rcvWndOpen();
    int free = c.memoryIsShort() ? 0 : window();
    int offer = before;
    if (free - before >= Math.min(space / 2, rcvMss)) {
      offer = free;
    }
    int max = largestWindow();
    int scaled = Math.min(offer, max) >>> c.rcvWscale << c.rcvWscale;
    if (scaled < before) {
      // Rounding down would take back window that was offered: round up instead.
      scaled = Math.min(before + (1 << c.rcvWscale) - 1 >>> c.rcvWscale << c.rcvWscale, max);
    }
    reportZero(before, scaled, now);
    return scaled;
  }

  private void reportZero(int before, int after, long now) {
    boolean wasZero = c.rcvWnd == 0;
    if (after == 0 && !wasZero) {
      c.count(Counter.EXT_TO_ZERO_WINDOW_ADV);
      c.tcp.events.emit(now, EventType.WINDOW, Reason.WINDOW_CLOSED, c.number, 0, 0);
    } else if (after > 0 && wasZero && before == 0) {
      c.count(Counter.EXT_FROM_ZERO_WINDOW_ADV);
      c.tcp.events.emit(now, EventType.WINDOW, Reason.WINDOW_OPENED, c.number, after, 0);
    }
  }

  // ---- acknowledgements ----

  /** A segment came that must be acknowledged at the end of the batch. */
  void ackAtOnce() {
    ackNow = true;
    c.tcp.ready(c);
  }

  /** The SYN-ACK of Fast Open counts as data: what we send at once begins the conversation. */
  void answerSynAck() {
    ackOwed = true;
    ackAtOnce();
  }

  private DuplicateReport duplicates() {
    if (duplicates == null) {
      duplicates = new DuplicateReport(c);
    }
    return duplicates;
  }

  /** Sends or schedules the acknowledgement that the batch owes. */
  void flushAck(long now) {
    int unacknowledged = c.rcvNxt - c.rcvWup;
    boolean secondSegment = ackOwed && unacknowledged > rcvMss;
    boolean quick = ackOwed && c.options.quickAck && quickAcks > 0;
    if (ackNow || secondSegment || quick) {
      quickAcks = Math.max(0, quickAcks - 1);
      c.sendAck(now);
    } else if (ackOwed && c.ackAt == Connection.NEVER) {
      c.ackAt = now + ackDelay;
    }
  }

  void onDelayedAckTimer(long now) {
    if (ackOwed) {
      c.count(Counter.EXT_DELAYED_ACKS);
      c.sendAck(now);
    }
  }

  /** The application answers: from now on its data carries the ACKs (Linux's pingpong mode). */
  void onDataSent() {
    if (ackOwed) {
      quickAcks = 0;
    }
  }

  void onAckSent() {
    ackOwed = false;
    ackNow = false;
  }

  void clear() {
    queue.clear();
    if (holes != null) {
      holes.clear();
    }
  }
}
