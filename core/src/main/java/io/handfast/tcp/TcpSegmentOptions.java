package io.handfast.tcp;

import io.handfast.event.Errno;

/** The options of a {@link TcpSocket} that say what its segments look like and when they go. */
abstract class TcpSegmentOptions extends TcpSocketOptions {
  private static final int MIN_MAX_SEGMENT = 88;
  private static final int MAX_MAX_SEGMENT = 32_767;
  private static final long UNLIMITED = 0xffff_ffffL;

  TcpSegmentOptions(Tcp tcp, SocketOptions options, boolean ownsOptions) {
    super(tcp, options, ownsOptions);
  }

  /** TCP_CORK: only full segments go; what is left goes when the option is taken back. */
  public void cork(boolean on) {
    change().cork = on;
    if (!on) {
      push();
    }
  }

  /** TCP_CORK. */
  public boolean cork() {
    return options.cork;
  }

  /** TCP_NODELAY: no Nagle. Setting it also sends what a cork or MSG_MORE holds back. */
  public void noDelay(boolean on) {
    change().noDelay = on;
    if (on && connection != null && connection.sender != null) {
      connection.sender.pushOnce();
    }
  }

  /** TCP_NODELAY. */
  public boolean noDelay() {
    return options.noDelay;
  }

  private void push() {
    if (connection != null && connection.sender != null) {
      connection.sender.moreFollows(false);
    }
  }

  /**
   * TCP_MAXSEG: the largest segment in both directions, to be set before connecting or listening.
   *
   * @param bytes 88 to 32,767, or 0 for no limit of our own
   * @return 0 or -EINVAL
   */
  public int maxSegment(int bytes) {
    if (bytes != 0 && (bytes < MIN_MAX_SEGMENT || bytes > MAX_MAX_SEGMENT)) {
      return Errno.EINVAL.result();
    }
    change().maxSegment = bytes;
    return 0;
  }

  /** TCP_MAXSEG: what was asked for until there is a connection, then what a segment holds now. */
  public int maxSegment() {
    if (connection != null) {
      return connection.sndMss();
    }
    return options.maxSegment == 0 ? Handshake.DEFAULT_MSS : options.maxSegment;
  }

  /**
   * TCP_NOTSENT_LOWAT: the socket is writable only while less than this waits to be sent for the
   * first time (and wakes a waiter at half of it).
   *
   * @param bytes 0 leaves it to {@code tcp_notsent_lowat}; 4,294,967,295 is no limit
   */
  public void notSentLowat(long bytes) {
    change().notSentLowat = Math.clamp(bytes, 0, UNLIMITED);
  }

  /** TCP_NOTSENT_LOWAT in bytes, 0 when not set. */
  public long notSentLowat() {
    return options.notSentLowat;
  }

  /** IP_MTU_DISCOVER: whether packets may not be fragmented, and ICMP may lower the path MTU. */
  public void pathMtuDiscovery(PathMtuDiscovery how) {
    change().pathMtuDiscovery = how;
  }

  /** IP_MTU_DISCOVER. */
  public PathMtuDiscovery pathMtuDiscovery() {
    return options.pathMtuDiscovery;
  }
}
