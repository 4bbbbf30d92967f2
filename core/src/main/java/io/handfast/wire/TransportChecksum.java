package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * Completes the transport checksum of a whole packet in memory, for copies that leave the machine's
 * sight: a capture, a wire that cannot do it itself.
 */
public final class TransportChecksum {
  private TransportChecksum() {}

  /**
   * Checksum field in bytes from the start of a transport header, or -1 for an unknown protocol.
   */
  public static int fieldOffset(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP -> 16;
      case IpProtocol.UDP -> 6;
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> 2;
      default -> -1;
    };
  }

  /**
   * Computes the checksum anew and stores it, whatever stood there before.
   *
   * @param memory holds the packet, IP header first, at {@code offset}
   * @param transport where the transport header starts, in bytes from {@code offset}
   * @param totalLength bytes of the packet, IP header included
   * @param protocol see {@link IpProtocol}; one without a known checksum field is left alone
   */
  public static void fill(
      MemorySegment memory, long offset, int transport, int totalLength, int protocol) {
    int field = fieldOffset(protocol);
    int length = totalLength - transport;
    if (field < 0 || length < field + 2) {
      return;
    }
    long at = offset + transport;
    Bytes.put16(memory, at + field, 0);
    long sum = protocol == IpProtocol.ICMP ? 0 : pseudoHeader(memory, offset, length, protocol);
    int checksum = Checksum.finish(Checksum.add(memory, at, length, sum));
    // To UDP zero means "no checksum"; the other zero of ones' complement says the same sum.
    boolean otherZero = checksum == 0 && protocol == IpProtocol.UDP;
    Bytes.put16(memory, at + field, otherZero ? 0xffff : checksum);
  }

  /**
   * Sum of the pseudo-header with its length field, read from the IP header at {@code offset}.
   *
   * @param length transport header and payload, in bytes
   */
  public static long pseudoHeader(MemorySegment memory, long offset, int length, int protocol) {
    boolean ipv4 = Bytes.u8(memory, offset) >>> 4 == 4;
    long addresses =
        ipv4 ? Checksum.add(memory, offset + 12, 8, 0) : Checksum.add(memory, offset + 8, 32, 0);
    return Checksum.addWord(protocol, Checksum.addInt(length, addresses));
  }
}
