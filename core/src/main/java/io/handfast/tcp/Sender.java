package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.tcp.congestion.CongestionWindow;
import io.handfast.wire.TcpOptions;
import java.lang.foreign.MemorySegment;

/**
 * The sending half of a connection: what is queued, what is in flight, and how much of it may go
 * now. Windows are counted in packets and records may be super-segments of many packets.
 *
 * <p>In flight, by RFC 6675's "pipe": outstanding − selectively acknowledged − lost + sent again.
 */
final class Sender {
  private static final int MAX_PAYLOAD = 65_535 - 60 - 60;

  /** No segment to measure by. */
  static final long NONE = Long.MIN_VALUE;

  final Connection c;
  final SendQueue queue;
  final CongestionWindow window;
  final CongestionControl congestion;
  final Recovery recovery;
  final LimitClock clock = new LimitClock();

  int packetsOut;
  int sackedOut;
  int lostOut;
  int retransOut;

  /** Highest sequence number selectively acknowledged; only while {@link #sackedOut} > 0. */
  int highestSacked;

  /** When the oldest segment that the latest SACK newly covers was sent, or {@link #NONE}. */
  long sackedSentAt = NONE;

  /** End of the last segment sent that was smaller than the MSS (Minshall's Nagle). */
  private int smallEnd;

  private boolean smallSent;

  /** The congestion window was full in the flight that ends at {@link #flightEnd}. */
  private boolean windowLimited;

  /** Most packets outstanding in that flight. */
  private int flightPackets;

  private int flightEnd;

  private long lastSentAt;

  /** The application has said that more follows what it wrote last (MSG_MORE). */
  private boolean moreFollows;

  /** What is queued goes without waiting for more of it. */
  private boolean pushOnce;

  Sender(Connection c) {
    this.c = c;
    this.queue = new SendQueue(c.tcp.pool, c.tcp.records);
    this.window = new CongestionWindow(c.config().getInt(Tunable.TCP_INITIAL_CWND));
    this.congestion = c.tcp.newCongestionControl();
    this.recovery = new Recovery(this);
    this.flightEnd = c.sndUna;
  }

  // ---- what the application gives ----

  /** Room in the send buffer, in bytes. */
  int room() {
    return Math.max(0, WindowPolicy.sendSpace(c) - queue.bytes());
  }

  /** Bytes that wait for their first transmission. */
  int notSent() {
    return nextSeq() - c.sndNxt;
  }

  /**
   * Queues up to {@code length} bytes; returns how many there was room for.
   *
   * @param flags {@link SendFlags}
   */
  int write(MemorySegment source, long offset, int length, int flags, long now) {
    pushOnce = false;
    moreFollows = (flags & SendFlags.MORE) != 0;
    int taken = fill(source, offset, length);
    if (taken < length && WindowPolicy.notSentLowat(c) < room()) {
      transmit(now); // what goes now does not count as waiting
      taken += fill(source, offset + taken, length - taken);
    }
    if (taken > 0) {
      queue.tail().push |= !moreFollows;
      queue.tail().endOfRecord |= taken == length && (flags & SendFlags.END_OF_RECORD) != 0;
    }
    return taken;
  }

  private int fill(MemorySegment source, long offset, int length) {
    int taken = (int) Math.min(Math.min(length, room()), notSentRoom());
    if (taken > 0) {
      queue.append(source, offset, taken, nextSeq(), recordMax());
    }
    return taken;
  }

  /** As on Linux the last record is filled in any case, and a new one begun below the mark. */
  private long notSentRoom() {
    long mark = WindowPolicy.notSentLowat(c);
    int record = recordMax();
    int inTail = queue.tailGrows() ? Math.max(0, record - queue.tail().length) : 0;
    long missing = Math.max(0, mark - notSent() - inTail);
    return inTail + (missing + record - 1) / record * record;
  }

  /** MSG_MORE: the segment that is not full waits until a write without it, or an ACK. */
  void moreFollows(boolean more) {
    moreFollows = more;
  }

  /** What waits to become a full segment goes as it is, once. */
  void pushOnce() {
    pushOnce = true;
  }

  /** Queues the FIN. */
  void writeFin() {
    queue.appendFin(nextSeq());
  }

  /** Sequence number of the next byte to be queued. */
  private int nextSeq() {
    return queue.isEmpty() ? c.sndNxt : queue.tail().end();
  }

  /** Largest record that is a whole number of segments and fits half the peer's window. */
  private int recordMax() {
    int mss = c.sndMss();
    int max = Math.min(MAX_PAYLOAD, BufferPool.largest());
    return Math.max(mss, Math.min(max, Math.max(536, c.maxSndWnd / 2)) / mss * mss);
  }

  /**
   * Most that one transmission carries: whole segments as far as the network cuts them, and always
   * one, which on the loopback alone is larger than the largest super-segment.
   */
  private int superMax(int mss) {
    int cut = Math.min(c.tcp.network.superSegmentMax(c.flow), MAX_PAYLOAD);
    return Math.max(mss, (int) Math.min(cut, BurstSize.of(this, mss)) / mss * mss);
  }

  // ---- sending ----

  int inFlight() {
    return packetsOut - sackedOut - lostOut + retransOut;
  }

  /** Sends what may go now: repairs first, then new data. */
  void transmit(long now) {
    if (!c.synAcked && c.state != State.FIN_WAIT_1) {
      return;
    }
    if (lostOut > retransOut) {
      retransmitLost(now);
    }
    int before = c.sndNxt;
    sendNew(now);
    noteUse(c.sndNxt != before);
    if (c.sndNxt != before) {
      c.notifyWritable(); // less waits to be sent
    }
    clock.change(limit(), now);
    Retransmission.arm(c, now);
  }

  private LimitClock.Limit limit() {
    boolean quota = inFlight() < window.packets();
    if (queue.isEmpty()) {
      return LimitClock.Limit.IDLE;
    }
    if (queue.unsent != null) {
      int wanted = Math.max(1, Math.min(queue.unsent.length, c.sndMss()));
      boolean shut = quota && wanted > c.sndWndEnd() - queue.unsent.seq;
      return shut ? LimitClock.Limit.PEER_WINDOW : LimitClock.Limit.BUSY;
    }
    boolean starved = quota && c.socket != null && c.socket.waitsForRoom();
    return starved ? LimitClock.Limit.SEND_BUFFER : LimitClock.Limit.BUSY;
  }

  /** Keeps the strongest sign, per flight, that the congestion window is used (RFC 7661). */
  private void noteUse(boolean sent) {
    boolean full = inFlight() >= window.packets();
    boolean newFlight = SequenceNumber.atLeast(c.sndUna, flightEnd);
    if (full || sent && (newFlight || !windowLimited && packetsOut > flightPackets)) {
      windowLimited = full;
      flightPackets = packetsOut;
      flightEnd = c.sndNxt;
    }
  }

  /** The congestion window, not the application or the peer's window, is the limit. */
  private boolean isWindowLimited() {
    return window.inSlowStart() ? window.packets() < 2 * flightPackets : windowLimited;
  }

  private void sendNew(long now) {
    if (queue.unsent == null) {
      return;
    }
    restartAfterIdle(now);
    int mss = c.sndMss();
    int superMax = superMax(mss);
    while (queue.unsent != null) {
      int length = sendable(queue.unsent, mss, superMax);
      if (length < 0 || !sendFirst(length, mss, now)) {
        break;
      }
    }
  }

  /** Payload of the record that may go now, or -1 when nothing may. */
  private int sendable(SendRecord record, int mss, int superMax) {
    int quota = window.packets() - inFlight();
    int room = c.sndWndEnd() - record.seq;
    // A segment goes whole or not at all (sender's SWS avoidance, RFC 9293 section 3.8.6.2.1);
    // smaller ones are left to the probe timer. A FIN alone takes one number of the window.
    if (quota <= 0 || Math.max(1, Math.min(record.length, mss)) > room) {
      return -1;
    }
    // Half a window at once at most, so that acknowledgements keep coming spread out, as in Linux.
    int burst = Math.min(quota, Math.max(1, window.packets() / 2));
    int limit = (int) Math.min(Math.min((long) burst * mss, superMax), room);
    int length = Math.min(record.length, limit);
    int partial = length % mss;
    if (partial == 0 || record.fin && length == record.length) {
      return length;
    }
    if (length < record.length) {
      return length - partial; // the peer's window cuts it: whole segments only
    }
    return isHeld(record) ? (length > mss ? length - partial : -1) : length;
  }

  /** A segment that is not full and ends what is queued: a cork or Nagle may hold it back. */
  private boolean isHeld(SendRecord record) {
    boolean isLast = record.next == null && !pushOnce;
    return isLast && (c.options.cork || moreFollows || nagleHolds());
  }

  /** Nagle as Minshall refined it: one small segment outstanding at a time. */
  private boolean nagleHolds() {
    boolean smallOutstanding = smallSent && SequenceNumber.greaterThan(smallEnd, c.sndUna);
    return !c.options.noDelay && packetsOut > 0 && smallOutstanding;
  }

  private boolean sendFirst(int length, int mss, long now) {
    SendRecord record = queue.unsent;
    boolean finFits = c.sndWndEnd() - record.seq > record.length; // it takes a number of its own
    if (length < record.length || record.fin && length > 0 && !finFits) {
      queue.split(record, length);
    }
    record.packets = packetsOf(record.length, mss);
    record.transmissions = 1;
    record.sentAt = now;
    packetsOut += record.packets;
    c.sndNxt = record.end();
    queue.unsent = record.next;
    if (record.length % mss != 0) {
      smallEnd = record.end();
      smallSent = true;
    }
    if (c.receiver != null) {
      c.receiver.onDataSent();
    }
    lastSentAt = now;
    c.tcp.events.emit(now, EventType.SENT, Reason.NONE, c.number, record.seq, record.length);
    return c.tcp.writer.data(c, record, mss, now);
  }

  /**
   * The probe timer's way: what fits a window smaller than a segment goes after all (RFC 9293
   * section 3.8.6.2.1, the override timeout). False when the window is quite shut.
   */
  boolean sendIntoSmallWindow(long now) {
    int room = c.sndWndEnd() - queue.unsent.seq;
    if (room <= 0) {
      return false;
    }
    int mss = c.sndMss();
    int length = Math.min(Math.min(queue.unsent.length, mss), room);
    if (length < queue.unsent.length) {
      queue.split(queue.unsent, length);
    }
    queue.unsent.push |= length > 0;
    sendFirst(length, mss, now);
    c.probing = false;
    return true;
  }

  static int packetsOf(int length, int mss) {
    return Math.max(1, (length + mss - 1) / mss);
  }

  /** RFC 5681 section 4.1: after an idle RTO the window says nothing about the path any more. */
  private void restartAfterIdle(long now) {
    boolean idle = packetsOut == 0 && lastSentAt > 0 && now - lastSentAt > RttEstimator.timeout(c);
    if (idle && c.config().is(Tunable.TCP_SLOW_START_AFTER_IDLE)) {
      int initial = c.config().getInt(Tunable.TCP_INITIAL_CWND);
      window.threshold(Math.max(window.threshold(), window.packets() / 4 * 3));
      window.packets(Math.min(window.packets(), initial));
      lastSentAt = now;
    }
  }

  // ---- repairing ----

  /** Sends lost records again, oldest first, while the congestion window allows. */
  private void retransmitLost(long now) {
    SendRecord record = queue.head;
    while (record != queue.unsent && lostOut > retransOut) {
      int quota = window.packets() - inFlight();
      if (quota <= 0 && !recovery.mustRetransmit()) {
        return;
      }
      if (record.is(SendRecord.LOST) && !record.is(SendRecord.RETRANSMITTED)) {
        if (!retransmit(record, Math.max(1, quota), now)) {
          return;
        }
      }
      record = record.next;
    }
  }

  /** Sends a record again, at most {@code quota} packets of it; the rest stays lost. */
  boolean retransmit(SendRecord record, int quota, long now) {
    int mss = c.sndMss();
    int superMax = superMax(mss);
    int room = c.sndWndEnd() - record.seq;
    if (room <= 0 && record.length > 0) {
      if (record.seq != c.sndUna) {
        return false; // the peer has shrunk its window: only the first segment may probe it
      }
      room = mss;
    }
    int length = (int) Math.min((long) quota * mss, superMax);
    cut(record, Math.min(length, Math.max(room, 1)), mss);
    uncount(record);
    record.marks |= SendRecord.RETRANSMITTED;
    record.packets = packetsOf(record.length, mss);
    count(record);
    record.transmissions++;
    record.sentAt = now;
    lastSentAt = now;
    recovery.retransmitted();
    c.count(Counter.TCP_RETRANS_SEGS);
    c.tcp.events.emit(
        now, EventType.RETRANSMITTED, recovery.reason(), c.number, record.seq, record.length);
    return c.tcp.writer.data(c, record, mss, now);
  }

  /** Cuts a sent record so that its first part has at most {@code length} bytes. */
  void cut(SendRecord record, int length, int mss) {
    if (record.length > length) {
      uncount(record);
      SendRecord rest = queue.split(record, length);
      record.packets = packetsOf(record.length, mss);
      rest.packets = packetsOf(rest.length, mss);
      count(record);
      count(rest);
    }
  }

  /** Takes a record's packets out of the counts that its marks put them in. */
  void uncount(SendRecord record) {
    adjust(record, -record.packets);
  }

  /** Puts a record's packets into the counts of its marks. */
  void count(SendRecord record) {
    adjust(record, record.packets);
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

  /** A router wants smaller packets: what is outstanding goes again in that size (RFC 1191). */
  void onSmallerPath(long now) {
    Scoreboard.markAllLost(this);
    retransmitLost(now);
  }

  // ---- acknowledgements ----

  /**
   * Takes an acknowledgement that is not beyond SND.NXT (RFC 9293 section 3.10.7.4, fifth).
   *
   * @param pureDuplicate it carries no data, no window change, no SYN or FIN (RFC 5681 section 2)
   */
  void onAck(int ack, TcpOptions options, boolean pureDuplicate, long now) {
    boolean progress = SequenceNumber.greaterThan(ack, c.sndUna);
    moreFollows = false;
    int sackedBefore = sackedOut;
    int newlySacked = c.sackPermitted ? Scoreboard.mark(this, options) : 0;
    boolean mayGrow = recovery.grows(); // the ACK that ends a recovery leaves the window alone
    int acked = progress ? acknowledge(ack, options, now) : 0;
    if (!progress && sackedSentAt != NONE) {
      RttEstimator.sample(c, now - sackedSentAt);
    }
    boolean duplicate = !progress && packetsOut > 0 && (pureDuplicate || newlySacked > 0);
    int delivered = acked > 0 ? newlyDelivered(acked, sackedBefore) : 0;
    recovery.onAck(ack, acked, duplicate, now);
    if (delivered > 0 && mayGrow && recovery.grows() && isWindowLimited()) {
      congestion.onAck(window, delivered, now);
    }
    if (progress) {
      c.retries = 0;
      c.stalledSince = 0;
      Retransmission.restart(c, now);
      c.notifyWritable();
    }
  }

  /** Of the packets acknowledged, those of which no SACK or duplicate ACK has told before. */
  private int newlyDelivered(int acked, int sackedBefore) {
    return c.sackPermitted ? acked + sackedOut - sackedBefore : Math.max(1, acked - sackedBefore);
  }

  /** Drops what is acknowledged; returns the packets this was. */
  private int acknowledge(int ack, TcpOptions options, long now) {
    int acked = 0;
    long sentAt = NONE;
    long sentAgainAt = NONE;
    c.sndUna = ack;
    while (queue.head != queue.unsent && SequenceNumber.atMost(queue.head.end(), ack)) {
      SendRecord record = queue.head;
      if (record.transmissions > 1) {
        sentAgainAt = Math.max(sentAgainAt, record.sentAt);
      } else if (!record.is(SendRecord.SACKED)) {
        sentAt = oldest(sentAt, record);
      }
      c.finAcked |= record.fin;
      acked += record.packets;
      uncount(record);
      queue.removeHead();
    }
    SendRecord head = queue.head;
    if (head != queue.unsent && SequenceNumber.lessThan(head.seq, ack)) {
      acked += trim(head, ack);
      if (head.transmissions > 1) {
        sentAgainAt = Math.max(sentAgainAt, head.sentAt);
      } else {
        sentAt = oldest(sentAt, head);
      }
    }
    measure(sentAt, sentAgainAt, options, now);
    return acked;
  }

  /** The segment that waited longest is measured: the peer may have delayed its ACK. */
  private static long oldest(long sentAt, SendRecord record) {
    return sentAt == NONE ? record.sentAt : sentAt;
  }

  private int trim(SendRecord head, int ack) {
    uncount(head);
    int before = head.packets;
    queue.trimHead(Math.min(ack - head.seq, head.length));
    head.packets = Math.min(before, packetsOf(head.length, c.sndMss()));
    count(head);
    return before - head.packets;
  }

  /**
   * Karn: a segment sent twice measures nothing, unless the timestamp says that the answer is to
   * the latest copy. An echo of an earlier one tells how long ACKs were lost, not how long the path
   * is.
   */
  private void measure(long sentAt, long sentAgainAt, TcpOptions options, long now) {
    if (sentAgainAt == NONE && sentAt != NONE) {
      RttEstimator.sample(c, now - sentAt);
    } else if (sentAgainAt == NONE || echoes(options, sentAgainAt)) {
      RttEstimator.sampleEcho(c, options, now);
    }
  }

  private boolean echoes(TcpOptions options, long sentAgainAt) {
    return options.tsEcr() - SegmentWriter.tsVal(c.tsOffset, sentAgainAt) >= 0;
  }
}
