package io.handfast.sim.dialogue;

import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Octets;

/**
 * An ICMP or ICMPv6 error that a router sends about a segment (RFC 792, RFC 4443).
 *
 * @param v4Code code of IPv4's "destination unreachable"
 * @param v6Type type of the ICMPv6 message
 * @param v6Code its code
 * @param mtu for "too big": the MTU it names, else 0
 */
public record IcmpError(int v4Code, int v6Type, int v6Code, int mtu) {
  /** No route to the network. */
  public static final IcmpError NET_UNREACHABLE =
      new IcmpError(Icmpv4View.NET_UNREACHABLE, Icmpv6View.UNREACHABLE, Icmpv6View.NO_ROUTE, 0);

  /** The host does not answer. */
  public static final IcmpError HOST_UNREACHABLE = new IcmpError(1, Icmpv6View.UNREACHABLE, 3, 0);

  /** No such port. */
  public static final IcmpError PORT_UNREACHABLE =
      new IcmpError(
          Icmpv4View.PORT_UNREACHABLE, Icmpv6View.UNREACHABLE, Icmpv6View.PORT_UNREACHABLE, 0);

  /** The packet was larger than {@code mtu} bytes and must not be fragmented. */
  public static IcmpError tooBig(int mtu) {
    return new IcmpError(Icmpv4View.FRAGMENTATION_NEEDED, Icmpv6View.PACKET_TOO_BIG, 0, mtu);
  }

  byte[] packet(IpAddress to, IpAddress from, byte[] quoted) {
    Octets body = Octets.of(quoted);
    return to.isV4()
        ? IpPackets.icmp(from, to, new Icmpv4Message(Icmpv4View.UNREACHABLE, v4Code, mtu, body))
        : IpPackets.icmpv6(from, to, new Icmpv6Message(v6Type, v6Code, mtu, body));
  }
}
