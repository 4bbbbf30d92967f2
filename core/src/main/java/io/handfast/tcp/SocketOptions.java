package io.handfast.tcp;

import io.handfast.wire.SourceRoute;

/** Options of one socket, with Linux's meanings; inherited by accepted connections. */
final class SocketOptions implements Cloneable {
  /** Not set: the stack's tunable decides. */
  static final int UNSET = -1;

  boolean noDelay;
  boolean cork;
  boolean keepAlive;
  boolean reuseAddress;
  boolean reusePort;
  boolean quickAck = true;
  int lingerSeconds = UNSET;
  int receiveBuffer = UNSET;
  int sendBuffer = UNSET;
  int keepIdleSeconds = UNSET;
  int keepIntervalSeconds = UNSET;
  int keepCount = UNSET;
  int synCount = UNSET;
  int userTimeoutMillis;
  int trafficClass;

  /** IP_TTL or IPV6_UNICAST_HOPS; 0 leaves it to the stack's tunable. */
  int timeToLive;

  /** The gateways to go through, or null. */
  SourceRoute sourceRoute;

  /** TCP_CONGESTION; null leaves it to the stack's tunable. */
  String congestion;

  /** SO_MAX_PACING_RATE, bytes per second. */
  long maxPacingRate = Pacer.UNLIMITED;

  /** TCP_MAXSEG; 0 for none. */
  int maxSegment;

  /** TCP_NOTSENT_LOWAT; 0 leaves it to the stack's tunable. */
  long notSentLowat;

  PathMtuDiscovery pathMtuDiscovery = PathMtuDiscovery.WANT;

  /** TCP_DEFER_ACCEPT as Linux keeps it: SYN-ACK timeouts to wait for data; 0 for off. */
  int deferAcceptRetries;

  /** TCP_FASTOPEN of a listener: connections that may wait for their handshake; 0 for none. */
  int fastOpenQueue;

  /** TCP_FASTOPEN_CONNECT: connecting waits for the first write. */
  boolean fastOpenConnect;

  /** TCP_FASTOPEN_NO_COOKIE. */
  boolean fastOpenNoCookie;

  /** TCP_FASTOPEN_KEY; null leaves it to the stack. */
  FastOpenKeys fastOpenKeys;

  SocketOptions copy() {
    try {
      return (SocketOptions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** A segment size as TCP_MAXSEG limits it. */
  int capped(int mss) {
    return maxSegment == 0 ? mss : Math.min(mss, maxSegment);
  }

  static int orElse(int value, int otherwise) {
    return value == UNSET ? otherwise : value;
  }
}
