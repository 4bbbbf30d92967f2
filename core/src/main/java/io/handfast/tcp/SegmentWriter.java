package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.Bytes;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptionsWriter;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;

/** Writes segments (RFC 9293 section 3.1) into the network's header memory and sends them. */
final class SegmentWriter {
  private static final int HEADER = 20;

  private final TcpNetwork network;
  private final Tcp tcp;
  private final int[] sackEdges = new int[8];

  /** Goes with the next SYN or SYN-ACK; null for none. */
  private FastOpenOption fastOpen;

  /** Every SACK block that an ACK would have found room for is in the segment last written. */
  private boolean saidAll;

  SegmentWriter(Tcp tcp, TcpNetwork network) {
    this.tcp = tcp;
    this.network = network;
  }

  /** The next SYN or SYN-ACK, and only that one, has this option; null for none. */
  void fastOpen(FastOpenOption option) {
    fastOpen = option;
  }

  // ---- segments of a connection ----

  /** A SYN or SYN-ACK of an active opener. */
  void syn(Connection c, boolean withAck, long now) {
    int length =
        synOptions(
            Handshake.ownMss(c),
            c.sackPermitted,
            c.timestamps,
            tsVal(c.tsOffset, now),
            withAck ? c.tsRecent : 0,
            c.windowScaling ? c.rcvWscale : -1);
    if (withAck && c.accEcn != null) {
      length += accEcnOnSynAck(length, c.retries);
    }
    int flags = TcpFlags.SYN | (withAck ? TcpFlags.ACK : 0) | Ecn.synFlags(c, withAck);
    int window = Math.min(65_535, c.rcvWnd);
    header(c.flow, c.iss, withAck ? c.rcvNxt : 0, flags, window, HEADER + length);
    c.lastAckSent = c.rcvNxt;
    c.rcvWup = c.rcvNxt;
    send(c, HEADER + length, 0);
  }

  /** A bare ACK at SND.NXT. */
  void ack(Connection c, long now) {
    control(c, c.sndNxt, TcpFlags.ACK, now);
  }

  /** A probe that the peer must answer: one number before what it expects, no data. */
  boolean probe(Connection c, long now) {
    return control(c, c.sndUna - 1, TcpFlags.ACK, now);
  }

  /** A reset of an open connection. */
  void reset(Connection c, Reason reason, long now) {
    tcp.counters.add(Counter.TCP_OUT_RSTS);
    tcp.events.emit(now, EventType.RESET, reason, c.number, c.sndNxt, 0);
    control(c, c.sndNxt, TcpFlags.RST | TcpFlags.ACK, now);
  }

  private boolean control(Connection c, int seq, int flags, long now) {
    int length = HEADER + options(c, TcpOptionsWriter.MAX_LENGTH, null, now);
    header(c, seq, flags, length, true, now);
    return send(c, length, 0);
  }

  /** Payload of a record, with the ACK that every segment carries. */
  boolean data(Connection c, SendRecord record, int mss, long now) {
    int room = c.segmentMax() - Math.min(record.length, mss);
    int length = HEADER + options(c, room, record, now);
    boolean push = record.push || record.length > mss; // a super-segment always, like Linux's
    int flags = TcpFlags.ACK | (push ? TcpFlags.PSH : 0) | (record.fin ? TcpFlags.FIN : 0);
    boolean marks = Ecn.mayMark(c, record);
    header(c, record.seq, marks ? flags | Ecn.cwr(c) : flags, length, saidAll, now);
    c.sender.queue.gather(record, network);
    boolean taken = send(c, length, record.length > mss ? mss : 0, marks ? Ecn.ECT_0 : 0);
    if (marks && (taken || record.length > mss)) {
      Ecn.onSent(c); // of a super-segment that was not taken whole the first part went
    }
    return taken;
  }

  /** With the newest acknowledgement and window, and the urgent pointer when there is one. */
  private void header(Connection c, int seq, int flags, int length, boolean wholly, long now) {
    boolean reset = (flags & TcpFlags.RST) != 0;
    int urgent = c.urgent == null || reset ? 0 : c.urgent.pointer(seq);
    int urg = urgent > 0 ? TcpFlags.URG : 0;
    int echo = reset ? 0 : Ecn.echo(c);
    header(c.flow, seq, c.rcvNxt, flags | urg | echo, advertise(c, now), length);
    Bytes.put16(network.headerMemory(), network.headerAt() + 18, urgent);
    acknowledged(c, wholly);
  }

  /** Every segment carries the newest acknowledgement; with all its SACK blocks none is owed. */
  private static void acknowledged(Connection c, boolean wholly) {
    c.lastAckSent = c.rcvNxt;
    if (!wholly) {
      return;
    }
    c.ackAt = Connection.NEVER;
    if (c.receiver != null) {
      c.receiver.onAckSent();
    }
  }

  private int advertise(Connection c, long now) {
    int open = c.receiver == null ? firstWindow(c) : c.receiver.windowToAdvertise(now);
    c.rcvWnd = open;
    c.rcvWup = c.rcvNxt;
    return open >>> c.rcvWscale;
  }

  /** The window of the SYN in the agreed scale, rounded up so that nothing is taken back. */
  private static int firstWindow(Connection c) {
    int unit = 1 << c.rcvWscale;
    return Math.min(c.rcvWnd + unit - 1 & -unit, 65_535 << c.rcvWscale);
  }

  /**
   * Options of a segment, in {@code room} bytes at most: they take from the payload's share of the
   * peer's MSS and of the path (RFC 9293 section 3.7.1). SACK blocks for which there is no room
   * follow in an ACK of their own.
   *
   * @param data the record that goes, or null
   */
  private int options(Connection c, int room, SendRecord data, long now) {
    MemorySegment memory = network.headerMemory();
    long at = network.headerAt() + HEADER;
    int length = 0;
    if (c.timestamps) {
      length += TcpOptionsWriter.timestamps(memory, at, tsVal(c.tsOffset, now), c.tsRecent);
    }
    saidAll = true;
    if (c.sackPermitted && c.receiver != null && c.receiver.hasSackBlocks()) {
      int fit = TcpOptionsWriter.sackBlocksThatFit(length);
      int inRoom = Math.clamp((room - length - 4) / 8, 0, fit);
      int blocks = c.receiver.sackBlocks(sackEdges, inRoom);
      saidAll = inRoom == fit || blocks < inRoom;
      length += TcpOptionsWriter.sack(memory, at + length, sackEdges, blocks);
    }
    return c.accEcn == null ? length : length + accEcn(c, length, room, data);
  }

  /** Behind the others, which are worth more where room is short (RFC 9768 section 3.2.3.3). */
  private int accEcn(Connection c, int length, int room, SendRecord data) {
    AccEcnReceiver receiver = c.accEcn.receiver;
    if (data != null && data.transmissions > 0) {
      receiver.onDataAgain(data.seq);
      return 0; // it may be why the first copy did not arrive (section 3.2.3.2.2)
    }
    int left = Math.min(room, TcpOptionsWriter.MAX_LENGTH) - length;
    int written =
        receiver.write(c, network.headerMemory(), network.headerAt() + HEADER + length, left);
    if (written > 0 && data != null) {
      receiver.onDataWithOption(data.seq);
    }
    return written;
  }

  /** The first SYN-ACK shows whether the option passes; a later one may be lost for it. */
  private int accEcnOnSynAck(int length, int retries) {
    boolean fits = length + TcpOptionsWriter.accEcnLength(3) <= TcpOptionsWriter.MAX_LENGTH;
    if (retries > 0 || !fits || tcp.config().getInt(Tunable.TCP_ECN_OPTION) == 0) {
      return 0;
    }
    return AccEcnReceiver.writeFirst(network.headerMemory(), network.headerAt() + HEADER + length);
  }

  // ---- segments without a connection ----

  /**
   * A SYN-ACK of a half-open record; {@code windowScale} and timestamps as agreed.
   *
   * @param ecn what was answered, see {@link Ecn#answer}
   * @param attempt 0 for the first SYN-ACK, then how often it went again
   */
  void synAck(
      FlowKey flow,
      int mss,
      int trafficClass,
      int iss,
      int rcvNxt,
      int window,
      boolean sack,
      boolean timestamps,
      int tsVal,
      int tsEcr,
      int windowScale,
      int ecn,
      int attempt) {
    int length = synOptions(mss, sack, timestamps, tsVal, tsEcr, windowScale);
    if ((ecn & Ecn.ACCURATE) != 0) {
      length += accEcnOnSynAck(length, attempt);
    }
    int flags = TcpFlags.SYN | TcpFlags.ACK | Ecn.synAckFlags(ecn);
    header(flow, iss, rcvNxt, flags, Math.min(65_535, window), HEADER + length);
    send(flow, HEADER + length, 0, trafficClass);
  }

  /** A bare ACK from a compact record. */
  void ack(
      FlowKey flow,
      int trafficClass,
      int seq,
      int ack,
      int window,
      boolean timestamps,
      int tsVal,
      int tsEcr,
      int ecnFlags) {
    int length = HEADER;
    if (timestamps) {
      long at = network.headerAt() + HEADER;
      length += TcpOptionsWriter.timestamps(network.headerMemory(), at, tsVal, tsEcr);
    }
    header(flow, seq, ack, TcpFlags.ACK | ecnFlags, window, length);
    send(flow, length, 0, trafficClass);
  }

  /** The reset that answers a segment to nobody (RFC 9293 section 3.5.2, group 1). */
  void resetFor(FlowKey flow, TcpView segment, Reason reason, long now) {
    boolean hasAck = segment.has(TcpFlags.ACK);
    int seq = hasAck ? segment.ack() : 0;
    int ack = hasAck ? 0 : segment.seq() + segment.segmentLength();
    tcp.counters.add(Counter.TCP_OUT_RSTS);
    tcp.events.emit(now, EventType.RESET, reason, 0, seq, 0);
    header(flow, seq, ack, TcpFlags.RST | (hasAck ? 0 : TcpFlags.ACK), 0, HEADER);
    send(flow, HEADER, 0, 0);
  }

  // ---- shared ----

  private int synOptions(
      int mss, boolean sack, boolean timestamps, int tsVal, int tsEcr, int windowScale) {
    MemorySegment memory = network.headerMemory();
    long at = network.headerAt() + HEADER;
    int length = TcpOptionsWriter.syn(memory, at, mss, sack, timestamps, tsVal, tsEcr, windowScale);
    FastOpenOption option = fastOpen;
    fastOpen = null;
    int room = TcpOptionsWriter.MAX_LENGTH - length;
    return option == null ? length : length + option.write(memory, at + length, room);
  }

  private void header(FlowKey flow, int seq, int ack, int flags, int window, int length) {
    MemorySegment memory = network.headerMemory();
    long at = network.headerAt();
    Bytes.put32(memory, at, flow.ports);
    Bytes.put32(memory, at + 4, seq);
    Bytes.put32(memory, at + 8, ack);
    Bytes.put16(memory, at + 12, length >> 2 << 12 | flags);
    Bytes.put16(memory, at + 14, window);
    Bytes.put32(memory, at + 16, 0);
  }

  private boolean send(Connection c, int headerLength, int segmentSize) {
    return send(c, headerLength, segmentSize, Ecn.NOT_ECT);
  }

  private boolean send(Connection c, int headerLength, int segmentSize, int ecnField) {
    network.mayFragment(c.options.pathMtuDiscovery == PathMtuDiscovery.DONT);
    network.service(c.options.timeToLive, c.sourceRoute());
    return send(c.flow, headerLength, segmentSize, c.options.trafficClass | ecnField);
  }

  private boolean send(FlowKey flow, int headerLength, int segmentSize, int trafficClass) {
    tcp.counters.add(Counter.TCP_OUT_SEGS);
    return network.transmit(flow, headerLength, segmentSize, trafficClass);
  }

  /** Timestamp clock: one tick per millisecond from a secret offset (RFC 7323 section 5.4). */
  static int tsVal(int offset, long now) {
    return (int) (now / 1_000_000) + offset;
  }
}
