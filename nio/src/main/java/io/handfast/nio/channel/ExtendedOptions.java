package io.handfast.nio.channel;

import static jdk.net.ExtendedSocketOptions.IP_DONTFRAGMENT;
import static jdk.net.ExtendedSocketOptions.SO_INCOMING_NAPI_ID;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL;
import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;

import io.handfast.tcp.TcpSocket;
import io.handfast.udp.UdpSocket;
import java.util.List;

/** The options of the module {@code jdk.net}; none where the runtime image is without it. */
final class ExtendedOptions {
  private static final boolean PRESENT = isPresent();

  private ExtendedOptions() {}

  private static boolean isPresent() {
    try {
      Class.forName("jdk.net.ExtendedSocketOptions");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static List<HostOption<TcpSocket, ?>> tcp() {
    return PRESENT ? Names.TCP : List.of();
  }

  static List<HostOption<UdpSocket, ?>> udp() {
    return PRESENT ? Names.UDP : List.of();
  }

  private static final class Names {
    static final List<HostOption<TcpSocket, ?>> TCP =
        List.of(
            Options.tcp(TCP_KEEPIDLE, TcpSocket::keepIdle, TcpSocket::keepIdle, Options.POSITIVE),
            Options.tcp(
                TCP_KEEPINTERVAL,
                TcpSocket::keepInterval,
                TcpSocket::keepInterval,
                Options.POSITIVE),
            Options.tcp(
                TCP_KEEPCOUNT, TcpSocket::keepCount, TcpSocket::keepCount, Options.POSITIVE),
            Options.tcp(TCP_QUICKACK, TcpSocket::quickAck, TcpSocket::quickAck, Options.ANY),
            HostOption.readOnly(SO_INCOMING_NAPI_ID, 0));

    static final List<HostOption<UdpSocket, ?>> UDP =
        List.of(
            Options.udp(
                IP_DONTFRAGMENT, UdpSocket::dontFragment, UdpSocket::dontFragment, Options.ANY),
            HostOption.readOnly(SO_INCOMING_NAPI_ID, 0));
  }
}
