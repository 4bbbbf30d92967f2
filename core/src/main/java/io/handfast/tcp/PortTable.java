package io.handfast.tcp;

import io.handfast.secret.KeyedHash;
import io.handfast.wire.IpAddress;
import java.util.function.Consumer;

/**
 * Which local ports are taken, by Linux's rules for bind, and the choice of ephemeral ports (RFC
 * 6056, algorithm 3: a keyed hash of the destination plus a counter).
 */
final class PortTable {
  private static final int BUCKETS = 256;

  private final TcpSocket[] buckets = new TcpSocket[BUCKETS];
  private final KeyedHash secret;
  private int counter;

  PortTable(KeyedHash secret) {
    this.secret = secret.derive("ports");
  }

  /** What a bind asks for. */
  record Claim(IpAddress address, int port, boolean reuseAddress, boolean reusePort) {
    /** Whether another holder of a port forbids this claim. */
    boolean collidesWith(IpAddress other, int otherPort, boolean otherReuse, boolean listening) {
      return port == otherPort
          && overlaps(address, other)
          && !(reuseAddress && otherReuse && !listening);
    }

    private static boolean overlaps(IpAddress a, IpAddress b) {
      if (a.equals(b) || a.equals(IpAddress.ANY) || b.equals(IpAddress.ANY)) {
        return true;
      }
      return a.equals(IpAddress.ANY_V4) && b.isV4() || b.equals(IpAddress.ANY_V4) && a.isV4();
    }
  }

  /** True when no bound socket forbids the claim. */
  boolean isFree(Claim claim) {
    for (TcpSocket each = buckets[claim.port % BUCKETS]; each != null; each = each.nextBound) {
      boolean bothShare = claim.reusePort && each.options().reusePort;
      boolean reuse = each.options().reuseAddress;
      if (!bothShare
          && claim.collidesWith(each.localAddress(), each.localPort(), reuse, each.isListening())) {
        return false;
      }
    }
    return true;
  }

  void add(TcpSocket socket) {
    int bucket = socket.localPort() % BUCKETS;
    socket.nextBound = buckets[bucket];
    buckets[bucket] = socket;
  }

  void remove(TcpSocket socket) {
    int bucket = socket.localPort() % BUCKETS;
    TcpSocket before = null;
    for (TcpSocket each = buckets[bucket]; each != null; before = each, each = each.nextBound) {
      if (each == socket) {
        if (before == null) {
          buckets[bucket] = each.nextBound;
        } else {
          before.nextBound = each.nextBound;
        }
        socket.nextBound = null;
        return;
      }
    }
  }

  /**
   * The listener for a local address and port, the one bound to the very address first. Of a group
   * (SO_REUSEPORT) each flow has its own member, by a keyed hash.
   */
  Listener listener(FlowKey flow) {
    Listener best = null;
    boolean exact = false;
    int members = 0;
    for (TcpSocket each = bucket(flow); each != null; each = each.nextBound) {
      boolean very = isBoundTo(each, flow);
      if (very && !exact) {
        exact = true;
        members = 0;
      }
      if (very || !exact && takesAll(each, flow)) {
        best = each.listener();
        members++;
      }
    }
    return members > 1 ? member(flow, exact, members) : best;
  }

  private Listener member(FlowKey flow, boolean exact, int members) {
    int chosen = (int) Long.remainderUnsigned(flow.hash(secret), members);
    Listener found = null;
    for (TcpSocket each = bucket(flow); each != null; each = each.nextBound) {
      if (exact ? isBoundTo(each, flow) : takesAll(each, flow)) {
        if (each.listener().synQueue.find(flow) != RecordTable.NONE) {
          return each.listener(); // the group has changed since its SYN came
        }
        found = chosen-- == 0 ? each.listener() : found;
      }
    }
    return found;
  }

  private TcpSocket bucket(FlowKey flow) {
    return buckets[flow.localPort() % BUCKETS];
  }

  private static boolean isBoundTo(TcpSocket socket, FlowKey flow) {
    IpAddress bound = socket.localAddress();
    return listensOn(socket, flow)
        && bound.high() == flow.localHigh
        && bound.low() == flow.localLow;
  }

  private static boolean takesAll(TcpSocket socket, FlowKey flow) {
    IpAddress bound = socket.localAddress();
    return listensOn(socket, flow)
        && (bound.equals(IpAddress.ANY) || bound.isAny() && bound.isV4() && flow.isV4());
  }

  private static boolean listensOn(TcpSocket socket, FlowKey flow) {
    return socket.localPort() == flow.localPort() && socket.isListening();
  }

  /** Sockets that hold a port without listening on it. */
  int boundWithoutListening() {
    int count = 0;
    for (TcpSocket bucket : buckets) {
      for (TcpSocket each = bucket; each != null; each = each.nextBound) {
        count += each.isListening() ? 0 : 1;
      }
    }
    return count;
  }

  void forEachListener(Consumer<Listener> action) {
    for (TcpSocket bucket : buckets) {
      for (TcpSocket each = bucket; each != null; each = each.nextBound) {
        if (each.isListening()) {
          action.accept(each.listener());
        }
      }
    }
  }

  /** Asks whether a port will do. */
  interface PortTest {
    boolean suits(int port);
  }

  /** A port of the ephemeral range that passes the test, or -1 when all are taken. */
  int choose(TcpConfig config, IpAddress local, IpAddress remote, int remotePort, PortTest test) {
    int first = config.getInt(Tunable.IP_LOCAL_PORT_FIRST);
    int range = Math.max(1, config.getInt(Tunable.IP_LOCAL_PORT_LAST) - first + 1);
    long offset =
        secret.hash(local.high() ^ local.low(), remote.high(), remote.low(), remotePort, 0);
    for (int i = 0; i < range; i++) {
      int port = first + (int) Long.remainderUnsigned(offset + counter++, range);
      if (test.suits(port)) {
        return port;
      }
    }
    return -1;
  }
}
