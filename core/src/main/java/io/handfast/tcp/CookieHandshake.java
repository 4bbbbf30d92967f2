package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * How a listener opens connections without a SYN queue: a {@link SynCookies cookie} in the SYN-ACK,
 * and a connection made of what the final ACK brings back. Keeps nothing per SYN and allocates
 * nothing before a good cookie returns.
 */
final class CookieHandshake {
  private static final long NEVER = Long.MIN_VALUE;

  private final Tcp tcp;
  private final TcpSocket socket;
  private long lastSentAt = NEVER;

  CookieHandshake(Tcp tcp, TcpSocket socket) {
    this.tcp = tcp;
    this.socket = socket;
  }

  /** Answers a SYN with a cookie. */
  void answer(FlowKey flow, TcpView syn, TcpOptions options, long now) {
    TcpConfig config = tcp.config();
    SocketOptions wanted = socket.options();
    lastSentAt = now;
    boolean timestamps = config.is(Tunable.TCP_TIMESTAMPS) && options.hasTimestamps();
    // Without timestamps there is no place to remember scale, SACK and ECN.
    boolean sack = timestamps && config.is(Tunable.TCP_SACK) && options.sackPermitted();
    boolean scaling =
        timestamps && config.is(Tunable.TCP_WINDOW_SCALING) && options.windowScale() >= 0;
    int ecn = timestamps ? Ecn.answer(tcp, syn) : 0;
    int peerMss = Handshake.peerMss(config, flow, options, wanted);
    int cookie = tcp.cookies.make(flow, syn.seq(), SynCookies.mssIndex(flow.isV4(), peerMss), now);
    int tsVal = SegmentWriter.tsVal(tcp.isn.timestampOffset(flow), now);
    int agreement = SynCookies.agreement(scaling ? options.windowScale() : -1, sack, ecn != 0);
    tcp.counters.add(Counter.EXT_SYNCOOKIES_SENT);
    tcp.events.emit(now, EventType.COOKIE, Reason.SYN_COOKIE_SENT, 0, cookie, syn.seq());
    SourceRoute route = wanted.sourceRoute != null ? wanted.sourceRoute : tcp.routeBack;
    tcp.network.service(wanted.timeToLive, route);
    tcp.writer.synAck(
        flow,
        Handshake.ownMss(tcp.network, flow, wanted),
        wanted.trafficClass,
        cookie,
        syn.seq() + 1,
        window(flow, timestamps),
        sack,
        timestamps,
        SynCookies.timestamp(tsVal, agreement),
        options.tsVal(),
        scaling ? WindowPolicy.windowScale(config, wanted) : -1,
        ecn,
        0);
  }

  private int window(FlowKey flow, boolean timestamps) {
    int mss = Handshake.ownMss(tcp.network, flow, socket.options()) - (timestamps ? 12 : 0);
    return WindowPolicy.synWindow(tcp.config(), socket.options(), mss);
  }

  /** Whether a cookie that is still good can have been sent. */
  boolean mayHaveSent(long now) {
    return lastSentAt != NEVER && now - lastSentAt <= SynCookies.LIFETIME;
  }

  /**
   * Whether an ACK brings a good cookie back; says why when it does not.
   *
   * @return index of the peer's segment size, or a negative number
   */
  int check(FlowKey flow, TcpView ack, TcpOptions options, long now) {
    int index = tcp.cookies.check(flow, ack.seq() - 1, ack.ack() - 1, now);
    if (index >= 0 && !isPossible(options)) {
      index = SynCookies.BAD;
    }
    if (index < 0) {
      boolean replayed = index == SynCookies.USED;
      tcp.counters.add(Counter.EXT_SYNCOOKIES_FAILED);
      tcp.events.emit(
          now,
          EventType.COOKIE,
          replayed ? Reason.SYN_COOKIE_REPLAYED : Reason.SYN_COOKIE_BAD,
          0,
          ack.ack() - 1,
          ack.seq() - 1);
    } else {
      tcp.counters.add(Counter.EXT_SYNCOOKIES_RECV);
    }
    return index;
  }

  /** What the echo says was agreed on must be something that we agree to. */
  private boolean isPossible(TcpOptions options) {
    TcpConfig config = tcp.config();
    return !options.hasTimestamps()
        || config.is(Tunable.TCP_TIMESTAMPS)
            && (config.is(Tunable.TCP_SACK) || !SynCookies.sack(options.tsEcr()))
            && (config.is(Tunable.TCP_WINDOW_SCALING)
                || SynCookies.windowScale(options.tsEcr()) < 0);
  }

  /** The connection that a good cookie stands for, in SYN-RECEIVED. */
  Connection open(FlowKey flow, TcpView ack, TcpOptions options, int mssIndex, long now) {
    tcp.cookies.use(flow, ack.ack() - 1);
    SocketOptions shared = socket.shareOptions();
    Connection c = new Connection(tcp, flow.copy(), shared, now);
    PassiveOpen.start(c, ack.ack() - 1, ack.seq() - 1);
    c.timestamps = options.hasTimestamps();
    c.rcvWnd = window(flow, c.timestamps);
    c.peerMss = shared.capped(SynCookies.mss(flow.isV4(), mssIndex));
    c.tsOffset = tcp.isn.timestampOffset(flow);
    c.tsRecentAt = now;
    if (c.timestamps) {
      c.tsRecent = options.tsVal();
      c.sackPermitted = SynCookies.sack(options.tsEcr());
      boolean ecn = SynCookies.ecn(options.tsEcr()) && tcp.config().is(Tunable.TCP_ECN);
      Ecn.enterByCookie(c, ecn, ack);
      c.windowScaling = SynCookies.windowScale(options.tsEcr()) >= 0;
      c.sndWscale = Math.max(0, SynCookies.windowScale(options.tsEcr()));
      c.rcvWscale = c.windowScaling ? WindowPolicy.windowScale(tcp.config(), shared) : 0;
    }
    return c;
  }
}
