package io.handfast.sim.drill;

import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Makes the ICMP messages of routers about segments that the stack has sent. */
final class IcmpInjection {
  private static final int QUOTED = 8;

  /** Codes of IPv4's "unreachable" by number. */
  private static final List<String> UNREACHABLE_V4 =
      List.of(
          "net_unreachable",
          "host_unreachable",
          "protocol_unreachable",
          "port_unreachable",
          "frag_needed",
          "source_route_failed",
          "net_unknown",
          "host_unknown",
          "source_host_isolated",
          "net_prohibited",
          "host_prohibited",
          "net_unreachable_for_tos",
          "host_unreachable_for_tos",
          "packet_filtered",
          "precedence_violation",
          "precedence_cutoff");

  /** Codes of IPv6's "unreachable" by number. */
  private static final List<String> UNREACHABLE_V6 =
      List.of(
          "no_route",
          "admin_prohibited",
          "not_neighbour",
          "address_unreachable",
          "port_unreachable");

  private final World world;

  IcmpInjection(World world) {
    this.world = world;
  }

  void inject(Action.Icmp error, Flow flow) {
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
    return switch (error.type()) {
      case "unreachable" ->
          new Icmpv4Message(Icmpv4View.UNREACHABLE, code(error, UNREACHABLE_V4), mtu, quote);
      case "time_exceeded" -> new Icmpv4Message(Icmpv4View.TIME_EXCEEDED, 0, 0, quote);
      case "parameter_problem" -> new Icmpv4Message(Icmpv4View.PARAMETER_PROBLEM, 0, 0, quote);
      case "source_quench" -> new Icmpv4Message(Icmpv4View.SOURCE_QUENCH, 0, 0, quote);
      case "redirect" -> new Icmpv4Message(Icmpv4View.REDIRECT, 0, 0, quote);
      default -> throw DrillStop.unsupported("ICMP type " + error.type() + " with IPv4");
    };
  }

  private static Icmpv6Message version6(Action.Icmp error, int mtu, Octets quote) {
    return switch (error.type()) {
      case "unreachable" ->
          new Icmpv6Message(Icmpv6View.UNREACHABLE, code(error, UNREACHABLE_V6), 0, quote);
      case "packet_too_big" -> Icmpv6Message.packetTooBig(mtu, quote);
      case "time_exceeded" -> new Icmpv6Message(Icmpv6View.TIME_EXCEEDED, 0, 0, quote);
      case "parameter_problem" -> new Icmpv6Message(Icmpv6View.PARAMETER_PROBLEM, 0, 0, quote);
      default -> throw DrillStop.unsupported("ICMP type " + error.type() + " with IPv6");
    };
  }

  private static int code(Action.Icmp error, List<String> names) {
    // A script for both families names IPv4's codes; IPv6 says the same of addresses.
    boolean alias = names == UNREACHABLE_V6 && error.code().equals("host_unreachable");
    String name = alias ? "address_unreachable" : error.code();
    int code = name.isEmpty() ? 0 : names.indexOf(name);
    if (code < 0) {
      throw DrillStop.unsupported("ICMP code " + error.code());
    }
    return code;
  }
}
