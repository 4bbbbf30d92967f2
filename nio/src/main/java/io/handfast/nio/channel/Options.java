package io.handfast.nio.channel;

import static java.net.StandardSocketOptions.IP_MULTICAST_IF;
import static java.net.StandardSocketOptions.IP_MULTICAST_LOOP;
import static java.net.StandardSocketOptions.IP_MULTICAST_TTL;
import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;

import io.handfast.tcp.TcpSocket;
import io.handfast.udp.UdpSocket;
import java.net.SocketOption;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The options of each kind of channel. Units and ranges are those of Linux. */
final class Options {
  /** Longest linger in seconds; more is cut to it, as in the JDK. */
  private static final int LINGER_MAX = 65_535;

  static final Predicate<Boolean> ANY = value -> true;
  private static final Predicate<Integer> ANY_INT = value -> true;
  private static final Predicate<Integer> SIZE = value -> value >= 0;
  static final Predicate<Integer> POSITIVE = value -> value > 0;
  private static final Predicate<Integer> BYTE = value -> value >= 0 && value <= 255;

  private static final HostOption<TcpSocket, Integer> RECEIVE_BUFFER =
      tcp(SO_RCVBUF, TcpSocket::receiveBuffer, TcpSocket::receiveBuffer, SIZE);
  private static final HostOption<TcpSocket, Boolean> REUSE_ADDRESS =
      tcp(SO_REUSEADDR, TcpSocket::reuseAddress, TcpSocket::reuseAddress, ANY);
  private static final HostOption<TcpSocket, Boolean> REUSE_PORT =
      tcp(SO_REUSEPORT, TcpSocket::reusePort, TcpSocket::reusePort, ANY);
  private static final HostOption<TcpSocket, Integer> TRAFFIC_CLASS =
      tcp(IP_TOS, TcpSocket::trafficClass, TcpSocket::trafficClass, BYTE);

  /** Of a SocketChannel. */
  static final Map<SocketOption<?>, HostOption<TcpSocket, ?>> STREAM =
      table(
          ExtendedOptions.tcp(),
          List.of(
              RECEIVE_BUFFER,
              tcp(SO_SNDBUF, TcpSocket::sendBuffer, TcpSocket::sendBuffer, SIZE),
              REUSE_ADDRESS,
              REUSE_PORT,
              tcp(SO_KEEPALIVE, TcpSocket::keepAlive, TcpSocket::keepAlive, ANY),
              tcp(SO_LINGER, Options::linger, TcpSocket::linger, ANY_INT),
              tcp(TCP_NODELAY, TcpSocket::noDelay, TcpSocket::noDelay, ANY),
              TRAFFIC_CLASS));

  /** Of a ServerSocketChannel. */
  static final Map<SocketOption<?>, HostOption<TcpSocket, ?>> LISTENER =
      table(ExtendedOptions.tcp(), List.of(RECEIVE_BUFFER, REUSE_ADDRESS, REUSE_PORT));

  /** Of a ServerSocket that is no channel's. */
  static final Map<SocketOption<?>, HostOption<TcpSocket, ?>> SERVER_SOCKET =
      HostOption.table(
          Stream.concat(LISTENER.values().stream(), Stream.of(TRAFFIC_CLASS)).toList());

  /** Of a DatagramChannel. */
  static final Map<SocketOption<?>, HostOption<UdpSocket, ?>> DATAGRAM =
      table(
          ExtendedOptions.udp(),
          List.of(
              udp(SO_RCVBUF, UdpSocket::receiveBuffer, UdpSocket::receiveBuffer, POSITIVE),
              udp(SO_SNDBUF, UdpSocket::sendBuffer, UdpSocket::sendBuffer, POSITIVE),
              udp(SO_REUSEADDR, UdpSocket::reuseAddress, UdpSocket::reuseAddress, ANY),
              udp(SO_REUSEPORT, UdpSocket::reusePort, UdpSocket::reusePort, ANY),
              udp(SO_BROADCAST, UdpSocket::broadcast, UdpSocket::broadcast, ANY),
              udp(IP_TOS, UdpSocket::trafficClass, UdpSocket::trafficClass, BYTE),
              udp(IP_MULTICAST_TTL, UdpSocket::multicastTtl, UdpSocket::multicastTtl, BYTE),
              udp(IP_MULTICAST_LOOP, UdpSocket::multicastLoop, UdpSocket::multicastLoop, ANY),
              udp(IP_MULTICAST_IF, (_, _) -> {}, _ -> null, _ -> true))); // the channel keeps it

  private Options() {}

  private static void linger(TcpSocket socket, int seconds) {
    socket.linger(Math.clamp(seconds, -1, LINGER_MAX));
  }

  private static <S> Map<SocketOption<?>, HostOption<S, ?>> table(
      List<HostOption<S, ?>> extended, List<HostOption<S, ?>> standard) {
    return HostOption.table(Stream.concat(standard.stream(), extended.stream()).toList());
  }

  static <T> HostOption<TcpSocket, T> tcp(
      SocketOption<T> name,
      BiConsumer<TcpSocket, T> setter,
      Function<TcpSocket, T> getter,
      Predicate<T> acceptable) {
    return new HostOption<>(name, setter, getter, acceptable);
  }

  static <T> HostOption<UdpSocket, T> udp(
      SocketOption<T> name,
      BiConsumer<UdpSocket, T> setter,
      Function<UdpSocket, T> getter,
      Predicate<T> acceptable) {
    return new HostOption<>(name, setter, getter, acceptable);
  }
}
