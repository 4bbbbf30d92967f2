package io.handfast.shield;

import io.handfast.secret.KeyedHash;
import io.handfast.secret.KeyedMap;
import io.handfast.tcp.FlowKey;
import io.handfast.timer.Timer;
import io.handfast.timer.TimerWheel;
import io.handfast.wire.TcpFlags;
import java.lang.foreign.MemorySegment;

/**
 * A SYN proxy between two links: what comes from outside opens a connection to a server inside only
 * when somebody is really there (RFC 4987 section 4.2). The shield makes the handshake with the
 * client, then another one with the server, and from then on translates sequence numbers,
 * timestamps and windows between the two; it holds no data.
 *
 * <p>Everything but TCP passes. So do connections that the inside opens, and segments of
 * connections that the shield does not know: those that were open before it.
 *
 * <p>No thread and no clock: one thread at a time calls {@link #receive} for each packet and {@link
 * #poll} when it asks for it.
 */
public final class Shield {
  private static final int TIMERS_PER_POLL = 4_096;
  private static final long SECOND = 1_000_000_000L;
  private static final int OPENING = TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN;

  private final ShieldConfig config;
  private final ShieldOutput output;
  private final TimerWheel wheel;
  private final long[] counts = new long[ShieldCount.values().length];
  private final PacketAtHand packet = new PacketAtHand();
  private final Adaptive adaptive;
  private final ClientSide clients;
  private final ServerSide servers;

  private RuntimeException lastDefect;

  final KeyedMap<ShieldFlow> halfOpen;
  final KeyedMap<ShieldFlow> flows;

  /** Looks whether the flood is over, while it is not. */
  private final Timer watch =
      new Timer() {
        @Override
        protected void fire(long now) {
          adapt(now);
        }
      };

  /**
   * A shield.
   *
   * @param secret behind cookies and tables
   * @param now present time in ns
   */
  public Shield(ShieldConfig config, KeyedHash secret, ShieldOutput output, long now) {
    this.config = config;
    this.output = output;
    this.wheel = new TimerWheel(now);
    this.adaptive = new Adaptive(config);
    this.halfOpen = new KeyedMap<>(secret.derive("shield half-open"));
    this.flows = new KeyedMap<>(secret.derive("shield flows"));
    OwnSegments segments = new OwnSegments(output);
    this.servers = new ServerSide(this, segments, secret);
    this.clients = new ClientSide(this, segments, servers, secret);
  }

  /**
   * A packet came in. It may be changed where it lies, and is no longer needed when the call
   * returns. Never throws, whatever the bytes: a defect costs one packet and is counted.
   */
  public void receive(Side from, MemorySegment memory, int offset, int length, long now) {
    try {
      take(from, memory, offset, length, now);
    } catch (RuntimeException defect) {
      count(ShieldCount.DEFECTS);
      lastDefect = defect;
    }
  }

  private void take(Side from, MemorySegment memory, int offset, int length, long now) {
    if (!packet.read(from, memory, offset, length)) {
      count(ShieldCount.MALFORMED);
    } else if (!packet.isTcp()) {
      withoutFlow(from);
    } else if (packet.isFragment()) {
      fragment(from);
    } else if (from == Side.OUTSIDE) {
      fromOutside(now);
    } else {
      fromInside(now);
    }
  }

  /** An ICMP error about a translated segment of the server's is put into the server's numbers. */
  private void withoutFlow(Side from) {
    ShieldFlow flow = packet.quotesSegment() ? find(flows, packet.flow) : null;
    if (flow != null && flow.stage == ShieldFlow.Stage.OPEN) {
      packet.addToQuotedSeq(flow.seqShift);
      translated(from);
    } else {
      pass(from);
    }
  }

  private void fragment(Side from) {
    if (from == Side.OUTSIDE && config.mode() != ShieldMode.OFF) {
      count(ShieldCount.FRAGMENTS);
    } else {
      pass(from);
    }
  }

  private void fromOutside(long now) {
    boolean syn = (packet.tcp.flags() & OPENING) == TcpFlags.SYN;
    ShieldFlow flow = find(flows, packet.flow);
    if (flow != null && syn && flow.isOver()) {
      forget(flow);
      flow = null;
    }
    ShieldFlow waiting = flow == null ? find(halfOpen, packet.flow) : null;
    if (flow != null) {
      toServer(flow, now);
    } else if (waiting != null) {
      clients.onHalfOpen(waiting, packet, syn, now);
    } else if (syn) {
      onSyn(now);
    } else if (!clients.bringsCookie(packet, now)) {
      pass(Side.OUTSIDE);
    }
  }

  private void onSyn(long now) {
    count(ShieldCount.SYN_RECEIVED);
    if (!packet.checksumIsRight()) {
      count(ShieldCount.MALFORMED);
    } else if (!isProxying()) {
      if (config.mode() == ShieldMode.ADAPTIVE) {
        clients.watch(packet, now);
        adapt(now);
      }
      count(ShieldCount.SYN_PASSED);
      pass(Side.OUTSIDE);
    } else if (flows.size() >= config.flowsMax()) {
      count(ShieldCount.FLOWS_FULL);
    } else {
      clients.answer(packet, now);
    }
  }

  private void toServer(ShieldFlow flow, long now) {
    if (flow.stage == ShieldFlow.Stage.CONNECTING) {
      servers.onImpatientClient(flow, packet);
    } else if (packet.tcp.has(TcpFlags.SYN)) {
      count(ShieldCount.UNEXPECTED); // spoofed or stale: the server must not see it
    } else {
      flow.saw(Side.OUTSIDE, packet.tcp.flags(), now);
      flow.toServer(packet);
      translated(Side.OUTSIDE);
    }
  }

  private void fromInside(long now) {
    ShieldFlow flow = find(flows, packet.flow);
    if (flow == null) {
      clients.sawServer(packet);
      pass(Side.INSIDE);
    } else if (flow.stage == ShieldFlow.Stage.CONNECTING) {
      servers.onAnswer(flow, packet, now);
    } else if (packet.tcp.has(TcpFlags.SYN)) {
      servers.acknowledge(flow); // our ACK was lost
    } else {
      flow.saw(Side.INSIDE, packet.tcp.flags(), now);
      flow.toClient(packet);
      translated(Side.INSIDE);
    }
  }

  // ---- on ----

  void pass(Side from) {
    count(ShieldCount.PASSED);
    sendOn(from);
  }

  private void translated(Side from) {
    count(ShieldCount.TRANSLATED);
    sendOn(from);
  }

  private void sendOn(Side from) {
    if (!packet.oneHopLess()) {
      count(ShieldCount.TTL_EXCEEDED);
      return;
    }
    Side to = from == Side.OUTSIDE ? Side.INSIDE : Side.OUTSIDE;
    output.send(to, packet.memory(), packet.offset(), packet.length(), false);
  }

  // ---- time ----

  /**
   * Does what is due.
   *
   * @return when to call again at the latest, in ns; {@link Timer#NEVER} when nothing is pending
   */
  public long poll(long now) {
    if (wheel.nextDeadline() <= now) {
      wheel.fire(now, TIMERS_PER_POLL);
    }
    return wheel.nextDeadline();
  }

  /** When {@link #poll} next has something to do, in ns. */
  public long nextDeadline() {
    return wheel.nextDeadline();
  }

  void onTimer(ShieldFlow flow, long now) {
    switch (flow.stage) {
      case WATCHED -> forgetHalfOpen(flow);
      case CACHED -> clients.onTimer(flow, now);
      case CONNECTING -> servers.onTimer(flow, now);
      case OPEN -> expire(flow, now);
    }
  }

  private void expire(ShieldFlow flow, long now) {
    long expiry = flow.expiry(config.idle());
    if (expiry <= now) {
      forget(flow);
    } else {
      schedule(flow, Math.min(expiry, now + 10 * SECOND));
    }
  }

  /** Looks whether to proxy; again in a second while it does. */
  void adapt(long now) {
    if (config.mode() != ShieldMode.ADAPTIVE) {
      return;
    }
    if (adaptive.update(halfOpen.size(), now)) {
      count(adaptive.isEngaged() ? ShieldCount.ENGAGED : ShieldCount.DISENGAGED);
    }
    if (adaptive.isEngaged()) {
      wheel.schedule(watch, now + SECOND);
    }
  }

  /** Whether SYNs are answered here at this moment. */
  boolean isProxying() {
    return switch (config.mode()) {
      case OFF -> false;
      case ADAPTIVE -> adaptive.isEngaged();
      case CACHE, COOKIES, PROXY -> true;
    };
  }

  // ---- tables ----

  ShieldConfig config() {
    return config;
  }

  void schedule(ShieldFlow flow, long deadline) {
    wheel.schedule(flow, deadline);
  }

  void forget(ShieldFlow flow) {
    wheel.remove(flow);
    remove(flows, flow.key);
  }

  void forgetHalfOpen(ShieldFlow flow) {
    wheel.remove(flow);
    remove(halfOpen, flow.key);
  }

  static ShieldFlow find(KeyedMap<ShieldFlow> map, FlowKey key) {
    return map.get(key.localHigh(), key.localLow(), key.remoteHigh(), key.remoteLow(), ports(key));
  }

  static void put(KeyedMap<ShieldFlow> map, ShieldFlow flow) {
    FlowKey key = flow.key;
    map.put(key.localHigh(), key.localLow(), key.remoteHigh(), key.remoteLow(), ports(key), flow);
  }

  private static void remove(KeyedMap<ShieldFlow> map, FlowKey key) {
    map.remove(key.localHigh(), key.localLow(), key.remoteHigh(), key.remoteLow(), ports(key));
  }

  private static long ports(FlowKey key) {
    return (long) key.localPort() << 16 | key.remotePort();
  }

  // ---- seeing ----

  void count(ShieldCount what) {
    counts[what.ordinal()]++;
  }

  /** How often. */
  public long get(ShieldCount what) {
    return counts[what.ordinal()];
  }

  /** The latest defect that cost a packet, for a bug report; null when there was none. */
  public RuntimeException lastDefect() {
    return lastDefect;
  }

  /** What is held at this moment. */
  public ShieldStatus status() {
    return new ShieldStatus(config.mode(), isProxying(), halfOpen.size(), flows.size());
  }
}
