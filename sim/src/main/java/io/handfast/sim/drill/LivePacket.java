package io.handfast.sim.drill;

import io.handfast.stack.OutPacket;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpSegmenter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packet of the stack as it came to the link.
 *
 * @param micros when, in µs since the start of the script
 * @param tos traffic class of the IP header
 * @param ttl time to live, or hop limit
 * @param problem what is wrong with the IP header; empty when it is right
 */
record LivePacket(
    long micros,
    int tos,
    int ttl,
    IpAddress destination,
    String problem,
    TcpHeader tcp,
    byte[] payload) {

  /** The TCP packets that a super-segment becomes when a device cuts it; none of anything else. */
  static List<LivePacket> cut(OutPacket packet, long micros) {
    byte[] whole = packet.toBytes();
    if (packet.protocol != IpProtocol.TCP) {
      return List.of();
    }
    TcpSegmenter segmenter = new TcpSegmenter();
    segmenter.wrap(MemorySegment.ofArray(whole), 0, whole.length, packet.segmentSize);
    List<LivePacket> pieces = new ArrayList<>();
    for (int i = 0; i < segmenter.count(); i++) {
      byte[] piece = new byte[segmenter.length(i)];
      segmenter.write(i, MemorySegment.ofArray(piece), 0);
      pieces.add(of(piece, packet.ipHeaderLength, micros));
    }
    return pieces;
  }

  /** The TCP packet as the link gets it; none for anything else. */
  static List<LivePacket> whole(OutPacket packet, long micros) {
    return packet.protocol == IpProtocol.TCP
        ? List.of(of(packet.toBytes(), packet.ipHeaderLength, micros))
        : List.of();
  }

  private static LivePacket of(byte[] bytes, int tcpAt, long micros) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    boolean ipv4 = (bytes[0] & 0xf0) == 0x40;
    TcpHeader tcp = TcpHeader.parse(memory, tcpAt, bytes.length - tcpAt);
    int tos = ipv4 ? bytes[1] & 0xff : (bytes[0] << 4 | (bytes[1] & 0xff) >> 4) & 0xff;
    int to = ipv4 ? 16 : 24;
    return new LivePacket(
        micros,
        tos,
        bytes[ipv4 ? 8 : 7] & 0xff,
        IpAddress.of(Arrays.copyOfRange(bytes, to, to + (ipv4 ? 4 : 16))),
        ipv4 ? problemOfIpv4(bytes, memory) : problemOfIpv6(bytes),
        tcp,
        Arrays.copyOfRange(bytes, tcpAt + tcp.length(), bytes.length));
  }

  private static String problemOfIpv4(byte[] bytes, MemorySegment memory) {
    int length = u16(bytes, 2);
    if (bytes[0] != 0x45) {
      return "version and header length are " + Integer.toHexString(bytes[0] & 0xff);
    }
    if (length != bytes.length) {
      return "the IP header says " + length + " bytes, there are " + bytes.length;
    }
    boolean right = (Checksum.finish(Checksum.add(memory, 0, 20, 0)) & 0xffff) == 0;
    return right ? "" : "the checksum of the IP header is wrong";
  }

  private static String problemOfIpv6(byte[] bytes) {
    int length = u16(bytes, 4) + 40;
    return length == bytes.length || length == 40
        ? ""
        : "the IP header says " + length + " bytes, there are " + bytes.length;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /** Bytes of payload. */
  int length() {
    return payload.length;
  }

  /** This packet and the next one as if they were one: most fields are the later one's. */
  LivePacket joined(LivePacket next, int flags) {
    byte[] both = Arrays.copyOf(payload, payload.length + next.payload.length);
    System.arraycopy(next.payload, 0, both, payload.length, next.payload.length);
    TcpHeader header =
        new TcpHeader(
            tcp.sourcePort(),
            tcp.destinationPort(),
            tcp.seq(),
            next.tcp.ack(),
            flags,
            next.tcp.window(),
            next.tcp.urgentPointer(),
            next.tcp.options());
    String either = problem.isEmpty() ? next.problem : problem;
    return new LivePacket(next.micros, next.tos, next.ttl, destination, either, header, both);
  }
}
