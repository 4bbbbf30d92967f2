package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.timer.Timer;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * Connections in TIME-WAIT (RFC 9293 section 3.6.1): compact records for 2·MSL, which answer a FIN
 * that comes again, keep old duplicates out, and give way to a newer SYN (RFC 6191).
 */
final class TimeWait extends Timer {
  private static final int SND_NXT = RecordTable.USER;
  private static final int RCV_NXT = RecordTable.USER + 4;
  private static final int TS_RECENT = RecordTable.USER + 8;
  private static final int WINDOW = RecordTable.USER + 12; // two bytes
  private static final int ANSWERED_AT = RecordTable.USER + 14; // two bytes, 0 for never
  private static final int USER_BYTES = 16;

  // Bits of the tag; the others number the way of sending (class and time to live).
  private static final int SERVICE_SHIFT = 2;
  private static final int SERVICES_MAX = 64;

  /** Shift that makes ticks of 17 ms of ns; 16 bits of them last 18 minutes. */
  private static final int TICK_SHIFT = 24;

  private static final int ANSWER_TICKS = 30; // half a second

  private static final int TIMESTAMPS = 1;
  private static final int REUSE_ADDRESS = 2;
  private static final int TIME_TO_LIVE_SHIFT = 8;

  private static final int EXPIRE_PER_TURN = 1_024;

  /** A new connection's numbers start beyond anything the old one can have sent (as Linux does). */
  private static final int ISN_GAP = 65_535 + 2;

  // Values of tcp_tw_reuse; 0 is never.
  private static final int REUSE_ALWAYS = 1;
  private static final int REUSE_LOOPBACK = 2;

  private final Tcp tcp;
  private final RecordTable table;
  private final int[] services = new int[SERVICES_MAX];
  private int serviceCount;

  TimeWait(Tcp tcp) {
    this.tcp = tcp;
    this.table = new RecordTable(tcp.tableSecret, USER_BYTES, 1);
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

  private long duration() {
    return 2 * tcp.config().millisAsNanos(Tunable.TCP_MSL_MS);
  }

  /** Remembers a connection that has closed actively, unless there are too many. */
  void add(Connection c, long now) {
    tcp.counters.add(Counter.EXT_TW);
    if (table.size() >= tcp.config().get(Tunable.TCP_MAX_TW_BUCKETS)) {
      tcp.counters.add(Counter.EXT_TIME_WAIT_OVERFLOW);
      tcp.dropped(c, Reason.TIME_WAIT_OVERFLOW, 0, 0, now);
      tellEnd(Reason.TIME_WAIT_OVERFLOW, c.number, now);
      return;
    }
    if (duration() == 0) {
      tellEnd(Reason.TIME_WAIT_OVER, c.number, now);
      return;
    }
    int record = table.add(c.flow, 0, now + duration());
    table.putInt(record, SND_NXT, c.sndNxt);
    table.putInt(record, RCV_NXT, c.rcvNxt);
    table.putInt(record, TS_RECENT, c.tsRecent);
    table.putShort(record, WINDOW, Math.min(65_535, c.rcvWndOpen() >>> c.rcvWscale));
    table.putShort(record, ANSWERED_AT, 0);
    int reuse = c.options.reuseAddress ? REUSE_ADDRESS : 0;
    int service = serviceOf(c.options) << SERVICE_SHIFT;
    table.putByte(record, RecordTable.TAG, service | reuse | (c.timestamps ? TIMESTAMPS : 0));
    tcp.returnRoutes.put(c.flow, c.sourceRoute());
    tcp.wheel.schedule(this, table.earliest());
  }

  /**
   * Number of a way of sending: sockets of one stack have few. Beyond {@link #SERVICES_MAX} the
   * first one has to do.
   */
  private int serviceOf(SocketOptions options) {
    int wanted = options.trafficClass | options.timeToLive << TIME_TO_LIVE_SHIFT;
    for (int i = 0; i < serviceCount; i++) {
      if (services[i] == wanted) {
        return i;
      }
    }
    if (serviceCount == SERVICES_MAX) {
      return 0;
    }
    services[serviceCount] = wanted;
    return serviceCount++;
  }

  // ---- segments ----

  /**
   * A segment for a connection in TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 6191, RFC 1337).
   *
   * @param listening somebody would take a new connection
   * @return the initial sequence number for a new connection when the segment is a newer SYN and
   *     the record has given way; 0 when the segment has been dealt with
   */
  int onSegment(
      int record, FlowKey flow, TcpView segment, TcpOptions options, boolean listening, long now) {
    int seq = segment.seq();
    int rcvNxt = table.getInt(record, RCV_NXT);
    boolean timestamps = has(record, TIMESTAMPS) && options.hasTimestamps();
    int age = timestamps ? options.tsVal() - table.getInt(record, TS_RECENT) : 0;
    boolean stale = timestamps && age < 0;
    if (segment.has(TcpFlags.RST)) {
      onReset(record, seq == rcvNxt, now);
      return 0;
    }
    if (listening && isPlainSyn(segment) && !stale) {
      if (SequenceNumber.greaterThan(seq, rcvNxt) || timestamps && age > 0) {
        return giveWay(record, now);
      }
    }
    if (!stale && seq == rcvNxt && segment.segmentLength() == 0) {
      return 0; // the bare ACK of our last ACK's twin: nothing to say
    }
    tcp.counters.add(stale ? Counter.EXT_PAWS_ESTAB : Counter.EXT_OUT_OF_WINDOW_SEGS);
    if (stale || segment.has(TcpFlags.ACK)) {
      table.move(record, 0, now + duration()); // the wait begins anew
    }
    if (!Arrival.isLimited(segment) || mayAnswer(record, now)) {
      acknowledge(record, flow, now);
    }
    return 0;
  }

  /** As {@link Arrival#mayAnswer}, in ticks. */
  private boolean mayAnswer(int record, long now) {
    int tick = (int) (now >>> TICK_SHIFT) & 0xffff;
    int last = table.getShort(record, ANSWERED_AT);
    boolean may = last == 0 || (tick - last & 0xffff) >= ANSWER_TICKS;
    if (may) {
      table.putShort(record, ANSWERED_AT, Math.max(1, tick));
    }
    return may;
  }

  private static boolean isPlainSyn(TcpView segment) {
    return (segment.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.FIN)) == TcpFlags.SYN;
  }

  private void onReset(int record, boolean exact, long now) {
    if (exact && !tcp.config().is(Tunable.TCP_RFC1337)) {
      end(record, Reason.RST_RECEIVED, now);
    }
  }

  private int giveWay(int record, long now) {
    int iss = table.getInt(record, SND_NXT) + ISN_GAP;
    tcp.counters.add(Counter.EXT_TW_RECYCLED);
    end(record, Reason.TIME_WAIT_REUSED, now);
    return iss == 0 ? 1 : iss;
  }

  private void acknowledge(int record, FlowKey flow, long now) {
    tcp.events.emit(
        now, EventType.RETRANSMITTED, Reason.TIME_WAIT_ACK, 0, table.getInt(record, SND_NXT), 0);
    int service = services[table.getByte(record, RecordTable.TAG) >>> SERVICE_SHIFT];
    tcp.network.service(service >> TIME_TO_LIVE_SHIFT & 0xff, tcp.returnRoutes.get(flow));
    tcp.writer.ack(
        flow,
        service & 0xff,
        table.getInt(record, SND_NXT),
        table.getInt(record, RCV_NXT),
        table.getShort(record, WINDOW),
        has(record, TIMESTAMPS),
        SegmentWriter.tsVal(tcp.isn.timestampOffset(flow), now),
        table.getInt(record, TS_RECENT),
        0);
  }

  /**
   * Lets a new connection of ours take over the pair, when {@code tcp_tw_reuse} allows it and
   * timestamps protect it.
   *
   * @return its initial sequence number, or 0 when it may not
   */
  int reuseForConnect(int record, long now) {
    int mode = tcp.config().getInt(Tunable.TCP_TW_REUSE);
    long age = tcp.config().millisAsNanos(Tunable.TCP_TW_REUSE_DELAY);
    boolean allowed =
        (mode == REUSE_ALWAYS || mode == REUSE_LOOPBACK && isLoopback(record))
            && has(record, TIMESTAMPS)
            && duration() - remaining(record, now) > age;
    return allowed ? giveWay(record, now) : 0;
  }

  private boolean isLoopback(int record) {
    FlowKey flow = table.key(record, new FlowKey());
    return flow.remote().isLoopback() || flow.local().isLoopback();
  }

  /** Time left, ns. */
  long remaining(int record, long now) {
    return Math.max(0, table.getLong(record, RecordTable.DEADLINE) - now);
  }

  private boolean has(int record, int flag) {
    return (table.getByte(record, RecordTable.TAG) & flag) != 0;
  }

  // ---- time ----

  @Override
  protected void fire(long now) {
    for (int handled = 0; handled < EXPIRE_PER_TURN; handled++) {
      int record = table.head(0);
      if (record == RecordTable.NONE || table.getLong(record, RecordTable.DEADLINE) > now) {
        break;
      }
      end(record, Reason.TIME_WAIT_OVER, now);
    }
    tcp.wheel.schedule(this, table.earliest());
  }

  private void end(int record, Reason reason, long now) {
    tellEnd(reason, 0, now);
    table.remove(record);
  }

  private void tellEnd(Reason reason, long connection, long now) {
    int from = State.TIME_WAIT.ordinal();
    tcp.events.emit(now, EventType.STATE, reason, connection, from, State.CLOSED.ordinal());
  }

  // ---- for others ----

  /** A record whose local end is this; bind asks. True when one forbids it. */
  boolean forbidsBind(FlowKey scratch, PortTable.Claim claim) {
    for (int r = table.head(0); r != RecordTable.NONE; r = table.next(r)) {
      table.key(r, scratch);
      if (claim.collidesWith(scratch.local(), scratch.localPort(), has(r, REUSE_ADDRESS), false)) {
        return true;
      }
    }
    return false;
  }

  /** Reads one record for a listing. */
  interface Visitor {
    void visit(FlowKey flow, long deadline);
  }

  void forEach(Visitor visitor) {
    for (int r = table.head(0); r != RecordTable.NONE; r = table.next(r)) {
      visitor.visit(table.key(r, new FlowKey()), table.getLong(r, RecordTable.DEADLINE));
    }
  }
}
