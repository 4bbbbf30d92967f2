package io.handfast.sim;

import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Octets;

/** An ICMP error that a router sends about a packet. */
record RouterError(boolean v4, int type, int code, int rest, byte[] quoted) {
  /** Sizes of the quotation: RFC 1812 section 4.3.2.3 and RFC 4443 section 2.4 (c). */
  private static final int QUOTE_V4 = 576 - 28;

  private static final int QUOTE_V6 = 1_280 - 48;

  static RouterError timeExceeded(byte[] packet) {
    return about(packet, Icmpv4View.TIME_EXCEEDED, 0, Icmpv6View.TIME_EXCEEDED, 0, 0);
  }

  static RouterError noRoute(byte[] packet) {
    int v4 = Icmpv4View.HOST_UNREACHABLE;
    return about(
        packet, Icmpv4View.UNREACHABLE, v4, Icmpv6View.UNREACHABLE, Icmpv6View.NO_ROUTE, 0);
  }

  static RouterError tooBig(byte[] packet, int mtu) {
    int v4 = Icmpv4View.FRAGMENTATION_NEEDED;
    return about(packet, Icmpv4View.UNREACHABLE, v4, Icmpv6View.PACKET_TOO_BIG, 0, mtu);
  }

  /** Null when the packet is itself an ICMP error: nothing is said about those. */
  private static RouterError about(
      byte[] packet, int typeV4, int codeV4, int typeV6, int codeV6, int rest) {
    boolean v4 = packet[0] >>> 4 == 4;
    int header = v4 ? (packet[0] & 15) * 4 : 40;
    if (isError(packet, v4, header)) {
      return null;
    }
    byte[] quoted =
        java.util.Arrays.copyOf(packet, Math.min(packet.length, v4 ? QUOTE_V4 : QUOTE_V6));
    return new RouterError(v4, v4 ? typeV4 : typeV6, v4 ? codeV4 : codeV6, rest, quoted);
  }

  private static boolean isError(byte[] packet, boolean v4, int header) {
    int protocol = packet[v4 ? 9 : 6] & 0xff;
    if (packet.length <= header || protocol != (v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6)) {
      return false;
    }
    int type = packet[header] & 0xff;
    return v4 ? type != Icmpv4View.ECHO && type != Icmpv4View.ECHO_REPLY : type < 128;
  }

  byte[] packet(IpAddress from, IpAddress to) {
    Octets body = Octets.of(quoted);
    return v4
        ? IpPackets.icmp(from, to, new Icmpv4Message(type, code, rest, body))
        : IpPackets.icmpv6(from, to, new Icmpv6Message(type, code, rest, body));
  }
}
