package io.handfast.trace;

import io.handfast.wire.Bytes;
import io.handfast.wire.Icmpv4View;
import io.handfast.wire.Icmpv6View;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Malformed;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;
import io.handfast.wire.UdpView;
import java.lang.foreign.MemorySegment;

/**
 * IP packets as one line of text each, in the words of {@code tcpdump -n}: {@code IP 10.0.0.1.1000
 * > 10.0.0.2.80: Flags [S], seq 7, win 512, length 0}. Any bytes give a line. Not thread-safe.
 */
public final class PacketLine {
  private final RelativeNumbers numbers;
  private final Ipv4View ipv4 = new Ipv4View();
  private final Ipv6View ipv6 = new Ipv6View();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final Icmpv4View icmpv4 = new Icmpv4View();
  private final Icmpv6View icmpv6 = new Icmpv6View();

  private PacketLine(RelativeNumbers numbers) {
    this.numbers = numbers;
  }

  /** Sequence numbers as they stand. */
  public static PacketLine absolute() {
    return new PacketLine(null);
  }

  /** Sequence numbers from the start of each connection, whose first segments show the start. */
  public static PacketLine relative() {
    return new PacketLine(new RelativeNumbers());
  }

  /** The line for a whole packet. */
  public String of(byte[] packet) {
    return of(MemorySegment.ofArray(packet), 0, packet.length);
  }

  /** The line for {@code length} bytes of packet, IP header first, without line end. */
  public String of(MemorySegment memory, long offset, int length) {
    int version = length == 0 ? 0 : Bytes.u8(memory, offset) >>> 4;
    if (version == 6) {
      Malformed problem = ipv6.wrap(memory, offset, length);
      return "IP6 " + (problem == null ? v6(memory) : "[" + problem.sentence() + "]");
    }
    Malformed problem = ipv4.wrap(memory, offset, length);
    boolean told = problem == null || isBearable(problem);
    return "IP "
        + (told ? v4(memory) : "")
        + (problem == null ? "" : (told ? " [" : "[") + problem.sentence() + "]");
  }

  /**
   * A wrong checksum is normal where the network card completes it: worth the line all the same.
   */
  private static boolean isBearable(Malformed problem) {
    return problem == Malformed.BAD_CHECKSUM || problem == Malformed.SOURCE_ROUTE;
  }

  private String v4(MemorySegment memory) {
    IpAddress source = IpAddress.ofV4(ipv4.source());
    IpAddress destination = IpAddress.ofV4(ipv4.destination());
    if (ipv4.fragmentOffset() > 0) {
      return source + " > " + destination + ": ip-proto-" + ipv4.protocol();
    }
    return upper(
        source, destination, ipv4.protocol(), memory, ipv4.payloadOffset(), ipv4.payloadLength());
  }

  private String v6(MemorySegment memory) {
    IpAddress source = new IpAddress(ipv6.sourceHigh(), ipv6.sourceLow());
    IpAddress destination = new IpAddress(ipv6.destinationHigh(), ipv6.destinationLow());
    if (ipv6.isFragment()) {
      String bytes = ipv6.fragmentOffset() + "|" + ipv6.payloadLength();
      return source + " > " + destination + ": frag (" + bytes + ")";
    }
    return upper(
        source, destination, ipv6.protocol(), memory, ipv6.payloadOffset(), ipv6.payloadLength());
  }

  private String upper(
      IpAddress source,
      IpAddress destination,
      int protocol,
      MemorySegment memory,
      long at,
      int length) {
    String hosts = source + " > " + destination + ": ";
    if (protocol == IpProtocol.TCP && tcp.wrap(memory, at, length) == null) {
      return ends(source, tcp.sourcePort(), destination, tcp.destinationPort())
          + tcpText(source, destination);
    }
    if (protocol == IpProtocol.UDP && udp.wrap(memory, at, length) == null) {
      return ends(source, udp.sourcePort(), destination, udp.destinationPort())
          + "UDP, length "
          + udp.payloadLength();
    }
    if (protocol == IpProtocol.ICMP && icmpv4.wrap(memory, at, length) == null) {
      return hosts + IcmpLine.text(icmpv4);
    }
    if (protocol == IpProtocol.ICMPV6 && icmpv6.wrap(memory, at, length) == null) {
      return hosts + IcmpLine.text(icmpv6);
    }
    return hosts + unread(protocol, length);
  }

  private String tcpText(IpAddress source, IpAddress destination) {
    // Like tcpdump: without an acknowledgment there is only half a beginning to count from.
    if (numbers == null || !tcp.has(TcpFlags.ACK)) {
      return TcpLine.text(tcp, 0, 0, 0);
    }
    boolean first = numbers.see(source, destination, tcp);
    int seqStart = first ? 0 : numbers.seqStart();
    int ackStart = first ? 0 : numbers.ackStart();
    return TcpLine.text(tcp, seqStart, ackStart, numbers.ackStart());
  }

  private static String ends(IpAddress source, int from, IpAddress destination, int to) {
    return source + "." + from + " > " + destination + "." + to + ": ";
  }

  private static String unread(int protocol, int length) {
    return switch (protocol) {
      case IpProtocol.TCP -> "[|tcp]";
      case IpProtocol.UDP -> "[|udp]";
      case IpProtocol.ICMP -> "[|icmp]";
      case IpProtocol.ICMPV6 -> "[|icmp6]";
      default -> "ip-proto-" + protocol + " " + length;
    };
  }
}
