package io.handfast.tcp;

import io.handfast.event.Errno;
import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.wire.SourceRoute;
import java.util.Optional;

/** The options of a {@link TcpSocket}, with Linux's names, units and meanings. */
abstract class TcpSocketOptions {
  private static final int MAX_KEEP_SECONDS = 32_767;
  private static final int MAX_COUNT = 127;

  final Tcp tcp;
  SocketOptions options;
  private boolean ownsOptions;

  /** The connection behind the socket; null for a listener and before connecting. */
  Connection connection;

  TcpSocketOptions(Tcp tcp, SocketOptions options, boolean ownsOptions) {
    this.tcp = tcp;
    this.options = options;
    this.ownsOptions = ownsOptions;
  }

  SocketOptions options() {
    return options;
  }

  /**
   * Hands the options to an accepted connection: whichever side changes them first takes a copy.
   */
  SocketOptions shareOptions() {
    ownsOptions = false;
    return options;
  }

  /** Options may be shared with the listener this socket came from; a change needs a copy. */
  SocketOptions change() {
    if (!ownsOptions) {
      options = options.copy();
      ownsOptions = true;
    }
    if (connection != null) {
      connection.options = options;
      tcp.ready(connection);
    }
    return options;
  }

  /** SO_KEEPALIVE. */
  public void keepAlive(boolean on) {
    change().keepAlive = on;
    restartKeepalive();
  }

  private void restartKeepalive() {
    if (connection != null && connection.state.isSynchronized()) {
      Keepalive.start(connection, connection.lastReceivedAt);
    }
  }

  /** SO_KEEPALIVE. */
  public boolean keepAlive() {
    return options.keepAlive;
  }

  /** SO_REUSEADDR. */
  public void reuseAddress(boolean on) {
    change().reuseAddress = on;
  }

  /** SO_REUSEADDR. */
  public boolean reuseAddress() {
    return options.reuseAddress;
  }

  /** SO_REUSEPORT. */
  public void reusePort(boolean on) {
    change().reusePort = on;
  }

  /** SO_REUSEPORT. */
  public boolean reusePort() {
    return options.reusePort;
  }

  /** SO_LINGER in seconds; below 0 is off, 0 makes close a reset. */
  public void linger(int seconds) {
    change().lingerSeconds = Math.max(SocketOptions.UNSET, seconds);
  }

  /** SO_LINGER in seconds, -1 when off. */
  public int linger() {
    return options.lingerSeconds;
  }

  /** SO_RCVBUF in bytes, capped by {@code rmem_max}; ends auto-tuning. */
  public void receiveBuffer(int bytes) {
    int max = tcp.config().getInt(Tunable.RMEM_MAX);
    change().receiveBuffer = Math.clamp(bytes, 2_304, max);
    if (connection != null && connection.receiver != null) {
      connection.receiver.resize();
    }
  }

  /** SO_RCVBUF in bytes. */
  public int receiveBuffer() {
    int standard = tcp.config().getInt(Tunable.TCP_RMEM_DEFAULT);
    return SocketOptions.orElse(options.receiveBuffer, standard);
  }

  /**
   * SO_SNDBUF in bytes, capped by {@code wmem_max}; ends auto-tuning. Twice as many bytes may be
   * queued, as on Linux.
   */
  public void sendBuffer(int bytes) {
    int max = tcp.config().getInt(Tunable.WMEM_MAX);
    change().sendBuffer = Math.clamp(bytes, 4_608, max);
  }

  /** SO_SNDBUF in bytes. */
  public int sendBuffer() {
    int standard = 4 * tcp.config().getInt(Tunable.TCP_WMEM_DEFAULT);
    return SocketOptions.orElse(options.sendBuffer, standard);
  }

  /** TCP_KEEPIDLE in seconds, kept within 1 to 32,767. */
  public void keepIdle(int seconds) {
    change().keepIdleSeconds = Math.clamp(seconds, 1, MAX_KEEP_SECONDS);
    restartKeepalive();
  }

  /** TCP_KEEPIDLE in seconds. */
  public int keepIdle() {
    int standard = tcp.config().getInt(Tunable.TCP_KEEPALIVE_TIME);
    return SocketOptions.orElse(options.keepIdleSeconds, standard);
  }

  /** TCP_KEEPINTVL in seconds, kept within 1 to 32,767. */
  public void keepInterval(int seconds) {
    change().keepIntervalSeconds = Math.clamp(seconds, 1, MAX_KEEP_SECONDS);
  }

  /** TCP_KEEPINTVL in seconds. */
  public int keepInterval() {
    int standard = tcp.config().getInt(Tunable.TCP_KEEPALIVE_INTVL);
    return SocketOptions.orElse(options.keepIntervalSeconds, standard);
  }

  /** TCP_KEEPCNT, kept within 1 to 127. */
  public void keepCount(int probes) {
    change().keepCount = Math.clamp(probes, 1, MAX_COUNT);
  }

  /** TCP_KEEPCNT. */
  public int keepCount() {
    int standard = tcp.config().getInt(Tunable.TCP_KEEPALIVE_PROBES);
    return SocketOptions.orElse(options.keepCount, standard);
  }

  /**
   * TCP_SYNCNT: SYNs sent again before connecting fails, kept within 1 to 127, not counting those
   * at a constant interval ({@code tcp_syn_linear_timeouts}).
   */
  public void synCount(int count) {
    change().synCount = Math.clamp(count, 1, MAX_COUNT);
  }

  /** TCP_SYNCNT. */
  public int synCount() {
    int standard = tcp.config().getInt(Tunable.TCP_SYN_RETRIES);
    return SocketOptions.orElse(options.synCount, standard);
  }

  /** TCP_USER_TIMEOUT in ms; 0 and less is off. */
  public void userTimeout(int millis) {
    change().userTimeoutMillis = Math.max(0, millis);
  }

  /** TCP_USER_TIMEOUT in ms. */
  public int userTimeout() {
    return options.userTimeoutMillis;
  }

  /**
   * TCP_DEFER_ACCEPT of a listener, in seconds: a connection is not accepted before data comes or
   * this time is over, rounded up to a sum of SYN-ACK timeouts; 0 and less is off.
   */
  public void deferAccept(int seconds) {
    change().deferAcceptRetries = RttEstimator.timeoutsIn(tcp.config(), seconds);
  }

  /** TCP_DEFER_ACCEPT in seconds, as it was rounded. */
  public int deferAccept() {
    return RttEstimator.secondsOf(tcp.config(), options.deferAcceptRetries);
  }

  /** TCP_QUICKACK: acknowledge at once while a connection is young. */
  public void quickAck(boolean on) {
    change().quickAck = on;
  }

  /** TCP_QUICKACK. */
  public boolean quickAck() {
    return options.quickAck;
  }

  /**
   * TCP_CONGESTION: the congestion control by its name; an open connection keeps its window.
   *
   * @return 0, or -ENOENT when the stack has none of this name
   */
  public int congestion(String name) {
    Optional<CongestionControl> chosen = tcp.congestionControls().create(name);
    if (chosen.isEmpty()) {
      return Errno.ENOENT.result();
    }
    change().congestion = name;
    if (connection != null) {
      connection.congestion(chosen.get());
    }
    return 0;
  }

  /** TCP_CONGESTION. */
  public String congestion() {
    return tcp.congestionName(options);
  }

  /**
   * SO_MAX_PACING_RATE: what is sent is paced, at this rate at most.
   *
   * @param bytesPerSecond {@link Long#MAX_VALUE} for no bound; less than 1 counts as 1
   */
  public void maxPacingRate(long bytesPerSecond) {
    change().maxPacingRate = Math.max(1, bytesPerSecond);
  }

  /** SO_MAX_PACING_RATE in bytes per second, {@link Long#MAX_VALUE} when there is no bound. */
  public long maxPacingRate() {
    return options.maxPacingRate;
  }

  /** IP_TOS or IPV6_TCLASS, 0 to 255. */
  public void trafficClass(int value) {
    change().trafficClass = value & 0xff & ~Ecn.FIELD;
  }

  /** IP_TTL or IPV6_UNICAST_HOPS, kept within 1 to 255. */
  public void timeToLive(int hops) {
    change().timeToLive = Math.clamp(hops, 1, 255);
  }

  /** IP_TTL or IPV6_UNICAST_HOPS; {@code ip_default_ttl} when it was not set. */
  public int timeToLive() {
    int standard = tcp.config().getInt(Tunable.IP_DEFAULT_TTL);
    return options.timeToLive == 0 ? standard : options.timeToLive;
  }

  /**
   * The IPv4 gateways that segments go through (RFC 9293 section 3.9.2.1), before any that the
   * peer's packets name. Routers on today's Internet drop such packets (RFC 7126).
   *
   * @param route null for none
   */
  public void sourceRoute(SourceRoute route) {
    change().sourceRoute = route;
  }

  /** The IPv4 gateways that the application named. */
  public Optional<SourceRoute> sourceRoute() {
    return Optional.ofNullable(options.sourceRoute);
  }

  /** IP_TOS or IPV6_TCLASS. */
  public int trafficClass() {
    return options.trafficClass;
  }
}
