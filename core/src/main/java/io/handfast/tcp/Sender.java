package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.tcp.congestion.CongestionWindow;
import java.lang.foreign.MemorySegment;

/**
 * The sending half of a connection: what is queued, what is in flight, and how much of it may go
 * now. Windows are counted in packets and records may be super-segments of many packets.
 *
 * <p>In flight, by RFC 6675's "pipe": outstanding − selectively acknowledged − lost + sent again.
 */
final class Sender {
  private static final int MAX_PAYLOAD = 65_535 - 60 - 60;

  final Connection c;
  final PathHistory history;
  final SendQueue queue;
  final CongestionWindow window;
  CongestionControl congestion;
  final Flight flight;
  final Scoreboard scoreboard;
  final Reordering reordering;
  final Rack rack;
  final TailLossProbe probe;
  final Recovery recovery;
  final Repair repair;
  final AckInput ackInput;
  final DeliveryRate rate;
  final Pacer pacer;
  final WindowUse use;
  final LimitClock clock;

  // The place among those that IdleSenders looks at.
  Sender lookedAtBefore;
  Sender lookedAtNext;
  long lookAt = Connection.NEVER;

  /** End of the last segment sent that was smaller than the MSS (Minshall's Nagle). */
  private int smallEnd;

  private boolean smallSent;

  /** The application has said that more follows what it wrote last (MSG_MORE). */
  private boolean moreFollows;

  /** What is queued goes without waiting for more of it. */
  private boolean pushOnce;

  Sender(Connection c) {
    this.c = c;
    this.queue = new SendQueue(c.tcp.pool, c.tcp.records);
    this.history = c.history();
    this.window = history.window;
    this.congestion = history.congestion;
    this.reordering = history.reordering;
    this.clock = history.clock;
    this.flight = new Flight(queue, history);
    this.scoreboard = new Scoreboard(this);
    this.rack = new Rack(this);
    this.probe = new TailLossProbe(this);
    this.recovery = new Recovery(this);
    this.repair = new Repair(this);
    this.ackInput = new AckInput(this);
    this.rate = new DeliveryRate(this);
    this.pacer = new Pacer(this);
    this.use = new WindowUse(this);
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
    rate.noteApplication();
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

  /** What is queued so far is urgent; the peer hears of it even where its window is closed. */
  void markUrgent(long now) {
    c.urgent().mark(nextSeq());
    transmit(now);
    if (queue.unsent != null) {
      c.sendAck(now);
    }
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
  int superMax(int mss) {
    // Who cuts a super-segment copies its urgent pointer, which counts from each segment's start.
    boolean single = c.isSendingUrgent() || !Ecn.fitsSuperSegments(c);
    int max = single ? 0 : c.tcp.network.superSegmentMax(c.flow);
    int cut = Math.min(max, MAX_PAYLOAD);
    return Math.max(mss, (int) Math.min(cut, BurstSize.of(this, mss)) / mss * mss);
  }

  // ---- sending ----

  /** Sends what may go now: repairs first, then new data. */
  void transmit(long now) {
    if (!c.synAcked && c.state != State.FIN_WAIT_1 && !c.isFastOpenServer()) {
      return;
    }
    c.tcp.idleSenders.watch(this, now);
    int before = c.sndNxt;
    if (!recovery.sentNewFirst(now)) {
      repair.sendLost(now);
      sendNew(now);
    }
    boolean sent = c.sndNxt != before;
    use.note(sent, now);
    if (sent) {
      c.notifyWritable(); // less waits to be sent
    }
    clock.change(limit(), now);
    Retransmission.arm(c, now);
    if (sent) {
      probe.schedule(now);
    }
  }

  private LimitClock.Limit limit() {
    boolean quota = flight.packets() < window.packets();
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

  void sendNew(long now) {
    if (queue.unsent == null) {
      return;
    }
    restartAfterIdle(now);
    int mss = c.sndMss();
    int superMax = superMax(mss);
    if (c.mtuProbing != null) {
      c.mtuProbing.send(this, mss, now);
    }
    while (queue.unsent != null && !pacer.holds(now)) {
      int length = sendable(queue.unsent, mss, superMax);
      if (length < 0 || !sendFirst(length, mss, now)) {
        break;
      }
    }
  }

  /** Payload of the record that may go now, or -1 when nothing may. */
  private int sendable(SendRecord record, int mss, int superMax) {
    int quota = window.packets() - flight.packets();
    if (record.fin && record.length <= mss) {
      quota = Math.max(1, quota); // the last segment need not wait for the window, as in Linux
    }
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
    boolean patient = !c.options.noDelay && !c.isSendingUrgent();
    return patient && flight.packetsOut > 0 && smallOutstanding;
  }

  private boolean sendFirst(int length, int mss, long now) {
    SendRecord record = queue.unsent;
    boolean finFits = c.sndWndEnd() - record.seq > record.length; // it takes a number of its own
    if (length < record.length || record.fin && length > 0 && !finFits) {
      queue.split(record, length);
    }
    if (c.receiver != null) {
      c.receiver.onDataSent();
    }
    c.tcp.events.emit(now, EventType.SENT, Reason.NONE, c.number, record.seq, record.length);
    boolean taken = c.tcp.writer.data(c, record, mss, now);
    if (!taken) {
      recovery.onLocalDrop(now);
    }
    if (!taken && record.length <= mss) {
      return false; // the queue of the link is full: the segment is still to be sent
    }
    record.packets = packetsOf(record.length, mss);
    record.transmissions = 1;
    record.sentAt = now;
    if (flight.packetsOut == 0 && history.lastSentAt > 0) {
      congestion.onIdle(now - history.lastSentAt, now);
    }
    rate.onSend(record, now);
    flight.sent(record);
    pacer.onSent(record, now);
    recovery.sent(record.packets);
    c.sndNxt = record.end();
    queue.unsent = record.next;
    if (record.length % mss != 0) {
      smallEnd = record.end();
      smallSent = true;
    }
    history.lastSentAt = now;
    return taken;
  }

  /**
   * The probe timer's way: what fits a window smaller than a segment goes after all (RFC 9293
   * section 3.8.6.2.1, the override timeout), and so does what a full queue of the link refused.
   * False when the window is quite shut.
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
    c.probing = !sendFirst(length, mss, now);
    return true;
  }

  /** One segment larger than the others; it takes the place of two in the congestion window. */
  void sendMtuProbe(int length, long now) {
    window.packets(window.packets() - 1);
    sendFirst(length, length, now);
  }

  static int packetsOf(int length, int mss) {
    return Math.max(1, (length + mss - 1) / mss);
  }

  /** Nothing is outstanding, and nothing was sent for longer than the retransmission timeout. */
  private boolean isIdle(long now) {
    long silence = now - history.lastSentAt;
    return flight.packetsOut == 0 && history.lastSentAt > 0 && silence > RttEstimator.timeout(c);
  }

  /** RFC 5681 section 4.1: after an idle RTO the window says nothing about the path any more. */
  private void restartAfterIdle(long now) {
    if (!isIdle(now)) {
      return;
    }
    recovery.forget();
    if (!congestion.isModelBased() && c.config().is(Tunable.TCP_SLOW_START_AFTER_IDLE)) {
      int initial = c.initialWindow();
      window.threshold(Math.max(window.threshold(), window.packets() / 4 * 3));
      window.packets(Math.min(window.packets(), initial));
      history.lastSentAt = now;
    }
  }

  // ---- for those who repair ----

  /** Data that was never sent waits, and the peer's window has room for it. */
  boolean canSendNew() {
    return queue.unsent != null && c.sndWndEnd() - queue.unsent.seq > 0;
  }

  /** The record sent last in sequence, or null when nothing is outstanding. */
  SendRecord lastSent() {
    SendRecord last = queue.unsent == null ? queue.tail() : queue.unsent.previous;
    return last == null || last.transmissions == 0 ? null : last;
  }

  /** Sends one segment of new data whatever the congestion window says; false without any. */
  boolean sendProbe(long now) {
    SendRecord next = queue.unsent;
    int mss = c.sndMss();
    if (next == null || c.sndWndEnd() - next.seq < Math.max(1, Math.min(next.length, mss))) {
      return false;
    }
    return sendFirst(Math.min(next.length, mss), mss, now);
  }

  /** Something goes out now. */
  void noteSending(long now) {
    history.lastSentAt = now;
  }

  /** It has been idle for so long, in ns, and would begin its next flight like a new sender. */
  boolean mayGo(long nanos, long now) {
    return isIdle(now)
        && now - history.lastSentAt >= nanos
        && queue.isEmpty()
        && !recovery.isBusy()
        && timersAt() == Connection.NEVER
        && c.mtuProbing == null;
  }

  /** The nearest of the deadlines of loss detection and pacing, ns. */
  long timersAt() {
    return Math.min(pacer.timerAt, Math.min(rack.timerAt, probe.timerAt));
  }

  /** A deadline of loss detection or pacing may have come. */
  void onTimers(long now) {
    pacer.onTimer(now);
    if (rack.timerAt <= now) {
      rack.onTimer(now);
    }
    if (probe.timerAt <= now) {
      probe.onTimer(now);
    }
  }
}
