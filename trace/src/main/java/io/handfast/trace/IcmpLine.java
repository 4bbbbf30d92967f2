package io.handfast.trace;

import io.handfast.wire.Bytes;
import io.handfast.wire.IcmpView;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;

/** ICMP and ICMPv6 messages in the words of tcpdump. */
final class IcmpLine {
  private IcmpLine() {}

  static String text(Icmpv4View icmp) {
    return "ICMP " + v4(icmp) + ", length " + icmp.length();
  }

  static String text(Icmpv6View icmp) {
    return "ICMP6, " + v6(icmp) + ", length " + icmp.length();
  }

  private static String v4(Icmpv4View icmp) {
    return switch (icmp.type()) {
      case Icmpv4View.ECHO -> echo("request", icmp);
      case Icmpv4View.ECHO_REPLY -> echo("reply", icmp);
      case Icmpv4View.UNREACHABLE -> unreachable(icmp);
      case Icmpv4View.SOURCE_QUENCH -> "source quench";
      case Icmpv4View.REDIRECT ->
          "redirect " + embeddedDestination(icmp) + " to host " + IpAddress.ofV4(icmp.rest());
      case Icmpv4View.TIME_EXCEEDED ->
          icmp.code() == 0 ? "time exceeded in-transit" : "ip reassembly time exceeded";
      case Icmpv4View.PARAMETER_PROBLEM -> "parameter problem - octet " + icmp.pointer();
      default -> "type-" + icmp.type();
    };
  }

  private static String echo(String kind, IcmpView icmp) {
    return "echo " + kind + ", id " + icmp.echoId() + ", seq " + icmp.echoSequence();
  }

  private static String unreachable(Icmpv4View icmp) {
    String destination = embeddedDestination(icmp);
    return switch (icmp.code()) {
      case Icmpv4View.NET_UNREACHABLE -> "net " + destination + " unreachable";
      case Icmpv4View.HOST_UNREACHABLE -> "host " + destination + " unreachable";
      case Icmpv4View.PROTOCOL_UNREACHABLE ->
          destination + " protocol " + embedded8(icmp, 9) + " unreachable";
      case Icmpv4View.PORT_UNREACHABLE -> destination + embeddedPort(icmp) + " unreachable";
      case Icmpv4View.FRAGMENTATION_NEEDED ->
          destination + " unreachable - need to frag (mtu " + icmp.mtu() + ")";
      case Icmpv4View.ADMINISTRATIVELY_PROHIBITED ->
          "host " + destination + " unreachable - admin prohibited filter";
      default -> destination + " unreachable - #" + icmp.code();
    };
  }

  private static int embedded8(IcmpView icmp, int at) {
    return icmp.embeddedLength() > at ? Bytes.u8(icmp.memory(), icmp.bodyOffset() + at) : 0;
  }

  private static String embeddedDestination(IcmpView icmp) {
    if (icmp.embeddedLength() < 20) {
      return "?";
    }
    return IpAddress.ofV4(Bytes.i32(icmp.memory(), icmp.bodyOffset() + 16)).toString();
  }

  private static String embeddedPort(Icmpv4View icmp) {
    return port(icmp, embedded8(icmp, 9), (embedded8(icmp, 0) & 15) * 4);
  }

  private static String port(IcmpView icmp, int protocol, int transport) {
    boolean there = icmp.embeddedLength() >= transport + 4;
    String name =
        switch (protocol) {
          case IpProtocol.TCP -> " tcp";
          case IpProtocol.UDP -> " udp";
          default -> "";
        };
    return name.isEmpty() || !there
        ? " protocol " + protocol
        : name + " port " + Bytes.u16(icmp.memory(), icmp.bodyOffset() + transport + 2);
  }

  private static String v6(Icmpv6View icmp) {
    return switch (icmp.type()) {
      case Icmpv6View.ECHO -> echo("request", icmp);
      case Icmpv6View.ECHO_REPLY -> echo("reply", icmp);
      case Icmpv6View.UNREACHABLE -> "destination unreachable, " + unreachable(icmp);
      case Icmpv6View.PACKET_TOO_BIG -> "packet too big, mtu " + icmp.mtu();
      case Icmpv6View.TIME_EXCEEDED ->
          icmp.code() == 0 ? "time exceeded in-transit" : "ip reassembly time exceeded";
      case Icmpv6View.PARAMETER_PROBLEM ->
          "parameter problem, code " + icmp.code() + " - octet " + icmp.pointer();
      case Icmpv6View.ROUTER_SOLICITATION -> "router solicitation";
      case Icmpv6View.ROUTER_ADVERTISEMENT -> "router advertisement";
      case Icmpv6View.NEIGHBOR_SOLICITATION -> "neighbor solicitation, who has " + v6At(icmp, 0);
      case Icmpv6View.NEIGHBOR_ADVERTISEMENT -> "neighbor advertisement, tgt is " + v6At(icmp, 0);
      case Icmpv6View.REDIRECT -> "redirect, " + v6At(icmp, 16) + " to " + v6At(icmp, 0);
      default -> "type-#" + icmp.type();
    };
  }

  private static String unreachable(Icmpv6View icmp) {
    return switch (icmp.code()) {
      case Icmpv6View.NO_ROUTE -> "unreachable route " + v6At(icmp, 24);
      case Icmpv6View.ADMINISTRATIVELY_PROHIBITED -> "unreachable prohibited " + v6At(icmp, 24);
      case Icmpv6View.BEYOND_SCOPE -> "beyond scope " + v6At(icmp, 24);
      case Icmpv6View.ADDRESS_UNREACHABLE -> "unreachable address " + v6At(icmp, 24);
      case Icmpv6View.PORT_UNREACHABLE ->
          "unreachable port, " + v6At(icmp, 24) + port(icmp, embedded8(icmp, 6), 40);
      default -> "unreachable code-#" + icmp.code();
    };
  }

  /** The address at {@code at} bytes of the body. */
  private static String v6At(IcmpView icmp, int at) {
    if (icmp.bodyLength() < at + 16) {
      return "?";
    }
    long address = icmp.bodyOffset() + at;
    return new IpAddress(Bytes.i64(icmp.memory(), address), Bytes.i64(icmp.memory(), address + 8))
        .toString();
  }
}
