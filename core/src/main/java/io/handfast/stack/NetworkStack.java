package io.handfast.stack;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import io.handfast.event.Events;
import io.handfast.ip.PathMtuCache;
import io.handfast.ip.Prefix;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.Tcp;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import io.handfast.timer.TimerWheel;
import io.handfast.udp.Udp;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One host's TCP/IP stack. It has no thread, clock, randomness or I/O of its own: a {@link Driver}
 * brings packets and the time, and calls it from one thread at a time.
 *
 * <p>The way of a packet: {@link #receive} → {@code IpInput} → {@link Tcp#receive} → the
 * connection; at the end of a batch {@link #flush} → the application's observers, then data and
 * acknowledgements → {@code IpOutput} → {@link Link#send}. {@link #poll} also runs what is due.
 */
public final class NetworkStack {
  private static final int TIMERS_PER_POLL = 4_096;
  private static final int LOOPBACK_QUEUE_LIMIT = 1_024;

  private final String name;
  private final Counters counters = new Counters();
  private final Events events = new Events();
  private final BufferPool pool = new BufferPool();
  private final TimerWheel wheel;
  private final List<Interface> interfaces = new ArrayList<>();
  private final ArrayDeque<Packet> loopbackQueue = new ArrayDeque<>();
  private final IpInput input;
  private final Tcp tcp;
  private final Udp udp;
  private long now;
  private RuntimeException lastDefect;

  final Routes routes = new Routes();
  final Detours detours = new Detours(routes);
  final PathMtuCache pathMtus = new PathMtuCache();
  final Interface loopback = Interface.loopback();
  final IpOutput output;

  /**
   * A stack with the loopback interface only.
   *
   * @param name for people
   * @param secret the one secret behind sequence numbers, ports and tables; from the seed in a
   *     simulation, from a strong source otherwise
   * @param config settings of TCP
   * @param now present time in ns
   */
  public NetworkStack(String name, KeyedHash secret, TcpConfig config, long now) {
    this.name = name;
    this.now = now;
    this.wheel = new TimerWheel(now);
    this.output = new IpOutput(this, secret);
    this.tcp = new Tcp(output, wheel, counters, events, pool, secret, config);
    this.udp = new Udp(output, counters, pool, secret);
    this.input = new IpInput(this);
    interfaces.add(loopback);
    assign(loopback, new Prefix(IpAddress.LOOPBACK_V4, 8));
    assign(loopback, new Prefix(IpAddress.LOOPBACK_V6, 128));
  }

  // ---- configuration ----

  /** Adds an interface over a link; its packets go to {@link #receive} with the index returned. */
  public int addInterface(String interfaceName, Link link) {
    Interface added = Interface.over(interfaces.size(), interfaceName, link);
    interfaces.add(added);
    return added.index();
  }

  /** Gives an interface an address; its prefix becomes a route. */
  public void addAddress(int interfaceIndex, Prefix address) {
    assign(interfaces.get(interfaceIndex), address);
  }

  private void assign(Interface to, Prefix address) {
    to.add(new Interface.Assigned(address.address(), address));
    routes.add(address, to);
  }

  /** Adds a route; {@code 0.0.0.0/0} and {@code ::/0} are default routes. */
  public void addRoute(Prefix destination, int interfaceIndex) {
    routes.add(destination, interfaces.get(interfaceIndex));
  }

  /** Sets the route to a destination and what is known about it, in place of the one before. */
  public void replaceRoute(Prefix destination, int interfaceIndex, RouteMetrics metrics) {
    routes.replace(destination, interfaces.get(interfaceIndex), metrics);
  }

  /**
   * Takes packets to any address that come in by an interface, not only to its own: for whoever
   * forwards flows ({@link Tcp#forward}, {@link Udp#forward}). Without a forwarder they are
   * answered as for a closed port. Multicast, broadcast and echo requests stay out.
   */
  public void acceptAnyAddress(int interfaceIndex) {
    interfaces.get(interfaceIndex).acceptAny();
  }

  // ---- packets and time ----

  /**
   * A packet came in. Takes no ownership: what is kept is retained. Never throws, whatever the
   * bytes.
   */
  public void receive(int interfaceIndex, Packet packet, long now) {
    this.now = now;
    input(interfaces.get(interfaceIndex), packet, now);
  }

  private void input(Interface in, Packet packet, long now) {
    try {
      input.receive(in, packet, now);
    } catch (RuntimeException defect) {
      // A defect of ours costs one packet, never the thread that drives the stack.
      counters.add(Counter.STACK_PACKET_ERRORS);
      lastDefect = defect;
    }
  }

  /** A packet of ours cannot be delivered on its link: nobody there has the next address. */
  public void unreachable(MemorySegment packet, long now) {
    this.now = now;
    input.unreachable(packet, now);
  }

  /** Ends a batch: tells applications, sends the data and acknowledgements that became due. */
  public void flush(long now) {
    this.now = now;
    udp.flush();
    tcp.flush(now);
  }

  /**
   * Runs what is due: loopback packets, timers, and the end of the batch.
   *
   * @return when to call again at the latest, in ns; {@link Driver#NEVER} when nothing is pending
   */
  public long poll(long now) {
    this.now = now;
    flush(now);
    drainLoopback(now);
    if (wheel.nextDeadline() <= now) {
      wheel.fire(now, TIMERS_PER_POLL);
      flush(now);
    }
    return nextDeadline();
  }

  /** When {@link #poll} next has something to do, in ns; the present when it has already. */
  public long nextDeadline() {
    boolean busy = tcp.hasWork() || udp.hasWork() || !loopbackQueue.isEmpty();
    return busy ? now : wheel.nextDeadline();
  }

  private void drainLoopback(long now) {
    int batch = loopbackQueue.size();
    for (int i = 0; i < batch; i++) {
      Packet packet = loopbackQueue.poll();
      input(loopback, packet, now);
      packet.release();
    }
    if (batch > 0) {
      flush(now);
    }
  }

  /** Queues a packet to ourselves; it never recurses. False when the queue is full. */
  boolean loopBack(Packet packet) {
    if (loopbackQueue.size() >= LOOPBACK_QUEUE_LIMIT) {
      counters.add(Counter.IP_OUT_DISCARDS);
      packet.release();
      return false;
    }
    loopbackQueue.add(packet);
    return true;
  }

  // ---- sockets ----

  /** A new TCP socket, closed. */
  public TcpSocket tcpSocket() {
    return tcp.socket();
  }

  /** A new UDP socket, not bound. */
  public UdpSocket udpSocket() {
    return udp.socket();
  }

  // ---- seeing ----

  /** Name, for people. */
  public String name() {
    return name;
  }

  /** TCP's part. */
  public Tcp tcp() {
    return tcp;
  }

  /** UDP's part. */
  public Udp udp() {
    return udp;
  }

  Icmp icmp() {
    return input.icmp();
  }

  /** What was counted. */
  public Counters counters() {
    return counters;
  }

  /** The event stream. */
  public Events events() {
    return events;
  }

  /** Where packets to receive into come from. */
  public BufferPool pool() {
    return pool;
  }

  /** Interfaces in order of index; the first is the loopback. */
  public List<Interface> interfaces() {
    return List.copyOf(interfaces);
  }

  /** Our addresses, those of the loopback last. */
  public List<IpAddress> localAddresses() {
    List<IpAddress> all = new ArrayList<>();
    for (Interface each : interfaces.reversed()) {
      each.addresses().forEach(assigned -> all.add(assigned.address()));
    }
    return all;
  }

  /** Every TCP socket, half-open and TIME-WAIT entry at this moment. */
  public List<TcpInfo> sockets(long now) {
    return tcp.list(now);
  }

  /** Timers that are set, cancelled ones included that were not met yet. */
  public int timers() {
    return wheel.size();
  }

  /** The latest defect that cost a packet, for a bug report; null when there was none. */
  public RuntimeException lastDefect() {
    return lastDefect != null ? lastDefect : tcp.lastDefect();
  }

  /** Time of the latest call, in ns. */
  long now() {
    return now;
  }

  boolean isBroadcast(int v4) {
    return interfaces.stream().anyMatch(each -> each.isBroadcast(v4));
  }

  boolean isLocal(IpAddress address) {
    return isLocal(address.high(), address.low());
  }

  boolean isLocal(long high, long low) {
    for (int i = 0; i < interfaces.size(); i++) {
      if (interfaces.get(i).has(high, low)) {
        return true;
      }
    }
    return false;
  }
}
