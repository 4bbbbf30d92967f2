package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;
import java.lang.foreign.MemorySegment;

/**
 * The 12-byte header before each packet of a TUN with IFF_VNET_HDR: {@code struct
 * virtio_net_hdr_v1} in native byte order (virtio 1.2 section 5.1.6, linux/virtio_net.h).
 *
 * <p>Reading trusts none of its fields: each is checked against the packet that follows.
 */
final class VirtioNetHeader {
  /** Its length, in bytes, as set by TUNSETVNETHDRSZ. */
  static final int LENGTH = 12;

  static final int NEEDS_CSUM = 1;
  static final int DATA_VALID = 2;
  static final int GSO_NONE = 0;
  static final int GSO_TCPV4 = 1;
  static final int GSO_TCPV6 = 4;
  static final int GSO_ECN = 0x80;

  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int IPV4_MIN = 20;
  private static final int IPV6_MIN = 40;

  private VirtioNetHeader() {}

  /** Writes the header for {@code packet} at {@code at}. */
  static void write(MemorySegment memory, long at, OutPacket packet) {
    boolean cut = Segmenter.needsCut(packet);
    boolean partial = cut || packet.partialChecksum;
    put8(memory, at, partial ? NEEDS_CSUM : 0);
    put8(memory, at + 1, cut ? segmentation(packet) : GSO_NONE);
    put16(memory, at + 2, cut ? packet.headerLength : 0);
    put16(memory, at + 4, cut ? packet.segmentSize : 0);
    put16(memory, at + 6, partial ? packet.ipHeaderLength : 0);
    put16(memory, at + 8, partial ? packet.checksumOffset : 0);
    put16(memory, at + 10, 0);
  }

  private static int segmentation(OutPacket packet) {
    int flags = packet.headerOffset + packet.ipHeaderLength + 13;
    boolean cwr = (Bytes.u8(packet.header, flags) & TcpFlags.CWR) != 0;
    return (packet.ipVersion == 4 ? GSO_TCPV4 : GSO_TCPV6) | (cwr ? GSO_ECN : 0);
  }

  /**
   * Reads the header at {@code at} into the metadata of {@code packet}, whose offset and length are
   * those of the IP packet behind it.
   *
   * @return RX_PACKETS when all is sound, else the counter of the reason to drop the packet
   */
  static LinkCounter read(MemorySegment memory, long at, Packet packet) {
    int flags = u8(memory, at);
    packet.segmentSize = 0;
    packet.checksum = (flags & DATA_VALID) != 0 ? ChecksumState.TRUSTED : ChecksumState.UNVERIFIED;
    if ((flags & NEEDS_CSUM) != 0 && !checksum(memory, at, packet)) {
      return LinkCounter.RX_BAD_CHECKSUM_FIELD;
    }
    int type = u8(memory, at + 1);
    return type == GSO_NONE
        ? LinkCounter.RX_PACKETS
        : segmentation(memory, at, packet, type & ~GSO_ECN, flags);
  }

  /** A partial checksum of plain TCP or UDP is trusted as it is; any other is completed here. */
  private static boolean checksum(MemorySegment memory, long at, Packet packet) {
    int start = u16(memory, at + 6);
    int field = start + u16(memory, at + 8);
    if (start < IPV4_MIN || field + 2 > packet.length) {
      return false;
    }
    if (start == transportStart(packet) && u16(memory, at + 8) == fieldOffset(packet)) {
      packet.checksum = ChecksumState.TRUSTED;
    } else {
      complete(packet, start, field);
      packet.checksum = ChecksumState.UNVERIFIED;
    }
    return true;
  }

  private static void complete(Packet packet, int start, int field) {
    MemorySegment bytes = packet.memory();
    long sum = Checksum.add(bytes, packet.offset + start, packet.length - start, 0);
    Bytes.put16(bytes, packet.offset + field, Checksum.finish(sum));
  }

  private static LinkCounter segmentation(
      MemorySegment memory, long at, Packet packet, int type, int flags) {
    if (type != GSO_TCPV4 && type != GSO_TCPV6) {
      return LinkCounter.RX_UNKNOWN_SEGMENTATION;
    }
    int version = type == GSO_TCPV4 ? 4 : 6;
    int size = u16(memory, at + 4);
    boolean sound =
        (flags & NEEDS_CSUM) != 0
            && packet.checksum == ChecksumState.TRUSTED
            && version == version(packet)
            && protocol(packet) == IpProtocol.TCP
            && size > 0
            && u16(memory, at + 2) <= packet.length;
    int payload = sound ? tcpPayload(packet) : -1;
    if (payload < 0) {
      return LinkCounter.RX_BAD_SEGMENTATION;
    }
    packet.segmentSize = payload > size ? size : 0;
    return LinkCounter.RX_PACKETS;
  }

  /** Payload bytes behind the TCP header, or negative when that header does not fit. */
  private static int tcpPayload(Packet packet) {
    int start = transportStart(packet);
    if (start + TcpView.MIN_HEADER > packet.length) {
      return -1;
    }
    int header = Bytes.u8(packet.memory(), packet.offset + start + 12) >>> 4 << 2;
    return header < TcpView.MIN_HEADER ? -1 : packet.length - start - header;
  }

  private static int version(Packet packet) {
    return Bytes.u8(packet.memory(), packet.offset) >>> 4;
  }

  /** Length of a plain IP header, or -1 when it is none (then nothing about it is trusted). */
  private static int transportStart(Packet packet) {
    return switch (version(packet)) {
      case 4 -> (Bytes.u8(packet.memory(), packet.offset) & 15) * 4;
      case 6 -> IPV6_MIN;
      default -> -1;
    };
  }

  private static int protocol(Packet packet) {
    int field = version(packet) == 4 ? 9 : 6;
    return Bytes.u8(packet.memory(), packet.offset + field);
  }

  private static int fieldOffset(Packet packet) {
    return switch (protocol(packet)) {
      case IpProtocol.TCP -> TCP_CHECKSUM;
      case IpProtocol.UDP -> UDP_CHECKSUM;
      default -> -1;
    };
  }

  private static int u8(MemorySegment memory, long at) {
    return memory.get(JAVA_BYTE, at) & 0xff;
  }

  private static int u16(MemorySegment memory, long at) {
    return memory.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
  }

  private static void put8(MemorySegment memory, long at, int value) {
    memory.set(JAVA_BYTE, at, (byte) value);
  }

  private static void put16(MemorySegment memory, long at, int value) {
    memory.set(JAVA_SHORT_UNALIGNED, at, (short) value);
  }
}
