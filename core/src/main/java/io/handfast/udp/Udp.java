package io.handfast.udp;

import io.handfast.buffer.BufferPool;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import io.handfast.event.Errno;
import io.handfast.secret.KeyedHash;
import io.handfast.wire.IpAddress;
import io.handfast.wire.UdpView;
import java.util.ArrayDeque;

/** UDP of one stack (RFC 768): finds the socket that a datagram is for. */
public final class Udp {
  private static final int BUCKETS = 256;
  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int LAST_EPHEMERAL = 60_999;

  final UdpNetwork network;
  final Counters counters;
  final BufferPool pool;
  private final KeyedHash secret;
  private final UdpSocket[] buckets = new UdpSocket[BUCKETS];
  private final ArrayDeque<UdpSocket> ready = new ArrayDeque<>();
  private int counter;

  /** Takes flows to addresses that are not ours; null when nobody does. */
  private UdpForwarder forwarder;

  /** UDP over a network. */
  public Udp(UdpNetwork network, Counters counters, BufferPool pool, KeyedHash secret) {
    this.network = network;
    this.counters = counters;
    this.pool = pool;
    this.secret = secret.derive("udp ports");
  }

  /** A new socket, not bound. */
  public UdpSocket socket() {
    return new UdpSocket(this);
  }

  /** Hands flows to addresses that are not ours to a handler, in place of the one before. */
  public UdpForwarder forward(UdpForwarder.Handler handler, int flowsMax, int perSource) {
    forwarder = new UdpForwarder(this, secret, handler, flowsMax, perSource);
    return forwarder;
  }

  /**
   * A datagram for one of our addresses, its header and checksum checked.
   *
   * @return false when nobody listens on the port
   */
  public boolean receive(IpAddress local, IpAddress remote, UdpView datagram, long now) {
    if (local.isMulticast()) {
      return receiveForGroup(local, remote, datagram);
    }
    if (forwarder != null && !network.isLocal(local)) {
      forwarder.receive(local, remote, datagram, now);
      return true;
    }
    UdpSocket socket = find(local, datagram.destinationPort(), remote, datagram.sourcePort());
    if (socket == null) {
      counters.add(Counter.UDP_NO_PORTS);
      return false;
    }
    socket.deliver(remote, datagram);
    return true;
  }

  /** A datagram to a group goes to every member. */
  private boolean receiveForGroup(IpAddress group, IpAddress remote, UdpView datagram) {
    int port = datagram.destinationPort();
    boolean taken = false;
    for (UdpSocket each = buckets[port % BUCKETS]; each != null; each = each.nextBound) {
      if (each.localPort() == port && each.takesFromGroup(group, remote, datagram.sourcePort())) {
        each.deliver(remote, datagram);
        taken = true;
      }
    }
    if (!taken) {
      counters.add(Counter.UDP_IGNORED_MULTI);
    }
    return taken;
  }

  /** True when a socket here is a member of the group. */
  public boolean hasMember(IpAddress group) {
    for (UdpSocket first : buckets) {
      for (UdpSocket each = first; each != null; each = each.nextBound) {
        if (each.isMember(group)) {
          return true;
        }
      }
    }
    return false;
  }

  /** An ICMP error about a datagram of ours; only a connected socket hears of it. */
  public void onIcmpError(
      IpAddress local, int localPort, IpAddress remote, int remotePort, Errno error) {
    UdpSocket forwarded =
        forwarder == null ? null : forwarder.find(local, localPort, remote, remotePort);
    UdpSocket socket = forwarded != null ? forwarded : find(local, localPort, remote, remotePort);
    if (socket != null && socket.isConnectedTo(remote, remotePort)) {
      socket.fail(error);
    }
  }

  /** The socket that matches best: connected before bound, exact address before any. */
  private UdpSocket find(IpAddress local, int port, IpAddress remote, int remotePort) {
    UdpSocket best = null;
    int bestScore = 0;
    for (UdpSocket each = buckets[port % BUCKETS]; each != null; each = each.nextBound) {
      int score = each.localPort() == port ? each.score(local, remote, remotePort) : 0;
      if (score > bestScore) {
        best = each;
        bestScore = score;
      }
    }
    return best;
  }

  /** True when {@code who}, null for nobody in particular, may bind there. */
  boolean isFree(IpAddress address, int port, UdpSocket who) {
    for (UdpSocket each = buckets[port % BUCKETS]; each != null; each = each.nextBound) {
      boolean overlap =
          each.localAddress().equals(address) || address.isAny() || each.localAddress().isAny();
      if (each.localPort() == port && overlap && !share(who, each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean share(UdpSocket one, UdpSocket other) {
    return one != null
        && (one.reuseAddress() && other.reuseAddress() || one.reusePort() && other.reusePort());
  }

  int choosePort(IpAddress address) {
    int range = LAST_EPHEMERAL - FIRST_EPHEMERAL + 1;
    for (int i = 0; i < range; i++) {
      long hash = secret.hash(address.high(), address.low(), counter++, 0, 0);
      int port = FIRST_EPHEMERAL + (int) Long.remainderUnsigned(hash, range);
      if (isFree(address, port, null)) {
        return port;
      }
    }
    return -1;
  }

  void add(UdpSocket socket) {
    int bucket = socket.localPort() % BUCKETS;
    socket.nextBound = buckets[bucket];
    buckets[bucket] = socket;
  }

  void remove(UdpSocket socket) {
    if (socket.isForwarded()) {
      forwarder.remove(socket);
      return;
    }
    int bucket = socket.localPort() % BUCKETS;
    UdpSocket before = null;
    for (UdpSocket each = buckets[bucket]; each != null; before = each, each = each.nextBound) {
      if (each == socket) {
        if (before == null) {
          buckets[bucket] = each.nextBound;
        } else {
          before.nextBound = each.nextBound;
        }
        return;
      }
    }
  }

  void ready(UdpSocket socket) {
    ready.add(socket);
  }

  /** Ends a batch: tells the applications. */
  public void flush() {
    for (UdpSocket socket = ready.poll(); socket != null; socket = ready.poll()) {
      socket.notifyObserver();
    }
  }

  /** True when {@link #flush} has something to do. */
  public boolean hasWork() {
    return !ready.isEmpty();
  }
}
