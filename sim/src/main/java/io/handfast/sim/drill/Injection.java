package io.handfast.sim.drill;

import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Ipv6Header;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.util.List;

/** Makes the packets of the peer. */
final class Injection {
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
}
