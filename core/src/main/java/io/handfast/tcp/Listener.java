package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.util.ArrayDeque;

/**
 * A socket in LISTEN (RFC 9293 section 3.10.7.2) with its two queues: half-open connections, and
 * connections that wait to be accepted. Each has its own limit and counter. When the first is full
 * a SYN is answered with a cookie, or dropped where cookies are off; when the second is full the
 * segment is dropped, so that the peer tries again.
 */
final class Listener extends Endpoint {
  private static final int EXPIRE_PER_TURN = 256;

  // Values of tcp_syncookies; 1 is "when the SYN queue is full".
  private static final int NEVER = 0;
  private static final int ALWAYS = 2;

  final Tcp tcp;
  final TcpSocket socket;
  final SynQueue synQueue;
  private final CookieHandshake cookies;
  private final FloodDetector floods;
  private final FastOpenServer fastOpen;
  private final ArrayDeque<Connection> acceptQueue = new ArrayDeque<>();
  private int backlog;
  private boolean notify;
  boolean closed;

  Listener(Tcp tcp, TcpSocket socket, int backlog) {
    this.tcp = tcp;
    this.socket = socket;
    this.synQueue = new SynQueue(tcp);
    this.cookies = new CookieHandshake(tcp, socket);
    this.floods = new FloodDetector(tcp);
    this.fastOpen = new FastOpenServer(tcp, socket);
    backlog(backlog);
  }

  void backlog(int asked) {
    backlog = Math.min(Math.max(asked, 1), tcp.config().getInt(Tunable.SOMAXCONN));
  }

  int backlog() {
    return backlog;
  }

  int acceptQueueSize() {
    return acceptQueue.size();
  }

  /** As Linux counts: one more than the backlog fits. */
  private boolean acceptQueueIsFull() {
    return acceptQueue.size() > backlog;
  }

  /** Oldest connection that waits, or null. */
  Connection poll() {
    return acceptQueue.poll();
  }

  // ---- segments ----

  /** A segment for this port that belongs to no connection. */
  void onSegment(FlowKey flow, TcpView segment, TcpOptions options, Packet packet, long now) {
    int record = synQueue.find(flow);
    if (record != RecordTable.NONE) {
      onHalfOpen(record, flow, segment, options, packet, now);
    } else if (segment.has(TcpFlags.RST)) {
      tcp.dropped(null, Reason.NO_LISTENER, segment.seq(), 0, now);
    } else if (segment.has(TcpFlags.ACK)) {
      onAck(flow, segment, options, packet, now);
    } else if (segment.has(TcpFlags.SYN) && !segment.has(TcpFlags.FIN)) {
      onSyn(flow, segment, options, packet, 0, now);
    } else {
      tcp.dropped(null, Reason.MISSING_ACK, segment.seq(), segment.payloadLength(), now);
    }
  }

  /**
   * A SYN: a new half-open record and a SYN-ACK. Data on it is not taken, and the peer sends it
   * again, unless Fast Open opens the connection.
   *
   * @param chosenIss initial sequence number to use, or 0 for a fresh one
   */
  void onSyn(
      FlowKey flow, TcpView syn, TcpOptions options, Packet packet, int chosenIss, long now) {
    if (floods.onSyn(flow, now)) {
      reschedule();
    }
    boolean fresh = chosenIss == 0; // a pair out of TIME-WAIT always gets a record, as on Linux
    int mode = tcp.config().getInt(Tunable.TCP_SYNCOOKIES);
    boolean cookie = fresh && (mode == ALWAYS || mode != NEVER && synQueueIsFull());
    if (fresh && mode == NEVER && synQueueIsFull()) {
      tcp.counters.add(Counter.EXT_REQ_Q_FULL_DROP);
      dropSyn(Reason.SYN_QUEUE_FULL, syn, now);
      return;
    }
    if (cookie) {
      tcp.counters.add(Counter.EXT_REQ_Q_FULL_DO_COOKIES);
    }
    if (acceptQueueIsFull()) {
      tcp.counters.add(Counter.EXT_LISTEN_OVERFLOWS);
      dropSyn(Reason.ACCEPT_QUEUE_FULL, syn, now);
    } else if (cookie) {
      cookies.answer(flow, syn, options, now);
    } else if (fresh && mode == NEVER && isLastQuarter()) {
      dropSyn(Reason.SYN_QUEUE_RESERVED, syn, now);
    } else {
      remember(flow, syn, options, packet, fresh ? tcp.isn.next(flow, now) : chosenIss, now);
    }
  }

  /** As Linux counts: one more than the backlog fits. */
  private boolean synQueueIsFull() {
    return synQueue.size() > backlog;
  }

  /** Linux keeps it for peers that it has talked to; we remember none. */
  private boolean isLastQuarter() {
    int max = tcp.config().getInt(Tunable.TCP_MAX_SYN_BACKLOG);
    return max - synQueue.size() < max >> 2;
  }

  private void remember(
      FlowKey flow, TcpView syn, TcpOptions options, Packet packet, int iss, long now) {
    boolean atOnce = fastOpen.admits(flow, syn, options, now);
    tcp.returnRoutes.put(flow, tcp.routeBack);
    int record = synQueue.add(flow, syn, options, socket.options(), iss, now);
    tcp.events.emit(
        now,
        EventType.STATE,
        Reason.SYN_RECEIVED,
        0,
        State.LISTEN.ordinal(),
        State.SYN_RECEIVED.ordinal());
    if (atOnce) {
      Connection c = synQueue.promote(record, flow, socket.shareOptions(), now);
      tcp.attach(c);
      fastOpen.open(c, syn, packet, now);
      offer(c);
      return;
    }
    synQueue.sendSynAck(record, flow, socket.options(), 0, now);
    reschedule();
  }

  private void dropSyn(Reason reason, TcpView syn, long now) {
    tcp.counters.add(Counter.EXT_LISTEN_DROPS);
    tcp.dropped(null, reason, syn.seq(), 0, now);
  }

  /** An ACK without a record: a cookie that comes back, or nothing of ours. */
  private void onAck(FlowKey flow, TcpView segment, TcpOptions options, Packet packet, long now) {
    boolean mayBring =
        tcp.config().is(Tunable.TCP_SYNCOOKIES)
            && !segment.has(TcpFlags.SYN)
            && cookies.mayHaveSent(now);
    int mssIndex = mayBring ? cookies.check(flow, segment, options, now) : SynCookies.BAD;
    if (mssIndex < 0) {
      tcp.writer.resetFor(flow, segment, Reason.BLIND_ACK, now);
    } else if (acceptQueueIsFull()) {
      overflow(segment, now); // never a reset here, whatever tcp_abort_on_overflow says (Linux)
    } else {
      Connection c = cookies.open(flow, segment, options, mssIndex, now);
      tcp.attach(c);
      PassiveOpen.byCookie(c, segment, options, now);
      deliver(c, segment, options, packet, now);
    }
  }

  private void overflow(TcpView segment, long now) {
    tcp.counters.add(Counter.EXT_LISTEN_OVERFLOWS);
    tcp.counters.add(Counter.EXT_LISTEN_DROPS);
    tcp.dropped(null, Reason.ACCEPT_QUEUE_FULL, segment.seq(), segment.payloadLength(), now);
  }

  /** SYN-RECEIVED (section 3.10.7.4) for a compact record. */
  private void onHalfOpen(
      int record, FlowKey flow, TcpView segment, TcpOptions options, Packet packet, long now) {
    int expected = synQueue.irs(record) + 1;
    if (segment.has(TcpFlags.RST)) {
      onReset(record, flow, segment, expected, now);
    } else if (isSameSyn(segment, expected - 1)) {
      onSameSyn(record, flow, segment, now);
    } else if (synQueue.isStale(record, options)
        || !Arrival.overlapsWindow(
            segment.seq(), segment.segmentLength(), expected, synQueue.window(record))) {
      tcp.counters.add(Counter.EXT_OUT_OF_WINDOW_SEGS);
      tcp.dropped(null, Reason.OUTSIDE_WINDOW, segment.seq(), segment.payloadLength(), now);
      if (synQueue.mayAnswer(record, segment, now)) {
        synQueue.sendAck(record, flow, socket.options(), now);
      }
    } else if (segment.has(TcpFlags.SYN)) {
      // Another SYN inside the window: as on Linux it ends what has not begun.
      tcp.counters.add(Counter.TCP_ATTEMPT_FAILS);
      endByReset(record);
      tcp.writer.resetFor(flow, segment, Reason.BLIND_SYN, now);
    } else if (!segment.has(TcpFlags.ACK)) {
      tcp.dropped(null, Reason.MISSING_ACK, segment.seq(), segment.payloadLength(), now);
    } else if (segment.ack() != synQueue.iss(record) + 1) {
      tcp.writer.resetFor(flow, segment, Reason.BLIND_ACK, now);
    } else {
      onFinalAck(record, flow, segment, options, packet, now);
    }
  }

  /** The peer has not seen our SYN-ACK: the same one again; its timer begins anew, as on Linux. */
  private void onSameSyn(int record, FlowKey flow, TcpView segment, long now) {
    if (!synQueue.agreesWith(record, segment)) {
      tcp.counters.add(Counter.TCP_ATTEMPT_FAILS);
      endByReset(record);
      tcp.writer.resetFor(flow, segment, Reason.ECN_CHANGED, now);
      return;
    }
    if (synQueue.mayAnswer(record, segment, now)) {
      tcp.counters.add(Counter.EXT_SYN_RETRANS);
      int attempt = Math.max(1, synQueue.retries(record));
      synQueue.sendSynAck(record, flow, socket.options(), attempt, now);
      synQueue.restart(record, now);
      reschedule();
    }
  }

  private static boolean isSameSyn(TcpView segment, int irs) {
    return segment.has(TcpFlags.SYN) && !segment.has(TcpFlags.ACK) && segment.seq() == irs;
  }

  private void onReset(int record, FlowKey flow, TcpView segment, int expected, long now) {
    if (segment.seq() == expected) {
      tcp.counters.add(Counter.TCP_ATTEMPT_FAILS);
      tcp.events.emit(now, EventType.RESET, Reason.RST_RECEIVED, 0, segment.seq(), 1);
      endByReset(record);
      return;
    }
    tcp.dropped(null, Reason.BLIND_RST, segment.seq(), 0, now);
    if (Arrival.overlapsWindow(
        segment.seq(), segment.segmentLength(), expected, synQueue.window(record))) {
      challenge(record, flow, segment, now);
    }
  }

  /** A challenge ACK (RFC 5961 section 3.2); a record has no budget but its rate limit. */
  private void challenge(int record, FlowKey flow, TcpView segment, long now) {
    if (synQueue.mayAnswer(record, segment, now)) {
      tcp.counters.add(Counter.EXT_CHALLENGE_ACK);
      synQueue.sendAck(record, flow, socket.options(), now);
    } else {
      tcp.counters.add(Counter.EXT_ACK_SKIPPED_CHALLENGE);
    }
  }

  private void endByReset(int record) {
    floods.onAnswer();
    tcp.counters.add(Counter.EXT_EMBRYONIC_RSTS);
    synQueue.remove(record);
  }

  private void onFinalAck(
      int record, FlowKey flow, TcpView segment, TcpOptions options, Packet packet, long now) {
    if (waitsForData(record, segment)) {
      tcp.counters.add(Counter.EXT_DEFER_ACCEPT_DROP);
      tcp.dropped(null, Reason.DEFERRED_ACCEPT, segment.seq(), 0, now);
      synQueue.acknowledged(record);
    } else if (acceptQueueIsFull()) {
      overflow(segment, now);
      if (tcp.config().is(Tunable.TCP_ABORT_ON_OVERFLOW)) {
        endByReset(record);
        tcp.writer.resetFor(flow, segment, Reason.ACCEPT_QUEUE_FULL, now);
      } else {
        synQueue.acknowledged(record);
      }
    } else {
      Connection c = synQueue.promote(record, flow, socket.shareOptions(), now);
      tcp.attach(c);
      Handshake.onAckInSynReceived(c, segment, options, now);
      deliver(c, segment, options, packet, now);
    }
  }

  /** TCP_DEFER_ACCEPT: a bare ACK does not open, before the time for data is over. */
  private boolean waitsForData(int record, TcpView segment) {
    return segment.segmentLength() == 0 && synQueue.retries(record) < deferRetries();
  }

  private int deferRetries() {
    return socket.options().deferAcceptRetries;
  }

  /** An open connection waits to be accepted; the segment that opened it may carry data. */
  private void deliver(Connection c, TcpView segment, TcpOptions options, Packet packet, long now) {
    offer(c);
    if (segment.segmentLength() > 0) {
      Arrival.onSegment(c, segment, options, packet, now);
    } else {
      Arrival.rememberTimestamp(c, options, segment.seq(), now);
      Ecn.onPacket(c, segment, packet);
    }
  }

  private void offer(Connection c) {
    c.parent = this;
    floods.onAnswer();
    tcp.counters.add(Counter.TCP_PASSIVE_OPENS);
    acceptQueue.add(c);
    notify = true;
    tcp.ready(this);
  }

  // ---- time ----

  @Override
  protected void fire(long now) {
    floods.onTime(now);
    synQueue.expire(
        now, EXPIRE_PER_TURN, (record, flow, retries) -> retry(record, flow, retries, now));
    reschedule();
  }

  private boolean retry(int record, FlowKey flow, int retries, long now) {
    tcp.counters.add(Counter.EXT_TIMEOUTS);
    boolean deferred = deferRetries() > 0 && synQueue.isAcknowledged(record);
    int limit = retryLimit();
    boolean hurried = isUnderPressure() && retries >= pressureLimit() && retries < limit;
    if (hurried) {
      tcp.counters.add(Counter.STACK_SYN_PRESSURE_DROPS);
    }
    if ((hurried || retries >= limit) && !(deferred && retries < deferRetries())) {
      tcp.counters.add(Counter.TCP_ATTEMPT_FAILS);
      int from = State.SYN_RECEIVED.ordinal();
      tcp.events.emit(
          now, EventType.STATE, Reason.SYN_ACK_TIMEOUT, 0, from, State.CLOSED.ordinal());
      return false;
    }
    if (deferred && retries < deferRetries() - 1) {
      return true; // the peer has done its part; asked again at the end of the time for data
    }
    tcp.counters.add(Counter.EXT_SYN_RETRANS);
    tcp.counters.add(Counter.TCP_RETRANS_SEGS);
    tcp.events.emit(now, EventType.TIMEOUT, Reason.SYN_ACK_TIMEOUT, 0, retries + 1, 0);
    synQueue.sendSynAck(record, flow, socket.options(), retries + 1, now);
    return true;
  }

  /**
   * SYN-ACKs that a record gets after its first. When more than half of the queue is taken, young
   * records are worth more than old ones, which then go earlier (as Linux prunes).
   */
  private int retryLimit() {
    int standard = tcp.config().getInt(Tunable.TCP_SYNACK_RETRIES);
    int limit = SocketOptions.orElse(socket.options().synCount, standard);
    if (2 * synQueue.size() > Math.max(8, backlog)) {
      for (long fair = 2L * synQueue.young(); limit > 2 && synQueue.size() >= fair; fair *= 2) {
        limit--;
      }
    }
    return Math.min(limit, SynQueue.MAX_RETRIES);
  }

  /** SynAttackProtect: past either threshold nobody gets as many SYN-ACKs as in peace. */
  private boolean isUnderPressure() {
    TcpConfig config = tcp.config();
    return config.is(Tunable.TCP_SYN_ATTACK_PROTECT)
        && (synQueue.size() > config.getInt(Tunable.TCP_MAX_HALF_OPEN)
            || synQueue.size() - synQueue.young()
                > config.getInt(Tunable.TCP_MAX_HALF_OPEN_RETRIED));
  }

  private int pressureLimit() {
    return tcp.config().getInt(Tunable.TCP_SYN_ATTACK_RETRIES);
  }

  /** What the last window of SYNs looked like. */
  FloodStatus floodStatus() {
    return floods.status(socket, synQueue.size());
  }

  private void reschedule() {
    if (!closed) {
      tcp.wheel.schedule(this, Math.min(synQueue.deadline(), floods.deadline()));
    }
  }

  @Override
  void flush(long now) {
    if (notify) {
      notify = false;
      socket.notifyObserver();
    }
  }

  /** No more connections: those that wait get a reset, half-open ones are forgotten. */
  void close(long now) {
    closed = true;
    tcp.wheel.remove(this);
    for (Connection c = acceptQueue.poll(); c != null; c = acceptQueue.poll()) {
      c.parent = null;
      Teardown.abort(c, Reason.ABORTED, now);
      c.error = Errno.ECONNABORTED;
    }
  }
}
