package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * Makes whole packets from values, for tests, simulations and tools. The payload length of the
 * given IP header is ignored and set right.
 */
public final class IpPackets {
  private IpPackets() {}

  /** A TCP segment in a packet with a plain IP header. */
  public static byte[] tcp(
      IpAddress source, IpAddress destination, TcpHeader tcp, byte... payload) {
    return tcp(IpHeader.of(source, destination, IpProtocol.TCP, 0), tcp, payload);
  }

  /** A TCP segment in a packet. */
  public static byte[] tcp(IpHeader ip, TcpHeader tcp, byte... payload) {
    IpHeader whole = ip.withPayloadLength(tcp.length() + payload.length);
    MemorySegment packet = allocate(whole);
    int at = whole.emit(packet, 0);
    tcp.emit(packet, at, MemorySegment.ofArray(payload), whole.pseudoHeaderSum());
    return bytes(packet);
  }

  /** A UDP datagram in a packet with a plain IP header. */
  public static byte[] udp(
      IpAddress source,
      IpAddress destination,
      int sourcePort,
      int destinationPort,
      byte... payload) {
    UdpHeader udp = new UdpHeader(sourcePort, destinationPort, payload.length);
    IpHeader ip = IpHeader.of(source, destination, IpProtocol.UDP, UdpView.HEADER + payload.length);
    MemorySegment packet = allocate(ip);
    int at = ip.emit(packet, 0);
    udp.emit(packet, at, MemorySegment.ofArray(payload), ip.pseudoHeaderSum());
    return bytes(packet);
  }

  /** An ICMP message in a packet with a plain IPv4 header. */
  public static byte[] icmp(IpAddress source, IpAddress destination, Icmpv4Message message) {
    IpHeader ip = IpHeader.of(source, destination, IpProtocol.ICMP, message.length());
    MemorySegment packet = allocate(ip);
    message.emit(packet, ip.emit(packet, 0));
    return bytes(packet);
  }

  /** An ICMPv6 message in a packet with a plain IPv6 header. */
  public static byte[] icmpv6(IpAddress source, IpAddress destination, Icmpv6Message message) {
    IpHeader ip = IpHeader.of(source, destination, IpProtocol.ICMPV6, message.length());
    MemorySegment packet = allocate(ip);
    message.emit(packet, ip.emit(packet, 0), ip.pseudoHeaderSum());
    return bytes(packet);
  }

  private static MemorySegment allocate(IpHeader ip) {
    return MemorySegment.ofArray(new byte[ip.headerLength() + ip.payloadLength()]);
  }

  private static byte[] bytes(MemorySegment packet) {
    return (byte[]) packet.heapBase().orElseThrow();
  }
}
