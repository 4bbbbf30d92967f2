package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Events;
import io.handfast.event.Reason;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.tcp.congestion.CongestionControls;
import io.handfast.timer.Timer;
import io.handfast.timer.TimerWheel;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import java.util.ArrayList;
import java.util.List;

/**
 * TCP of one stack: finds the connection, listener or TIME-WAIT record that a segment is for, and
 * holds what connections share. Start reading at {@link #receive}.
 */
public final class Tcp {
  final TcpNetwork network;
  final TimerWheel wheel;
  final Counters counters;
  final Events events;
  final BufferPool pool;
  final KeyedHash tableSecret;
  final IsnGenerator isn;
  final SegmentWriter writer;
  final SendQueue.RecordPool records = new SendQueue.RecordPool();
  final FlowTable flows;
  final TimeWait timeWait;
  final IdleSenders idleSenders;
  final PortTable ports;
  final SynCookies cookies;
  final FastOpenContext fastOpen;

  final Acknowledgment acknowledgment = new Acknowledgment();

  /** Takes flows to addresses that are not ours; null when nobody does. */
  private TcpForwarder forwarder;

  private final TcpOptions options = new TcpOptions();
  private FlowShare share = _ -> true;
  private TcpConfig config;

  /** The way back of the segment at hand, or null. */
  SourceRoute routeBack;

  /** ECN field of the IP header of the segment at hand, 0 to 3. */
  int ecnField;

  /** Ways back of half-open connections and those in TIME-WAIT. */
  final ReturnRoutes returnRoutes = new ReturnRoutes();

  private final CongestionControls congestionControls =
      new CongestionControls(() -> config().getInt(Tunable.TCP_HYSTART));
  private Endpoint readyHead;
  private Endpoint readyTail;
  private long lastNumber;
  private int orphans;

  /** TCP over a network, with the stack's shared services. */
  public Tcp(
      TcpNetwork network,
      TimerWheel wheel,
      Counters counters,
      Events events,
      BufferPool pool,
      KeyedHash secret,
      TcpConfig config) {
    this.network = network;
    this.wheel = wheel;
    this.counters = counters;
    this.events = events;
    this.pool = pool;
    this.config = config;
    this.tableSecret = secret.derive("tables");
    this.isn = new IsnGenerator(secret);
    this.writer = new SegmentWriter(this, network);
    this.flows = new FlowTable(tableSecret);
    this.timeWait = new TimeWait(this);
    this.idleSenders = new IdleSenders(this);
    this.ports = new PortTable(secret);
    this.cookies = new SynCookies(secret);
    this.fastOpen = new FastOpenContext(this, secret);
  }

  /** Options of the segment at hand. */
  TcpOptions options() {
    return options;
  }

  /** The settings in force. */
  public TcpConfig config() {
    return config;
  }

  /** Replaces the settings; connections read them at their next use. */
  public void config(TcpConfig replacement) {
    config = replacement;
  }

  /**
   * Leaves flows to other stacks that share our addresses; those to ourselves never leave us.
   *
   * @param share tells which are ours
   */
  public void share(FlowShare share) {
    this.share = share;
  }

  boolean isOurs(FlowKey flow) {
    return share.isOurs(flow) || network.isLocal(flow.remote());
  }

  /** Every connection to come starts at this number: for tests at the edges of sequence space. */
  public void fixInitialSequenceNumber(int iss) {
    isn.override((flow, now) -> iss);
  }

  /** A new socket, closed. */
  public TcpSocket socket() {
    return new TcpSocket(this);
  }

  /** Hands flows to addresses that are not ours to a handler, in place of the one before. */
  public TcpForwarder forward(TcpForwarder.Handler handler, ForwardLimits limits) {
    forwarder = new TcpForwarder(this, handler, limits);
    return forwarder;
  }

  /** Whether the segment is a repeated SYN of a forwarded flow, which is then answered. */
  boolean answersAgain(Connection c, TcpView segment, long now) {
    return forwarder != null && forwarder.answersAgain(c, segment, now);
  }

  // ---- segments ----

  /**
   * A segment for one of our addresses, its header and checksum checked.
   *
   * @param flow our address and port first; a scratch object of the caller
   * @param back the way back when it came by a source route, else null
   * @param trafficClass of its IP header, 0 to 255
   */
  public void receive(
      FlowKey flow, TcpView segment, Packet packet, SourceRoute back, int trafficClass, long now) {
    routeBack = back;
    ecnField = trafficClass & Ecn.FIELD;
    counters.add(Counter.TCP_IN_SEGS);
    options.parse(segment);
    if (options.malformed()) {
      counters.add(Counter.EXT_BAD_OPTIONS);
    }
    Connection c = flows.find(flow);
    if (c == null) {
      withoutConnection(flow, segment, packet, now);
      return;
    }
    try {
      if (c.state == State.SYN_SENT) {
        Handshake.onSegment(c, segment, options, packet, now);
      } else {
        Arrival.onSegment(c, segment, options, packet, now);
      }
    } catch (RuntimeException defect) {
      abandon(c, defect, now);
    }
  }

  private void withoutConnection(FlowKey flow, TcpView segment, Packet packet, long now) {
    int chosenIss = 0;
    boolean forwarded = forwarder != null && forwarder.takes(flow);
    Listener listener = forwarded ? null : ports.listener(flow);
    int record = timeWait.find(flow);
    if (record != RecordTable.NONE) {
      chosenIss =
          timeWait.onSegment(record, flow, segment, options, forwarded || listener != null, now);
      if (chosenIss == 0) {
        return;
      }
    }
    if (forwarded && isOpening(segment)) {
      forwarder.onSyn(flow, segment, options, now);
    } else if (listener == null) {
      toNobody(flow, segment, now);
    } else if (chosenIss != 0) {
      listener.onSyn(flow, segment, options, packet, chosenIss, now);
    } else {
      listener.onSegment(flow, segment, options, packet, now);
    }
  }

  private static boolean isOpening(TcpView segment) {
    int control = TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN;
    return (segment.flags() & control) == TcpFlags.SYN;
  }

  /** Section 3.10.7.1: the state CLOSED answers everything but a reset with a reset. */
  private void toNobody(FlowKey flow, TcpView segment, long now) {
    dropped(null, Reason.NO_LISTENER, segment.seq(), segment.payloadLength(), now);
    if (!segment.has(TcpFlags.RST)) {
      writer.resetFor(flow, segment, Reason.NO_LISTENER, now);
    }
  }

  /** A defect ends the one connection it shows in, never the stack. */
  private void abandon(Connection c, RuntimeException defect, long now) {
    counters.add(Counter.EXT_ASSERTIONS);
    lastDefect = defect;
    if (c.state != State.CLOSED) {
      c.fail(Errno.ECONNABORTED, Reason.ASSERTION, now);
    }
  }

  private RuntimeException lastDefect;

  /** The latest internal contradiction, for a bug report; null when there was none. */
  public RuntimeException lastDefect() {
    return lastDefect;
  }

  // ---- what the network says ----

  /**
   * True when this flow has that sequence number outstanding: only then an ICMP error is believed.
   */
  public boolean isOutstanding(FlowKey flow, int seq) {
    return IcmpErrors.isOutstanding(this, flow, seq);
  }

  /**
   * An ICMP error about a segment we sent.
   *
   * @return true when it concerned something in flight
   */
  public boolean onIcmpError(FlowKey flow, int seq, IcmpError error, long now) {
    return IcmpErrors.onError(this, flow, seq, error, now);
  }

  // ---- work to do ----

  /** Puts an endpoint into the list of those to look after at the end of the batch. */
  void ready(Endpoint endpoint) {
    if (!endpoint.inReadyList) {
      endpoint.inReadyList = true;
      endpoint.nextReady = null;
      if (readyTail == null) {
        readyHead = endpoint;
      } else {
        readyTail.nextReady = endpoint;
      }
      readyTail = endpoint;
    }
  }

  /** Ends a batch: tells applications, sends data and acknowledgements. */
  public void flush(long now) {
    while (readyHead != null) {
      Endpoint endpoint = readyHead;
      readyHead = endpoint.nextReady;
      readyTail = readyHead == null ? null : readyTail;
      endpoint.inReadyList = false;
      endpoint.nextReady = null;
      try {
        endpoint.flush(now);
      } catch (RuntimeException defect) {
        if (endpoint instanceof Connection c) {
          abandon(c, defect, now);
        }
      }
    }
  }

  /** True when {@link #flush} has something to do. */
  public boolean hasWork() {
    return readyHead != null;
  }

  // ---- connections ----

  void attach(Connection c) {
    flows.add(c);
  }

  /** Nothing of the stack refers to the connection any more. */
  void detach(Connection c) {
    flows.remove(c);
    if (forwarder != null) {
      forwarder.onDetach(c.flow);
    }
    wheel.remove(c);
    c.retransmitAt = Connection.NEVER;
    c.ackAt = Connection.NEVER;
    c.keepaliveAt = Connection.NEVER;
    c.lifetimeAt = Connection.NEVER;
    if (c.orphan) {
      c.orphan = false;
      orphans--;
    }
  }

  /** Ends all connections with a reset; their sockets report ECONNABORTED. */
  public void abortAll(long now) {
    flows.forEach(c -> {
      c.error = Errno.ECONNABORTED;
      Teardown.abort(c, Reason.ABORTED, now);
    });
  }

  void becameOrphan(Connection c) {
    c.orphan = true;
    orphans++;
  }

  /** Connections whose application has closed its handle. */
  public int orphans() {
    return orphans;
  }

  long nextNumber() {
    return ++lastNumber;
  }

  CongestionControl newCongestionControl(SocketOptions options) {
    return congestionControls.create(congestionName(options)).orElseThrow();
  }

  /** Name of the congestion control that a socket with these options uses. */
  String congestionName(SocketOptions options) {
    return options.congestion == null
        ? CongestionControls.STANDARD.get(config.getInt(Tunable.TCP_CONGESTION_CONTROL))
        : options.congestion;
  }

  /** The congestion controls that sockets of this stack may choose. */
  public CongestionControls congestionControls() {
    return congestionControls;
  }

  /** Forgets the cookies and segment sizes of servers that Fast Open has learnt. */
  public void forgetFastOpenCookies() {
    fastOpen.cache.clear();
  }

  void dropped(Connection c, Reason reason, int seq, int length, long now) {
    events.emit(now, EventType.DROPPED, reason, c == null ? 0 : c.number, seq, length);
  }

  // ---- seeing ----

  /** Every socket, half-open and TIME-WAIT entry at this moment. */
  public List<TcpInfo> list(long now) {
    List<TcpInfo> list = new ArrayList<>();
    ports.forEachListener(listener -> listListener(listener, list, now));
    flows.forEach(c -> list.add(TcpInfo.of(c, now)));
    timeWait.forEach((flow, deadline) ->
        list.add(TcpInfo.compact(State.TIME_WAIT, flow, "timewait", deadline - now, 0, 0, 0)));
    return list;
  }

  private static void listListener(Listener listener, List<TcpInfo> list, long now) {
    FlowKey local = new FlowKey();
    TcpSocket socket = listener.socket;
    local.set(socket.localAddress(), socket.localPort(), socket.localAddress(), 0);
    int waiting = listener.acceptQueueSize();
    list.add(TcpInfo.compact(State.LISTEN, local, "", -1, 0, waiting, listener.backlog()));
    listener.synQueue.forEach((flow, retries, deadline) ->
        list.add(TcpInfo.compact(State.SYN_RECEIVED, flow, "on", deadline - now, retries, 0, 0)));
  }

  /**
   * When a timer that repairs something is due, in ns: retransmission, delayed acknowledgement,
   * SYN-ACK; not those that wait for a person or a program (probes of a closed window, keep-alive,
   * TIME-WAIT). {@link Timer#NEVER} when there is none.
   */
  public long nextRepair() {
    long[] next = {Timer.NEVER};
    flows.forEach(c -> next[0] = Math.min(next[0], c.repairAt()));
    ports.forEachListener(listener -> next[0] = Math.min(next[0], listener.synQueue.deadline()));
    return next[0];
  }

  /** Connections that the program has not closed although their peers have. */
  public CloseWaits closeWaits(long now) {
    return CloseWaits.of(this, now);
  }

  /** What the SYNs of each listener look like. */
  public List<FloodStatus> floods() {
    List<FloodStatus> list = new ArrayList<>();
    ports.forEachListener(listener -> list.add(listener.floodStatus()));
    return list;
  }

  /** Memory off the heap that half-open and TIME-WAIT records and their indexes take, bytes. */
  public long recordBytes() {
    long[] bytes = {timeWait.bytes()};
    ports.forEachListener(listener -> bytes[0] += listener.synQueue.bytes());
    return bytes[0];
  }

  /** Everything that is held now, by kind. */
  public Holdings holdings() {
    return Holdings.of(this);
  }

  /** Connections in TIME-WAIT. */
  public int timeWaitCount() {
    return timeWait.size();
  }

  /** Connections that are neither half-open nor in TIME-WAIT. */
  public int connectionCount() {
    return flows.size();
  }
}
