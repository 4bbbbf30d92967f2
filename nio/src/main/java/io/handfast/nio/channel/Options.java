package io.handfast.nio.channel;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL;
import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;

import io.handfast.tcp.TcpSocket;
import io.handfast.udp.UdpSocket;
import java.net.SocketOption;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The options of each kind of channel. Units and ranges are those of Linux. */
final class Options {
  /** Longest linger in seconds; more is cut to it, as in the JDK. */
  private static final int LINGER_MAX = 65_535;

  private static final Predicate<Boolean> ANY = value -> true;
  private static final Predicate<Integer> ANY_INT = value -> true;
  private static final Predicate<Integer> SIZE = value -> value >= 0;
  private static final Predicate<Integer> POSITIVE = value -> value > 0;
  private static final Predicate<Integer> BYTE = value -> value >= 0 && value <= 255;

  private static final HostOption<TcpSocket, Integer> RECEIVE_BUFFER =
      tcp(SO_RCVBUF, TcpSocket::receiveBuffer, TcpSocket::receiveBuffer, SIZE);
  private static final HostOption<TcpSocket, Boolean> REUSE_ADDRESS =
      tcp(SO_REUSEADDR, TcpSocket::reuseAddress, TcpSocket::reuseAddress, ANY);
  private static final HostOption<TcpSocket, Boolean> REUSE_PORT =
      tcp(SO_REUSEPORT, TcpSocket::reusePort, TcpSocket::reusePort, ANY);
  private static final HostOption<TcpSocket, Integer> KEEP_IDLE =
      tcp(TCP_KEEPIDLE, TcpSocket::keepIdle, TcpSocket::keepIdle, POSITIVE);
  private static final HostOption<TcpSocket, Integer> KEEP_INTERVAL =
      tcp(TCP_KEEPINTERVAL, TcpSocket::keepInterval, TcpSocket::keepInterval, POSITIVE);
  private static final HostOption<TcpSocket, Integer> KEEP_COUNT =
      tcp(TCP_KEEPCOUNT, TcpSocket::keepCount, TcpSocket::keepCount, POSITIVE);
  private static final HostOption<TcpSocket, Boolean> QUICK_ACK =
      tcp(TCP_QUICKACK, TcpSocket::quickAck, TcpSocket::quickAck, ANY);

  /** Of a SocketChannel. */
  static final Map<SocketOption<?>, HostOption<TcpSocket, ?>> STREAM =
      HostOption.table(
          List.of(
              RECEIVE_BUFFER,
              tcp(SO_SNDBUF, TcpSocket::sendBuffer, TcpSocket::sendBuffer, SIZE),
              REUSE_ADDRESS,
              REUSE_PORT,
              tcp(SO_KEEPALIVE, TcpSocket::keepAlive, TcpSocket::keepAlive, ANY),
              tcp(SO_LINGER, Options::linger, TcpSocket::linger, ANY_INT),
              tcp(TCP_NODELAY, TcpSocket::noDelay, TcpSocket::noDelay, ANY),
              tcp(IP_TOS, TcpSocket::trafficClass, TcpSocket::trafficClass, BYTE),
              KEEP_IDLE,
              KEEP_INTERVAL,
              KEEP_COUNT,
              QUICK_ACK));

  /** Of a ServerSocketChannel. */
  static final Map<SocketOption<?>, HostOption<TcpSocket, ?>> LISTENER =
      HostOption.table(
          List.of(
              RECEIVE_BUFFER,
              REUSE_ADDRESS,
              REUSE_PORT,
              KEEP_IDLE,
              KEEP_INTERVAL,
              KEEP_COUNT,
              QUICK_ACK));

  /** Of a DatagramChannel. */
  static final Map<SocketOption<?>, HostOption<UdpSocket, ?>> DATAGRAM =
      HostOption.table(
          List.of(
              udp(SO_RCVBUF, UdpSocket::receiveBuffer, UdpSocket::receiveBuffer, POSITIVE),
              udp(SO_SNDBUF, UdpSocket::sendBuffer, UdpSocket::sendBuffer, POSITIVE),
              udp(SO_REUSEADDR, UdpSocket::reuseAddress, UdpSocket::reuseAddress, ANY),
              udp(SO_BROADCAST, UdpSocket::broadcast, UdpSocket::broadcast, ANY)));

  private Options() {}

  private static void linger(TcpSocket socket, int seconds) {
    socket.linger(Math.clamp(seconds, -1, LINGER_MAX));
  }

  private static <T> HostOption<TcpSocket, T> tcp(
      SocketOption<T> name,
      BiConsumer<TcpSocket, T> setter,
      Function<TcpSocket, T> getter,
      Predicate<T> acceptable) {
    return new HostOption<>(name, setter, getter, acceptable);
  }

  private static <T> HostOption<UdpSocket, T> udp(
      SocketOption<T> name,
      BiConsumer<UdpSocket, T> setter,
      Function<UdpSocket, T> getter,
      Predicate<T> acceptable) {
    return new HostOption<>(name, setter, getter, acceptable);
  }
}
