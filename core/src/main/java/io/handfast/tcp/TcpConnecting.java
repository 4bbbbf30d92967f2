package io.handfast.tcp;

import io.handfast.event.Errno;
import io.handfast.wire.IpAddress;
import io.handfast.wire.SourceRoute;
import java.lang.foreign.MemorySegment;

/** How a {@link TcpSocket} connects, with data in the SYN where Fast Open lets it (RFC 7413). */
abstract class TcpConnecting extends TcpSocketState {
  TcpConnecting(Tcp tcp, SocketOptions options, boolean ownsOptions) {
    super(tcp, options, ownsOptions);
  }

  abstract TcpSocket self();

  /**
   * Begins to connect.
   *
   * @return -EINPROGRESS when the SYN is on its way; 0 when it waits for the first write
   *     (TCP_FASTOPEN_CONNECT); -EISCONN, -EALREADY, -EINVAL, -ENETUNREACH, -EADDRNOTAVAIL (no free
   *     port to this destination) or -EADDRINUSE otherwise
   */
  public int connect(IpAddress remote, int port, long now) {
    if (connection != null) {
      return isOpening() ? Errno.EALREADY.result() : Errno.EISCONN.result();
    }
    int result = begin(remote, port, now);
    return result < 0 ? result : start(now);
  }

  private boolean isOpening() {
    boolean early = connection.state == State.SYN_SENT || connection.state == State.SYN_RECEIVED;
    return early && !isDeferred() && !connection.isFastOpenServer();
  }

  /** A connection to send the first SYN of; 0, or why there is none. */
  private int begin(IpAddress remote, int port, long now) {
    if (closed || listener != null || port < 1 || port > 65_535) {
      return Errno.EINVAL.result();
    }
    IpAddress target = remote.isAny() ? loopback(remote) : remote;
    SourceRoute route = target.isV4() ? options.sourceRoute : null;
    IpAddress hop = route == null ? target : route.first();
    IpAddress source = boundAddress.isAny() ? tcp.network.sourceFor(hop) : boundAddress;
    if (source == null || isMany(target) || source.isV4() != target.isV4()) {
      return Errno.ENETUNREACH.result();
    }
    return open(source, target, port, now);
  }

  /** A connection has one other end (RFC 9293 MUST-46). */
  private boolean isMany(IpAddress target) {
    return target.isMulticast() || tcp.network.isBroadcast(target);
  }

  private static IpAddress loopback(IpAddress any) {
    return any.isV4() ? IpAddress.LOOPBACK_V4 : IpAddress.LOOPBACK_V6;
  }

  private int open(IpAddress source, IpAddress remote, int port, long now) {
    FlowKey flow = new FlowKey().set(source, boundPort, remote, port);
    boolean free = bound ? Binding.isUnused(tcp, flow, now) : Binding.choosePort(tcp, flow, now);
    if (!free) {
      refusal = Exhaustion.explain(tcp, flow, bound, now);
      return Errno.EADDRNOTAVAIL.result();
    }
    connection = new Connection(tcp, flow, options, now);
    connection.socket = self();
    tcp.attach(connection);
    return 0;
  }

  private int start(long now) {
    if (!options.fastOpenConnect) {
      Handshake.open(connection, now);
    } else if (FastOpenClient.mayCarryData(connection, now)) {
      FastOpenClient.defer(connection, now);
      return 0;
    } else {
      FastOpenClient.open(connection, now);
    }
    return Errno.EINPROGRESS.result();
  }

  /** 0 when connected, -EINPROGRESS while not yet, else why it failed (the error is consumed). */
  public int finishConnect() {
    if (connection == null) {
      return Errno.ENOTCONN.result();
    }
    if (connection.error != null) {
      return takeError().result();
    }
    return switch (connection.state) {
      case SYN_SENT, SYN_RECEIVED -> isOpening() ? Errno.EINPROGRESS.result() : 0;
      case CLOSED -> Errno.ECONNABORTED.result();
      default -> 0;
    };
  }

  // ---- with data ----

  /**
   * Connects and sends in one (sendto with MSG_FASTOPEN): the SYN carries as much of the data as
   * fits when the server's cookie is known, and asks for a cookie when it is not. On a connection
   * that is open it only sends.
   *
   * @param flags {@link SendFlags}
   * @return bytes taken; -EINPROGRESS when the SYN went without data; -EOPNOTSUPP where {@code
   *     tcp_fastopen} forbids it; -EALREADY while connecting; what {@link #connect} returns
   */
  public int fastOpen(
      IpAddress remote,
      int port,
      MemorySegment source,
      long offset,
      int length,
      int flags,
      long now) {
    if (!FastOpenContext.has(tcp.config(), FastOpenContext.CLIENT)) {
      return Errno.EOPNOTSUPP.result();
    }
    if (connection != null) {
      return connection.error == null && isOpening()
          ? Errno.EALREADY.result()
          : self().send(source, offset, length, flags, now);
    }
    int result = begin(remote, port, now);
    return result < 0 ? result : openDeferred(source, offset, length, flags, now);
  }

  /** Connecting has returned although no SYN has gone. */
  boolean isDeferred() {
    return connection.fastOpen != null
        && connection.fastOpen.deferred
        && connection.state == State.SYN_SENT;
  }

  /** Sends the SYN with data; bytes taken, or -EINPROGRESS for none. */
  int openDeferred(MemorySegment source, long offset, int length, int flags, long now) {
    int taken = FastOpenClient.open(connection, source, offset, length, flags, now);
    return taken > 0 ? taken : Errno.EINPROGRESS.result();
  }
}
