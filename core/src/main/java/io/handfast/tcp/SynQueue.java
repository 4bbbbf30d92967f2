package io.handfast.tcp;

import io.handfast.timer.Timer;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * Half-open connections of one listener, in SYN-RECEIVED: compact records, not connections, because
 * anybody can make us keep one. Records that have had the same number of SYN-ACKs share a list, so
 * that each list is in order of deadline.
 */
final class SynQueue {
  private static final int ISS = RecordTable.USER;
  private static final int IRS = RecordTable.USER + 4;
  private static final int TS_RECENT = RecordTable.USER + 8;
  private static final int SYN_WINDOW = RecordTable.USER + 12;
  private static final int PEER_MSS = RecordTable.USER + 16;
  private static final int AGREED = RecordTable.USER + 20;
  private static final int OPENED_AT = RecordTable.USER + 24;
  private static final int ANSWERED_AT = RecordTable.USER + 32;
  private static final int USER_BYTES = 40;

  // Bits of AGREED; the low byte is the peer's window scale.
  private static final int SACK = 1 << 8;
  private static final int TIMESTAMPS = 1 << 9;
  private static final int SCALING = 1 << 10;
  private static final int ACKNOWLEDGED = 1 << 11;

  /** What {@link Ecn#answer} said, four bits. */
  private static final int ECN_SHIFT = 12;

  private static final int ECN_MASK = 15;

  /** A SYN came, or a SYN-ACK went, that does not speak of ECN although it was agreed on. */
  private static final int ECN_DOUBTFUL = 1 << 16;

  /** SYN-ACKs that agree to AccECN before one that speaks of no ECN (RFC 9768 3.2.3.2.2). */
  private static final int ACCURATE_SYN_ACKS = 2;

  /** More SYN-ACKs than this are never sent again, whatever the setting: 26 × 120 s and more. */
  static final int MAX_RETRIES = 31;

  /** Beyond these the timeout is at its bound anyway; more would overflow. */
  private static final int MAX_DOUBLINGS = 20;

  private final Tcp tcp;
  private final RecordTable table;
  private int young;

  SynQueue(Tcp tcp) {
    this.tcp = tcp;
    this.table = new RecordTable(tcp.tableSecret, USER_BYTES, MAX_RETRIES + 1);
  }

  int size() {
    return table.size();
  }

  /** Bytes of memory of the whole table. */
  long bytes() {
    return table.bytes();
  }

  int find(FlowKey flow) {
    return table.find(flow);
  }

  void remove(int record) {
    young -= table.list(record) == 0 ? 1 : 0;
    table.remove(record);
  }

  /** Records whose SYN-ACK was sent only once. */
  int young() {
    return young;
  }

  /** The final ACK has come, but the listener waits for data, or had no room. */
  boolean isAcknowledged(int record) {
    return (table.getInt(record, AGREED) & ACKNOWLEDGED) != 0;
  }

  void acknowledged(int record) {
    table.putInt(record, AGREED, table.getInt(record, AGREED) | ACKNOWLEDGED);
  }

  /** Keeps what a SYN says; the caller has checked the limits. */
  int add(FlowKey flow, TcpView syn, TcpOptions options, SocketOptions socket, int iss, long now) {
    TcpConfig config = tcp.config();
    boolean timestamps = config.is(Tunable.TCP_TIMESTAMPS) && options.hasTimestamps();
    boolean scaling = config.is(Tunable.TCP_WINDOW_SCALING) && options.windowScale() >= 0;
    boolean sack = config.is(Tunable.TCP_SACK) && options.sackPermitted();
    int record = table.add(flow, 0, now + firstTimeout());
    young++;
    int mss = Handshake.ownMss(tcp.network, flow, socket) - (timestamps ? 12 : 0);
    table.putInt(record, ISS, iss);
    table.putInt(record, IRS, syn.seq());
    table.putInt(record, TS_RECENT, timestamps ? options.tsVal() : 0);
    table.putInt(record, SYN_WINDOW, WindowPolicy.synWindow(config, socket, mss));
    table.putInt(record, PEER_MSS, Handshake.peerMss(config, flow, options, socket));
    table.putInt(
        record,
        AGREED,
        (sack ? SACK : 0)
            | (timestamps ? TIMESTAMPS : 0)
            | Ecn.answer(tcp, syn) << ECN_SHIFT
            | (scaling ? SCALING | options.windowScale() : 0));
    table.putLong(record, OPENED_AT, now);
    table.putLong(record, ANSWERED_AT, 0);
    return record;
  }

  private long firstTimeout() {
    return tcp.config().millisAsNanos(Tunable.TCP_TIMEOUT_INIT_MS);
  }

  /**
   * Takes a repeated SYN. AccECN tells of the latest one's ECN field and keeps its mode (RFC 9768
   * section 3.1.5).
   *
   * @return false when it asks for another kind of ECN, for which the connection must be reset
   */
  boolean agreesWith(int record, TcpView syn) {
    int agreed = table.getInt(record, AGREED);
    int before = ecn(agreed);
    int flags = AccEcnCode.flagsOf(syn);
    boolean wasAccurate = (before & Ecn.ACCURATE) != 0;
    if (wasAccurate && flags == 0) {
      table.putInt(record, AGREED, agreed | ECN_DOUBTFUL);
      return true;
    }
    int now = Ecn.answer(tcp, syn);
    if (wasAccurate && (now & Ecn.ACCURATE) != 0) {
      table.putInt(record, AGREED, agreed & ~(ECN_MASK << ECN_SHIFT) | now << ECN_SHIFT);
    }
    boolean becomesClassic = wasAccurate && flags == AccEcnCode.CLASSIC_SYN;
    boolean becomesAccurate = (before & Ecn.CLASSIC) != 0 && (now & Ecn.ACCURATE) != 0;
    return !becomesClassic && !becomesAccurate;
  }

  private static int ecn(int agreed) {
    return agreed >> ECN_SHIFT & ECN_MASK;
  }

  /**
   * Sends the SYN-ACK of a record.
   *
   * @param attempt 0 for the first, then how often it has gone again with this one
   */
  void sendSynAck(int record, FlowKey flow, SocketOptions socket, int attempt, long now) {
    int agreed = table.getInt(record, AGREED);
    boolean accurate = (ecn(agreed) & Ecn.ACCURATE) != 0;
    boolean silent = accurate && attempt >= ACCURATE_SYN_ACKS;
    if (silent) {
      table.putInt(record, AGREED, agreed | ECN_DOUBTFUL);
    }
    service(flow, socket);
    tcp.writer.synAck(
        flow,
        Handshake.ownMss(tcp.network, flow, socket),
        socket.trafficClass,
        table.getInt(record, ISS),
        table.getInt(record, IRS) + 1,
        table.getInt(record, SYN_WINDOW),
        (agreed & SACK) != 0,
        (agreed & TIMESTAMPS) != 0,
        SegmentWriter.tsVal(tcp.isn.timestampOffset(flow), now),
        table.getInt(record, TS_RECENT),
        (agreed & SCALING) != 0 ? WindowPolicy.windowScale(tcp.config(), socket) : -1,
        silent ? 0 : ecn(agreed),
        attempt);
  }

  private void service(FlowKey flow, SocketOptions socket) {
    SourceRoute named = socket.sourceRoute;
    tcp.network.service(socket.timeToLive, named != null ? named : tcp.returnRoutes.get(flow));
  }

  /** An ACK that says where we are, for a segment that the record cannot take. */
  void sendAck(int record, FlowKey flow, SocketOptions socket, long now) {
    service(flow, socket);
    tcp.writer.ack(
        flow,
        socket.trafficClass,
        iss(record) + 1,
        irs(record) + 1,
        table.getInt(record, SYN_WINDOW),
        (table.getInt(record, AGREED) & TIMESTAMPS) != 0,
        SegmentWriter.tsVal(tcp.isn.timestampOffset(flow), now),
        table.getInt(record, TS_RECENT),
        (ecn(table.getInt(record, AGREED)) & Ecn.ACCURATE) != 0
            ? AccEcnCode.flagsOfAce(AccEcn.FIRST_PACKETS)
            : 0);
  }

  /** Whether a segment that changes nothing is answered: not more than twice a second (Linux). */
  boolean mayAnswer(int record, TcpView segment, long now) {
    if (!Arrival.isLimited(segment)) {
      return true;
    }
    boolean may = Arrival.mayAnswer(table.getLong(record, ANSWERED_AT), now);
    if (may) {
      table.putLong(record, ANSWERED_AT, now);
    }
    return may;
  }

  int iss(int record) {
    return table.getInt(record, ISS);
  }

  int irs(int record) {
    return table.getInt(record, IRS);
  }

  int window(int record) {
    return table.getInt(record, SYN_WINDOW);
  }

  /** PAWS for a half-open record. */
  boolean isStale(int record, TcpOptions options) {
    int recent = table.getInt(record, TS_RECENT);
    return (table.getInt(record, AGREED) & TIMESTAMPS) != 0
        && options.hasTimestamps()
        && recent != 0
        && options.tsVal() - recent < 0;
  }

  /** SYN-ACKs sent again so far. */
  int retries(int record) {
    return table.list(record);
  }

  /** Turns a record into the control block of an open connection; the record goes. */
  Connection promote(int record, FlowKey flow, SocketOptions options, long now) {
    Connection c = new Connection(tcp, flow.copy(), options, table.getLong(record, OPENED_AT));
    int agreed = table.getInt(record, AGREED);
    PassiveOpen.start(c, iss(record), irs(record));
    c.rcvWnd = window(record);
    c.sackPermitted = (agreed & SACK) != 0;
    c.timestamps = (agreed & TIMESTAMPS) != 0;
    c.windowScaling = (agreed & SCALING) != 0;
    c.sndWscale = agreed & 0xff;
    c.rcvWscale = c.windowScaling ? WindowPolicy.windowScale(tcp.config(), options) : 0;
    c.peerMss = table.getInt(record, PEER_MSS);
    c.tsOffset = tcp.isn.timestampOffset(flow);
    c.tsRecent = table.getInt(record, TS_RECENT);
    c.tsRecentAt = now;
    c.retries = retries(record);
    enterEcn(c, agreed);
    c.returnRoute = tcp.returnRoutes.remove(flow);
    remove(record);
    return c;
  }

  private static void enterEcn(Connection c, int agreed) {
    Ecn.enter(c, ecn(agreed));
    if (c.accEcn != null && (agreed & ECN_DOUBTFUL) != 0) {
      c.accEcn.sender.markNoMore();
    }
    if (c.accEcn != null && c.retries > 0) {
      c.accEcn.receiver.tellNoMore(); // the SYN-ACK with the option may have been lost for it
    }
  }

  /** What the listener does with records whose SYN-ACK was not acknowledged in time. */
  interface Expiry {
    /** Keeps the record and sends again when it must, or says false to forget the record. */
    boolean retry(int record, FlowKey flow, int retriesSoFar);
  }

  /** Handles the records that are due, at most {@code limit}. */
  void expire(long now, int limit, Expiry expiry) {
    FlowKey flow = new FlowKey();
    int handled = 0;
    for (int list = 0; list < table.lists(); list++) {
      int record = table.head(list);
      while (record != RecordTable.NONE
          && table.getLong(record, RecordTable.DEADLINE) <= now
          && handled++ < limit) {
        if (expiry.retry(record, table.key(record, flow), list)) {
          int next = Math.min(list + 1, MAX_RETRIES);
          young -= list == 0 ? 1 : 0;
          table.move(record, next, now + timeout(next));
        } else {
          remove(record);
        }
        record = table.head(list);
      }
    }
  }

  private long timeout(int retries) {
    return Math.min(
        firstTimeout() << Math.min(retries, MAX_DOUBLINGS),
        tcp.config().millisAsNanos(Tunable.TCP_RTO_MAX_MS));
  }

  /** The SYN-ACK went again because the peer asked again: its timer begins anew. */
  void restart(int record, long now) {
    int retries = retries(record);
    table.move(record, retries, now + timeout(retries));
  }

  /** Reads one record for a listing. */
  interface Visitor {
    void visit(FlowKey flow, int retries, long deadline);
  }

  void forEach(Visitor visitor) {
    for (int list = 0; list < table.lists(); list++) {
      for (int r = table.head(list); r != RecordTable.NONE; r = table.next(r)) {
        visitor.visit(table.key(r, new FlowKey()), list, table.getLong(r, RecordTable.DEADLINE));
      }
    }
  }

  /** Deadline of the earliest record, or {@link Timer#NEVER}. */
  long deadline() {
    return table.earliest();
  }
}
