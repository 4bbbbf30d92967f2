package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * Opening a connection from our side (RFC 9293 sections 3.5 and 3.10.7.3), simultaneous open
 * included. The passive side lives in {@link Listener} and {@link SynQueue}.
 */
final class Handshake {
  /** MSS of an IPv4 peer that names none (RFC 9293 MUST-15), and of a socket without connection. */
  static final int DEFAULT_MSS = 536;

  /** MSS of an IPv6 peer that names none. */
  static final int DEFAULT_MSS_V6 = 1_220;

  private Handshake() {}

  /** Sends the first SYN; the flow is ours already. */
  static void open(Connection c, long now) {
    prepare(c, now);
    sendSyn(c, now);
  }

  /** Chooses what the SYN will say; the connection is in SYN-SENT. */
  static void prepare(Connection c, long now) {
    TcpConfig config = c.config();
    c.iss = c.tcp.isn.next(c.flow, now);
    c.tsOffset = c.tcp.isn.timestampOffset(c.flow);
    c.sndUna = c.iss;
    c.sndNxt = c.iss + 1;
    c.timestamps = config.is(Tunable.TCP_TIMESTAMPS);
    c.sackPermitted = config.is(Tunable.TCP_SACK);
    c.windowScaling = config.is(Tunable.TCP_WINDOW_SCALING);
    Ecn.open(c);
    c.rcvWscale = WindowPolicy.windowScale(config, c.options);
    c.rcvWnd = WindowPolicy.synWindow(config, c.options, c.receiveMss());
    c.happen(Fact.ACTIVE_OPEN, Reason.ACTIVE_OPEN, now);
  }

  static void sendSyn(Connection c, long now) {
    c.count(Counter.TCP_ACTIVE_OPENS);
    c.openedAt = now;
    c.tcp.writer.syn(c, false, now);
    c.retransmitAt = now + c.rto;
    c.reschedule();
  }

  /** Answers a SYN with a SYN-ACK, from a control block and not from a listener's record. */
  static void answer(Connection c, TcpView syn, TcpOptions options, long now) {
    TcpConfig config = c.config();
    PassiveOpen.start(c, c.tcp.isn.next(c.flow, now), syn.seq());
    c.tsOffset = c.tcp.isn.timestampOffset(c.flow);
    c.timestamps = config.is(Tunable.TCP_TIMESTAMPS);
    c.sackPermitted = config.is(Tunable.TCP_SACK);
    c.windowScaling = config.is(Tunable.TCP_WINDOW_SCALING);
    c.rcvWscale = WindowPolicy.windowScale(config, c.options);
    c.rcvWnd = WindowPolicy.synWindow(config, c.options, c.receiveMss());
    agree(c, syn, options, now);
    Ecn.enter(c, Ecn.answer(c.tcp, syn));
    c.tcp.events.emit(
        now,
        EventType.STATE,
        Reason.SYN_RECEIVED,
        c.number,
        State.LISTEN.ordinal(),
        State.SYN_RECEIVED.ordinal());
    c.tcp.writer.syn(c, true, now);
    c.retransmitAt = now + c.rto;
    c.reschedule();
  }

  // ---- SYN-SENT ----

  /** A segment came in SYN-SENT (section 3.10.7.3). */
  static void onSegment(
      Connection c, TcpView segment, TcpOptions options, Packet packet, long now) {
    boolean ack = segment.has(TcpFlags.ACK);
    boolean acceptable = ack && acknowledgesSyn(c, segment);
    if (ack && !acceptable) {
      // First check: an ACK of something we never sent; a reset is not answered with a reset.
      if (!segment.has(TcpFlags.RST)) {
        c.tcp.writer.resetFor(c.flow, segment, Reason.BLIND_ACK, now);
      }
      return;
    }
    if (segment.has(TcpFlags.RST)) {
      if (acceptable) {
        c.count(Counter.TCP_ATTEMPT_FAILS);
        c.fail(Errno.ECONNREFUSED, Reason.CONNECTION_REFUSED, now);
      }
      return;
    }
    if (!segment.has(TcpFlags.SYN)) {
      return; // fifth: neither SYN nor RST, dropped
    }
    if (acceptable && isStale(c, options, now)) {
      c.count(Counter.EXT_PAWS_ACTIVE);
      c.tcp.writer.resetFor(c.flow, segment, Reason.OLD_TIMESTAMP, now);
      return;
    }
    agree(c, segment, options, now);
    if (acceptable) {
      onSynAck(c, segment, options, packet, now);
    } else {
      onSimultaneousSyn(c, now);
    }
  }

  /** It acknowledges our SYN, maybe with data that the SYN carried, and nothing beyond. */
  static boolean acknowledgesSyn(Connection c, TcpView segment) {
    return segment.ack() - c.iss > 0 && segment.ack() - c.sndNxt <= 0;
  }

  /** The SYN-ACK echoes a timestamp that we cannot have sent since the connection began. */
  private static boolean isStale(Connection c, TcpOptions options, long now) {
    if (!c.timestamps || !options.hasTimestamps() || options.tsEcr() == 0) {
      return false;
    }
    int first = SegmentWriter.tsVal(c.tsOffset, c.openedAt);
    int latest = SegmentWriter.tsVal(c.tsOffset, now);
    return options.tsEcr() - first < 0 || options.tsEcr() - latest > 0;
  }

  /** What both SYNs name holds; what only one names is off (RFC 7323 sections 2.2 and 3.2). */
  private static void agree(Connection c, TcpView segment, TcpOptions options, long now) {
    c.irs = segment.seq();
    c.rcvNxt = c.irs + 1;
    c.rcvWup = c.rcvNxt;
    c.timestamps &= options.hasTimestamps();
    c.sackPermitted &= options.sackPermitted();
    Ecn.onSyn(c, segment);
    c.windowScaling &= options.windowScale() >= 0;
    c.sndWscale = c.windowScaling ? options.windowScale() : 0;
    c.rcvWscale = c.windowScaling ? c.rcvWscale : 0;
    if (c.timestamps) {
      c.tsRecent = options.tsVal();
      c.tsRecentAt = now;
    }
    c.peerMss = peerMss(c.config(), c.flow, options, c.options);
    c.updateSndWnd(segment.window(), segment.seq(), segment.ack(), now); // never scaled in a SYN
  }

  /**
   * The peer's MSS option; without one what every host takes (RFC 9293 MUST-15). Never below a
   * floor, and never above what TCP_MAXSEG says.
   */
  static int peerMss(TcpConfig config, FlowKey flow, TcpOptions options, SocketOptions socket) {
    int standard = flow.isV4() ? DEFAULT_MSS : DEFAULT_MSS_V6;
    int named =
        options.mss() <= 0
            ? standard
            : Math.max(options.mss(), config.getInt(Tunable.TCP_MIN_SND_MSS));
    return socket.capped(named);
  }

  /** The MSS that our SYN or SYN-ACK names. */
  static int ownMss(TcpNetwork network, FlowKey flow, SocketOptions socket) {
    return socket.capped(Math.min(network.advertisedMss(flow), 65_535));
  }

  /** The same for one connection, which may have learnt that the path takes less. */
  static int ownMss(Connection c) {
    int mss = ownMss(c.tcp.network, c.flow, c.options);
    int limit = c.fastOpen == null ? 0 : c.fastOpen.mssLimit;
    return limit > 0 ? Math.min(mss, limit) : mss;
  }

  private static void onSynAck(
      Connection c, TcpView segment, TcpOptions options, Packet packet, long now) {
    if (c.fastOpen != null) {
      FastOpenClient.onSynAck(c, segment, options, packet, now);
    } else {
      RttEstimator.sampleHandshake(c, options, now);
      c.sndUna = segment.ack();
      c.opened(Fact.SYN_ACK, Reason.SYN_ACK_RECEIVED, now);
      c.receiver().ackAtOnce();
    }
    if (c.accEcn != null && c.state != State.CLOSED) {
      Ecn.confirm(c, options, now);
    }
  }

  /** Both ends opened at once: answer the peer's SYN with a SYN-ACK of ours (figure 8). */
  private static void onSimultaneousSyn(Connection c, long now) {
    c.happen(Fact.SYN, Reason.SIMULTANEOUS_OPEN, now);
    if (c.fastOpen != null) {
      FastOpenClient.onSimultaneousSyn(c, now);
    }
    c.tcp.writer.syn(c, true, now);
  }

  // ---- SYN-RECEIVED after a simultaneous open ----

  /** Our SYN was acknowledged; returns false when the ACK cannot be for it. */
  static boolean onAckInSynReceived(Connection c, TcpView segment, TcpOptions options, long now) {
    if (!acknowledgesSyn(c, segment)) {
      c.tcp.writer.resetFor(c.flow, segment, Reason.BLIND_ACK, now);
      return false;
    }
    RttEstimator.sampleHandshake(c, options, now);
    c.sndUna = c.iss + 1;
    Ecn.onFinalAck(c, segment, options);
    c.returnRoute = c.tcp.routeBack != null ? c.tcp.routeBack : c.returnRoute;
    boolean carriesSyn = segment.has(TcpFlags.SYN);
    int shift = carriesSyn ? 0 : c.sndWscale;
    c.updateSndWnd(segment.window() << shift, segment.seq(), segment.ack(), now);
    c.opened(Fact.ACK_OF_SYN, Reason.ACK_OF_SYN, now);
    return true;
  }

  // ---- timeout ----

  /** The SYN or SYN-ACK was not acknowledged in time. */
  static void onTimer(Connection c, long now) {
    boolean answering = c.state != State.SYN_SENT;
    boolean last =
        c.retries >= attempts(c, answering)
            || !answering && doublingsAreOver(c, now)
            || synTimeoutOver(c, now);
    FastOpenClient.onTimeout(c, last, now);
    if (last) {
      c.count(Counter.TCP_ATTEMPT_FAILS);
      c.count(Counter.EXT_ABORT_ON_TIMEOUT);
      c.fail(
          c.softError != null ? c.softError : Errno.ETIMEDOUT,
          answering ? Reason.SYN_ACK_TIMEOUT : Reason.SYN_TIMEOUT,
          now);
      return;
    }
    c.retries++;
    Retransmission.noteR1(c, now);
    c.count(Counter.EXT_TIMEOUTS);
    c.count(Counter.EXT_SYN_RETRANS);
    c.count(Counter.TCP_RETRANS_SEGS);
    Reason reason = answering ? Reason.SYN_ACK_TIMEOUT : Reason.SYN_TIMEOUT;
    long expired = RttEstimator.timeout(c);
    c.tcp.events.emit(now, EventType.TIMEOUT, reason, c.number, c.retries, expired);
    if (answering || c.retries > c.config().getInt(Tunable.TCP_SYN_LINEAR_TIMEOUTS)) {
      RttEstimator.backOff(c);
    }
    c.tcp.events.emit(now, EventType.RETRANSMITTED, reason, c.number, c.iss, 0);
    c.tcp.writer.syn(c, answering, now);
    c.retransmitAt = Math.min(now + RttEstimator.timeout(c), synDeadline(c));
  }

  private static int attempts(Connection c, boolean answering) {
    TcpConfig config = c.config();
    if (answering) {
      return config.getInt(Tunable.TCP_SYNACK_RETRIES) + (c.isFastOpenServer() ? 1 : 0);
    }
    return synRetries(c) + config.getInt(Tunable.TCP_SYN_LINEAR_TIMEOUTS);
  }

  private static int synRetries(Connection c) {
    return SocketOptions.orElse(c.options.synCount, c.config().getInt(Tunable.TCP_SYN_RETRIES));
  }

  /** The linear retries come on top, but not the time that they take (as Linux). */
  private static boolean doublingsAreOver(Connection c, long now) {
    long first = c.config().millisAsNanos(Tunable.TCP_TIMEOUT_INIT_MS);
    long time = RttEstimator.duration(synRetries(c), first, RttEstimator.rtoMax(c));
    return c.retries > 0 && now - c.openedAt >= time;
  }

  private static boolean synTimeoutOver(Connection c, long now) {
    return now >= synDeadline(c);
  }

  /** When TCP_USER_TIMEOUT ends the attempt, to the moment, or {@link Connection#NEVER}. */
  private static long synDeadline(Connection c) {
    int millis = c.options.userTimeoutMillis;
    return millis > 0 ? c.openedAt + millis * 1_000_000L : Connection.NEVER;
  }
}
