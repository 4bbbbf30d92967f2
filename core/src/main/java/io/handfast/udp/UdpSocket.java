package io.handfast.udp;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.event.SocketObserver;
import io.handfast.wire.IpAddress;
import io.handfast.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One UDP socket. No call blocks; each returns zero or a count when it worked and {@code -errno}
 * when it did not. To be touched under the domain lock of its stack only.
 */
public final class UdpSocket extends UdpSocketOptions {
  private record Datagram(Packet packet, IpAddress from, int port) {}

  private final Udp udp;
  private final ArrayDeque<Datagram> queue = new ArrayDeque<>();
  private IpAddress local = IpAddress.ANY;
  private int localPort;
  private IpAddress remote = IpAddress.ANY;
  private int remotePort;
  private boolean bound;
  private boolean closed;
  private boolean forwarded;
  private final Memberships memberships = new Memberships();
  private int queuedBytes;
  private boolean announced;
  private Errno error;
  private IpAddress lastSender = IpAddress.ANY;
  private int lastSenderPort;
  private SocketObserver observer = SocketObserver.NONE;

  /** Chain of the port table. */
  UdpSocket nextBound;

  UdpSocket(Udp udp) {
    this.udp = udp;
  }

  /** One of a forwarded flow: at an address that is not ours, with the only peer it has. */
  UdpSocket(Udp udp, IpAddress local, int localPort, IpAddress remote, int remotePort) {
    this(udp);
    this.local = local;
    this.localPort = localPort;
    this.remote = remote;
    this.remotePort = remotePort;
    this.bound = true;
    this.forwarded = true;
  }

  boolean isForwarded() {
    return forwarded;
  }

  /**
   * Binds to a local address and port, 0 for an ephemeral one. 0, -EINVAL, -EADDRINUSE or
   * -EADDRNOTAVAIL.
   */
  public int bind(IpAddress address, int port, long now) {
    if (bound || closed) {
      return Errno.EINVAL.result();
    }
    if (!address.isAny() && !address.isMulticast() && !udp.network.isLocal(address)) {
      return Errno.EADDRNOTAVAIL.result();
    }
    int chosen = port == 0 ? udp.choosePort(address) : port;
    if (chosen < 0 || port != 0 && !udp.isFree(address, port, this)) {
      return Errno.EADDRINUSE.result();
    }
    local = address;
    localPort = chosen;
    bound = true;
    udp.add(this);
    return 0;
  }

  /** Fixes the peer: only its datagrams are received. 0 or -ENETUNREACH. */
  public int connect(IpAddress address, int port, long now) {
    IpAddress source = local.isAny() ? udp.network.sourceFor(address) : local;
    if (source == null) {
      return Errno.ENETUNREACH.result();
    }
    if (!bound) {
      int result = bind(IpAddress.ANY, 0, now);
      if (result < 0) {
        return result;
      }
    }
    local = local.isAny() ? source : local;
    remote = address;
    remotePort = port;
    return 0;
  }

  /** Forgets the peer. */
  public int disconnect() {
    remote = IpAddress.ANY;
    remotePort = 0;
    return 0;
  }

  /**
   * Sends the buffer's remaining bytes as one datagram.
   *
   * @param to destination, or null for the connected peer
   * @return bytes sent; -EDESTADDRREQ, -EMSGSIZE (beyond 65,507 bytes, 65,527 with IPv6, or one
   *     packet with {@link #dontFragment}), -ENETUNREACH, -EAGAIN
   */
  public int send(ByteBuffer source, IpAddress to, int port, long now) {
    IpAddress target = to == null ? remote : to;
    int targetPort = to == null ? remotePort : port;
    if (target.isAny() || targetPort == 0) {
      return Errno.EDESTADDRREQ.result();
    }
    if (error != null) {
      return takeError().result();
    }
    IpAddress from = local.isAny() || local.isMulticast() ? udp.network.sourceFor(target) : local;
    if (from == null) {
      return Errno.ENETUNREACH.result();
    }
    int length = source.remaining();
    if (length > payloadMax(target)) {
      return Errno.EMSGSIZE.result();
    }
    int result = bound ? 0 : bind(IpAddress.ANY, 0, now);
    return result < 0 ? result : transmit(source, from, target, targetPort, length);
  }

  private int payloadMax(IpAddress target) {
    return dontFragment() ? udp.network.maxWholePayload(target) : udp.network.maxPayload(target);
  }

  private int transmit(ByteBuffer source, IpAddress from, IpAddress to, int port, int length) {
    Packet copy = udp.pool.acquire(Math.max(1, length));
    MemorySegment.copy(MemorySegment.ofBuffer(source), 0, copy.memory(), 0, length);
    int limit = multicastTtl() == 0 ? UdpNetwork.NO_HOP : multicastTtl();
    int hops = to.isMulticast() ? limit : 0;
    udp.network.datagramService(trafficClass(), hops, multicastLoop());
    boolean sent = udp.network.sendUdp(from, localPort, to, port, copy.memory(), length);
    copy.release();
    if (!sent) {
      return Errno.ENOBUFS.result();
    }
    udp.counters.add(Counter.UDP_OUT_DATAGRAMS);
    source.position(source.limit());
    return length;
  }

  /**
   * Takes the oldest datagram; what does not fit the buffer is lost, as the calls of every system
   * have it. The sender is then in {@link #lastSender()}.
   *
   * @return bytes of it, possibly 0; -EAGAIN when none waits; a pending error
   */
  public int receive(ByteBuffer target, long now) {
    if (error != null) {
      return takeError().result();
    }
    Datagram datagram = queue.poll();
    if (datagram == null) {
      return Errno.EAGAIN.result();
    }
    Packet packet = datagram.packet;
    queuedBytes -= packet.capacity();
    int length = Math.min(packet.length, target.remaining());
    MemorySegment.copy(packet.memory(), 0, MemorySegment.ofBuffer(target), 0, length);
    target.position(target.position() + length);
    packet.release();
    lastSender = datagram.from;
    lastSenderPort = datagram.port;
    return length;
  }

  /** Sender of the datagram received last. */
  public IpAddress lastSender() {
    return lastSender;
  }

  /** Port of the sender of the datagram received last. */
  public int lastSenderPort() {
    return lastSenderPort;
  }

  // ---- from the network ----

  /** Whether a datagram to a group is for this socket. */
  boolean takesFromGroup(IpAddress group, IpAddress from, int fromPort) {
    boolean bound = local.isAny() || local.equals(group);
    boolean connected = !remote.isAny() && !isConnectedTo(from, fromPort);
    return bound && !connected && memberships.wants(group, from);
  }

  boolean isMember(IpAddress group) {
    return memberships.isMember(group);
  }

  /** 0 when a datagram is not for this socket; else the better the more it pins down. */
  int score(IpAddress to, IpAddress from, int fromPort) {
    boolean any = local.equals(IpAddress.ANY) || local.isAny() && to.isV4() == local.isV4();
    boolean toUs = any || local.equals(to);
    boolean connected = !remote.isAny();
    if (!toUs || connected && !isConnectedTo(from, fromPort)) {
      return 0;
    }
    return 1 + (connected ? 2 : 0) + (any ? 0 : 1);
  }

  boolean isConnectedTo(IpAddress address, int port) {
    return remotePort == port && remote.equals(address);
  }

  void deliver(IpAddress from, UdpView datagram) {
    int length = datagram.payloadLength();
    Packet copy = udp.pool.acquire(Math.max(1, length));
    if (queuedBytes + copy.capacity() > 2 * receiveBuffer()) {
      copy.release();
      udp.counters.add(Counter.UDP_RCVBUF_ERRORS);
      return;
    }
    MemorySegment.copy(datagram.memory(), datagram.payloadOffset(), copy.memory(), 0, length);
    copy.length = length;
    queuedBytes += copy.capacity();
    queue.add(new Datagram(copy, from, datagram.sourcePort()));
    udp.counters.add(Counter.UDP_IN_DATAGRAMS);
    announce();
  }

  void fail(Errno errno) {
    error = errno;
    announce();
  }

  private void announce() {
    if (!announced) {
      announced = true;
      udp.ready(this);
    }
  }

  void notifyObserver() {
    announced = false;
    try {
      observer.ready(readiness());
    } catch (RuntimeException defect) {
      udp.counters.add(Counter.STACK_SOCKET_OBSERVER_ERRORS);
    }
  }

  // ---- state ----

  /** What can be done now, see {@link Readiness}. */
  public int readiness() {
    return Readiness.WRITABLE
        | (queue.isEmpty() && error == null ? 0 : Readiness.READABLE)
        | (error == null ? 0 : Readiness.ERROR);
  }

  /** Sets who is told about readiness. */
  public void observer(SocketObserver newObserver) {
    observer = newObserver;
  }

  /** The error that waits, or null; it is cleared. */
  public Errno takeError() {
    Errno taken = error;
    error = null;
    return taken;
  }

  /** Gives the socket up; waiting datagrams are dropped. Always 0. */
  public int close(long now) {
    if (!closed) {
      closed = true;
      if (bound) {
        udp.remove(this);
      }
      queue.forEach(datagram -> datagram.packet.release());
      queue.clear();
    }
    return 0;
  }

  /** Local address, {@link IpAddress#ANY} when not bound to one. */
  public IpAddress localAddress() {
    return local;
  }

  /** Local port, 0 when not bound. */
  public int localPort() {
    return localPort;
  }

  /** The peer's address, {@link IpAddress#ANY} when not connected. */
  public IpAddress remoteAddress() {
    return remote;
  }

  /** The peer's port, 0 when not connected. */
  public int remotePort() {
    return remotePort;
  }

  // ---- multicast ----

  /**
   * Joins a multicast group, for what any source sends (IP_ADD_MEMBERSHIP). No report goes out: the
   * other end of a TUN routes by its own rules.
   *
   * @return 0, -EINVAL when it is no group, -EADDRINUSE when it is joined already
   */
  public int join(IpAddress group) {
    return memberships.join(group);
  }

  /** Joins a group for what one source sends (IP_ADD_SOURCE_MEMBERSHIP); as {@link #join}. */
  public int join(IpAddress group, IpAddress source) {
    return memberships.join(group, source);
  }

  /** Leaves a group. 0 or -EADDRNOTAVAIL. */
  public int leave(IpAddress group) {
    return memberships.leave(group);
  }

  /** Leaves a group for one source. 0 or -EADDRNOTAVAIL. */
  public int leave(IpAddress group, IpAddress source) {
    return memberships.leave(group, source);
  }

  /** Blocks or unblocks a source of a group that is joined for all. 0, -EINVAL, -EADDRNOTAVAIL. */
  public int block(IpAddress group, IpAddress source, boolean on) {
    return memberships.block(group, source, on);
  }
}
