package io.handfast.sim.drill;

import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Ipv6Header;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Makes the packets of the peer. */
final class Injection {
  private static final int QUOTED = 8;

  private final World world;
  private final boolean scaledEchoes;
  private final int segmentSize;

  /**
   * A peer.
   *
   * @param segmentSize payload of each segment of larger packets, 0 for one whole packet
   */
  Injection(World world, boolean scaledEchoes, int segmentSize) {
    this.world = world;
    this.scaledEchoes = scaledEchoes;
    this.segmentSize = segmentSize;
  }

  void tcp(Action.Tcp packet, Flow flow) {
    List<TcpOption> options = flow.liveOptions(packet, scaledEchoes);
    int flags = packet.flags() | PacketComparison.aceBits(packet.ace().orElse(0));
    TcpHeader header =
        new TcpHeader(
            flow.remotePort,
            flow.localPort,
            flow.liveSeq(packet),
            flow.liveAck(packet),
            flags,
            packet.window().orElse(0),
            packet.urgent().orElse(0),
            TcpOptionList.of(options.toArray(TcpOption[]::new)));
    byte[] bytes = IpPackets.tcp(ip(packet.ip()), header, new byte[packet.length()]);
    world.inject(bytes, packet.length() > segmentSize ? segmentSize : 0);
  }

  private IpHeader ip(Action.IpInfo info) {
    IpAddress from = world.addresses.remote();
    IpAddress to = world.addresses.local();
    int tos = info.tos().orElse(0) | info.ecn().bits();
    int ttl = info.ttl().orElse(64);
    return switch (IpHeader.of(from, to, IpProtocol.TCP, 0)) {
      case Ipv4Header h ->
          new Ipv4Header(
              tos, 0, h.id(), true, false, 0, ttl, IpProtocol.TCP, from, to, h.options());
      case Ipv6Header h -> tos == 0 ? h : withClass(h, tos);
    };
  }

  private static IpHeader withClass(Ipv6Header h, int tos) {
    return new Ipv6Header(
        tos,
        h.flowLabel(),
        h.payloadLength(),
        h.protocol(),
        h.hopLimit(),
        h.source(),
        h.destination(),
        h.extensions());
  }

  // ---- ICMP ----

  /** An error of a router about a segment that the stack has sent. */
  void icmp(Action.Icmp error, Flow flow) {
    IpAddress local = world.addresses.local();
    IpAddress remote = world.addresses.remote();
    TcpHeader about =
        TcpHeader.of(
            flow.localPort, flow.remotePort, flow.liveOwnSeq(error.seq()), 0, TcpFlags.ACK, 0);
    byte[] whole = IpPackets.tcp(local, remote, about, new byte[error.length()]);
    int quoted = (local.isV4() ? 20 : 40) + QUOTED;
    Octets quote = Octets.of(MemorySegment.ofArray(whole), 0, quoted);
    int mtu = (int) error.mtu().orElse(0);
    world.inject(
        local.isV4()
            ? IpPackets.icmp(remote, local, version4(error, mtu, quote))
            : IpPackets.icmpv6(remote, local, version6(error, mtu, quote)),
        0);
  }

  private static Icmpv4Message version4(Action.Icmp error, int mtu, Octets quote) {
    int code =
        switch (error.code()) {
          case "", "net_unreachable" -> Icmpv4View.NET_UNREACHABLE;
          case "host_unreachable" -> Icmpv4View.HOST_UNREACHABLE;
          case "protocol_unreachable" -> Icmpv4View.PROTOCOL_UNREACHABLE;
          case "port_unreachable" -> Icmpv4View.PORT_UNREACHABLE;
          case "frag_needed" -> Icmpv4View.FRAGMENTATION_NEEDED;
          case "source_route_failed" -> Icmpv4View.SOURCE_ROUTE_FAILED;
          case "administratively_prohibited" -> Icmpv4View.ADMINISTRATIVELY_PROHIBITED;
          default -> throw DrillStop.unsupported("ICMP code " + error.code());
        };
    return switch (error.type()) {
      case "unreachable" -> new Icmpv4Message(Icmpv4View.UNREACHABLE, code, mtu, quote);
      case "time_exceeded" -> new Icmpv4Message(Icmpv4View.TIME_EXCEEDED, 0, 0, quote);
      case "source_quench" -> new Icmpv4Message(Icmpv4View.SOURCE_QUENCH, 0, 0, quote);
      case "redirect" -> new Icmpv4Message(Icmpv4View.REDIRECT, 0, 0, quote);
      default -> throw DrillStop.unsupported("ICMP type " + error.type() + " with IPv4");
    };
  }

  private static Icmpv6Message version6(Action.Icmp error, int mtu, Octets quote) {
    int code =
        switch (error.code()) {
          case "", "no_route" -> 0;
          case "administratively_prohibited" -> 1;
          case "host_unreachable", "address_unreachable" -> 3;
          case "port_unreachable" -> 4;
          default -> throw DrillStop.unsupported("ICMPv6 code " + error.code());
        };
    return switch (error.type()) {
      case "unreachable" -> new Icmpv6Message(Icmpv6View.UNREACHABLE, code, 0, quote);
      case "packet_too_big" -> Icmpv6Message.packetTooBig(mtu, quote);
      case "time_exceeded" -> new Icmpv6Message(Icmpv6View.TIME_EXCEEDED, 0, 0, quote);
      default -> throw DrillStop.unsupported("ICMP type " + error.type() + " with IPv6");
    };
  }
}
