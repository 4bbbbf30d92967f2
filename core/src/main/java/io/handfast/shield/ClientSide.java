package io.handfast.shield;

import io.handfast.secret.KeyedHash;
import io.handfast.tcp.SynCookies;
import io.handfast.wire.TcpFlags;

/** The handshake with clients, in place of the server: from the cache, or by a cookie. */
final class ClientSide {
  private static final long SECOND = 1_000_000_000L;

  /** A SYN that has passed counts as half-open for so long, as in packet filters. */
  private static final long WATCHED = 30 * SECOND;

  private static final long NEVER = Long.MIN_VALUE;
  private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

  private final Shield shield;
  private final OwnSegments segments;
  private final ServerSide servers;
  private final SynCookies cookies;
  private final KeyedHash numbers;
  private long lastCookieAt = NEVER;

  ClientSide(Shield shield, OwnSegments segments, ServerSide servers, KeyedHash secret) {
    this.shield = shield;
    this.segments = segments;
    this.servers = servers;
    this.cookies = new SynCookies(secret.derive("shield cookies"));
    this.numbers = secret.derive("shield numbers");
  }

  // ---- SYN ----

  /** Counts a SYN that passes. */
  void watch(PacketAtHand packet, long now) {
    if (shield.halfOpen.size() >= shield.config().halfOpenMax()) {
      evict();
    }
    ShieldFlow flow = new ShieldFlow(shield, packet.flow.copy(), ShieldFlow.Stage.WATCHED);
    Shield.put(shield.halfOpen, flow);
    shield.schedule(flow, now + WATCHED);
  }

  /** Answers a SYN. */
  void answer(PacketAtHand packet, long now) {
    ShieldMode mode = shield.config().mode();
    boolean full = shield.halfOpen.size() >= shield.config().halfOpenMax();
    if (mode == ShieldMode.COOKIES || mode != ShieldMode.CACHE && full) {
      cookie(packet, now);
      return;
    }
    if (full) {
      evict();
    }
    ShieldFlow flow = new ShieldFlow(shield, packet.flow.copy(), ShieldFlow.Stage.CACHED);
    Shield.put(shield.halfOpen, flow);
    remember(flow, packet, now);
  }

  private void evict() {
    ShieldFlow oldest = shield.halfOpen.values().iterator().next();
    shield.count(ShieldCount.CACHE_EVICTED);
    shield.forgetHalfOpen(oldest);
  }

  private void remember(ShieldFlow flow, PacketAtHand packet, long now) {
    ServerOptions server = servers.options(flow.key);
    flow.irs = packet.tcp.seq();
    flow.iss = (int) flow.key.hash(numbers) + (int) (now >>> 12); // a tick of 4 µs (RFC 6528)
    flow.mss = mss(packet);
    flow.sack = packet.options.sackPermitted() && server.sack();
    flow.timestamps = packet.options.hasTimestamps() && server.timestamps();
    flow.tsRecent = packet.options.tsVal();
    flow.clientScale = server.windowScale() < 0 ? -1 : packet.options.windowScale();
    flow.toldScale = flow.clientScale < 0 ? -1 : server.windowScale();
    flow.clientWindow = packet.tcp.window();
    flow.retries = 0;
    shield.count(ShieldCount.CACHE_ANSWERED);
    sendSynAck(flow, now);
  }

  private static int mss(PacketAtHand packet) {
    int standard = packet.flow.isV4() ? 536 : 1_220; // RFC 9293 MUST-15
    return packet.options.mss() <= 0 ? standard : packet.options.mss();
  }

  /** With window 0: what the server can take is not known yet. */
  private void sendSynAck(ShieldFlow flow, long now) {
    flow.toldTs = timestamp(flow, now);
    int options =
        segments.synOptions(
            servers.options(flow.key).mss(),
            flow.sack,
            flow.timestamps,
            flow.toldTs,
            flow.tsRecent,
            flow.toldScale);
    segments.send(Side.OUTSIDE, flow.key, flow.iss, flow.irs + 1, SYN_ACK, 0, options);
    shield.schedule(flow, now + (SECOND << flow.retries));
  }

  private int timestamp(ShieldFlow flow, long now) {
    return (int) flow.key.hash(numbers) + (int) (now / 1_000_000);
  }

  private void cookie(PacketAtHand packet, long now) {
    ServerOptions server = servers.options(packet.flow);
    boolean timestamps = packet.options.hasTimestamps() && server.timestamps();
    // Without timestamps there is no place to remember scale and SACK.
    boolean sack = timestamps && server.sack() && packet.options.sackPermitted();
    int scale = timestamps && server.windowScale() >= 0 ? packet.options.windowScale() : -1;
    int index = SynCookies.mssIndex(packet.flow.isV4(), mss(packet));
    int number = cookies.make(packet.flow, packet.tcp.seq(), index, now);
    int clock = (int) packet.flow.hash(numbers) + (int) (now / 1_000_000);
    int tsVal = SynCookies.timestamp(clock, SynCookies.agreement(scale, sack, false));
    lastCookieAt = now;
    shield.count(ShieldCount.COOKIES_SENT);
    int options =
        segments.synOptions(
            server.mss(),
            sack,
            timestamps,
            tsVal,
            packet.options.tsVal(),
            scale < 0 ? -1 : server.windowScale());
    segments.send(Side.OUTSIDE, packet.flow, number, packet.tcp.seq() + 1, SYN_ACK, 0, options);
  }

  // ---- what comes back ----

  /** A segment for a half-open connection. */
  void onHalfOpen(ShieldFlow flow, PacketAtHand packet, boolean syn, long now) {
    if (flow.stage == ShieldFlow.Stage.WATCHED) {
      if (!syn) {
        shield.forgetHalfOpen(flow); // somebody is there
      }
      shield.pass(Side.OUTSIDE);
    } else if (syn) {
      shield.count(ShieldCount.SYN_RECEIVED);
      if (packet.tcp.seq() == flow.irs) {
        sendSynAck(flow, now);
      } else {
        remember(flow, packet, now);
      }
    } else if (packet.tcp.has(TcpFlags.RST)) {
      if (packet.tcp.seq() == flow.irs + 1) {
        shield.forgetHalfOpen(flow);
      }
    } else if (isFinalAck(flow, packet)) {
      shield.forgetHalfOpen(flow);
      prove(flow, packet, now);
    } else {
      shield.count(ShieldCount.UNEXPECTED);
    }
  }

  /** A probe of our zero window stands one number before what is next. */
  private static boolean isFinalAck(ShieldFlow flow, PacketAtHand packet) {
    int ahead = packet.tcp.seq() - flow.irs;
    return packet.tcp.has(TcpFlags.ACK)
        && packet.tcp.ack() == flow.iss + 1
        && (ahead == 1 || ahead == 0)
        && packet.checksumIsRight();
  }

  /** Whether an ACK of no connection brings a good cookie back, which is then taken. */
  boolean bringsCookie(PacketAtHand packet, long now) {
    boolean possible =
        packet.tcp.has(TcpFlags.ACK)
            && !packet.tcp.has(TcpFlags.SYN)
            && !packet.tcp.has(TcpFlags.RST)
            && lastCookieAt != NEVER
            && now - lastCookieAt <= SynCookies.LIFETIME;
    if (!possible) {
      return false;
    }
    int cookie = packet.tcp.ack() - 1;
    int irs = packet.tcp.seq() - 1;
    int index = cookies.check(packet.flow, irs, cookie, now);
    if (index < 0) {
      irs++; // a probe of our zero window
      index = cookies.check(packet.flow, irs, cookie, now);
    }
    if (index < 0 || !packet.checksumIsRight()) {
      shield.count(ShieldCount.COOKIES_INVALID);
      return false;
    }
    cookies.use(packet.flow, cookie);
    shield.count(ShieldCount.COOKIES_VALID);
    prove(ofCookie(packet, irs, index), packet, now);
    return true;
  }

  private ShieldFlow ofCookie(PacketAtHand packet, int irs, int index) {
    ShieldFlow flow = new ShieldFlow(shield, packet.flow.copy(), ShieldFlow.Stage.CACHED);
    flow.irs = irs;
    flow.iss = packet.tcp.ack() - 1;
    flow.mss = SynCookies.mss(packet.flow.isV4(), index);
    flow.timestamps = packet.options.hasTimestamps();
    if (flow.timestamps) {
      flow.toldTs = packet.options.tsEcr();
      flow.sack = SynCookies.sack(flow.toldTs);
      flow.clientScale = SynCookies.windowScale(flow.toldTs);
      int server = servers.options(packet.flow).windowScale();
      flow.toldScale = flow.clientScale < 0 ? -1 : Math.max(0, server);
    }
    return flow;
  }

  private void prove(ShieldFlow flow, PacketAtHand packet, long now) {
    if (shield.flows.size() >= shield.config().flowsMax()) {
      shield.count(ShieldCount.FLOWS_FULL);
      segments.send(Side.OUTSIDE, flow.key, flow.iss + 1, 0, TcpFlags.RST, 0, 0);
      return;
    }
    if (flow.timestamps && packet.options.hasTimestamps()) {
      flow.tsRecent = packet.options.tsVal();
      flow.toldTs = packet.options.tsEcr();
    }
    flow.clientWindow = packet.tcp.window();
    shield.count(ShieldCount.CLIENTS_PROVEN);
    Shield.put(shield.flows, flow);
    servers.connect(flow, now);
  }

  /** The server has refused a connection that was only watched. */
  void sawServer(PacketAtHand packet) {
    if (packet.tcp.has(TcpFlags.RST)) {
      ShieldFlow watched = Shield.find(shield.halfOpen, packet.flow);
      if (watched != null && watched.stage == ShieldFlow.Stage.WATCHED) {
        shield.forgetHalfOpen(watched);
      }
    }
  }

  void onTimer(ShieldFlow flow, long now) {
    if (flow.retries >= shield.config().synAckRetries()) {
      shield.count(ShieldCount.CACHE_EXPIRED);
      shield.forgetHalfOpen(flow);
    } else {
      flow.retries++;
      sendSynAck(flow, now);
    }
  }
}
