package io.handfast.tcp;

import io.handfast.event.Errno;
import io.handfast.wire.Octets;
import java.util.Optional;

/** The options of a {@link TcpSocket} for Fast Open (RFC 7413), as Linux has them. */
abstract class TcpFastOpenOptions extends TcpSegmentOptions {
  TcpFastOpenOptions(Tcp tcp, SocketOptions options, boolean ownsOptions) {
    super(tcp, options, ownsOptions);
  }

  /**
   * TCP_FASTOPEN of a listener, or of a socket that will be one: connections that may be open, each
   * by the data of its SYN, before their handshakes are over. {@code tcp_fastopen} must allow it
   * too.
   *
   * @param limit capped by {@code somaxconn}; 0 is off
   * @return 0, or -EINVAL when it is negative or the socket is connected
   */
  public int fastOpen(int limit) {
    if (limit < 0 || connection != null) {
      return Errno.EINVAL.result();
    }
    change().fastOpenQueue = limit;
    return 0;
  }

  /** TCP_FASTOPEN. */
  public int fastOpen() {
    return options.fastOpenQueue;
  }

  /** Connections that Fast Open may hold open at once; 0 when it is off. */
  int fastOpenLimit() {
    return Math.min(options.fastOpenQueue, tcp.config().getInt(Tunable.SOMAXCONN));
  }

  /**
   * TCP_FASTOPEN_CONNECT: connecting to a server whose cookie is known returns at once, and the
   * first write sends the SYN with its data.
   *
   * @return 0, -EOPNOTSUPP where {@code tcp_fastopen} forbids it, -EINVAL on a connected socket
   */
  public int fastOpenConnect(boolean on) {
    if (!FastOpenContext.has(tcp.config(), FastOpenContext.CLIENT)) {
      return Errno.EOPNOTSUPP.result();
    }
    if (connection != null) {
      return Errno.EINVAL.result();
    }
    change().fastOpenConnect = on;
    return 0;
  }

  /** TCP_FASTOPEN_CONNECT. */
  public boolean fastOpenConnect() {
    return options.fastOpenConnect;
  }

  /**
   * TCP_FASTOPEN_NO_COOKIE: a client sends data without a cookie, a listener takes it without one.
   * Only for networks that nobody can send false addresses into.
   *
   * @return 0, or -EINVAL on a connected socket
   */
  public int fastOpenNoCookie(boolean on) {
    if (connection != null) {
      return Errno.EINVAL.result();
    }
    change().fastOpenNoCookie = on;
    return 0;
  }

  /** TCP_FASTOPEN_NO_COOKIE. */
  public boolean fastOpenNoCookie() {
    return options.fastOpenNoCookie;
  }

  /**
   * TCP_FASTOPEN_KEY: what this listener makes its cookies with, instead of {@code
   * tcp_fastopen_key}.
   *
   * @param bytes 16, or 32 with the key before in the second half
   * @return 0, or -EINVAL for another length
   */
  public int fastOpenKey(Octets bytes) {
    try {
      change().fastOpenKeys = FastOpenKeys.of(bytes);
      return 0;
    } catch (IllegalArgumentException e) {
      return Errno.EINVAL.result();
    }
  }

  /** TCP_FASTOPEN_KEY; empty when the stack's keys count. */
  public Optional<FastOpenKeys> fastOpenKeys() {
    return Optional.ofNullable(options.fastOpenKeys);
  }
}
