package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Packets for tests, built by hand so that the code under test does not vouch for itself. */
final class TestPackets {
  static final IpAddress STACK_V4 = IpAddress.parse("10.77.0.2");
  static final IpAddress KERNEL_V4 = IpAddress.parse("10.77.0.1");
  static final IpAddress STACK_V6 = IpAddress.parse("fd77::2");
  static final IpAddress KERNEL_V6 = IpAddress.parse("fd77::1");

  private TestPackets() {}

  static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static MemorySegment nativeCopy(byte[] bytes) {
    return NativeCopy.of(bytes, 0);
  }

  static Packet emptyPacket() {
    return new BufferPool().acquirePacket(65_535);
  }

  static byte[] bytes(Packet packet) {
    return packet.memory().asSlice(packet.offset, packet.length).toArray(JAVA_BYTE);
  }

  static byte[] bytes(OutPacket packet) {
    byte[] bytes = packet.toBytes();
    return bytes;
  }

  /** A packet with that transport header and no payload yet; lengths and checksums are not set. */
  static OutPacket packet(IpAddress from, IpAddress to, int protocol, byte[] transport) {
    boolean v4 = from.isV4();
    OutPacket packet = new OutPacket();
    packet.ipVersion = v4 ? 4 : 6;
    packet.ipHeaderLength = v4 ? 20 : 40;
    packet.headerOffset = OutPacket.HEADROOM;
    packet.headerLength = packet.ipHeaderLength + transport.length;
    packet.protocol = protocol;
    packet.checksumOffset = protocol == IpProtocol.TCP ? 16 : protocol == IpProtocol.UDP ? 6 : 2;
    packet.header = Arena.ofAuto().allocate(OutPacket.HEADROOM + packet.headerLength, 8);
    ipHeader(packet.header, OutPacket.HEADROOM, from, to, protocol);
    long at = OutPacket.HEADROOM + packet.ipHeaderLength;
    MemorySegment.copy(transport, 0, packet.header, JAVA_BYTE, at, transport.length);
    return packet;
  }

  private static void ipHeader(
      MemorySegment header, int ip, IpAddress from, IpAddress to, int protocol) {
    boolean v4 = from.isV4();
    Bytes.put16(header, ip, v4 ? 0x4500 : 0x6000);
    Bytes.put16(header, ip + (v4 ? 8 : 6), v4 ? 64 << 8 | protocol : protocol << 8 | 64);
    byte[] addresses = new byte[v4 ? 8 : 32];
    System.arraycopy(from.toBytes(), 0, addresses, 0, addresses.length / 2);
    System.arraycopy(to.toBytes(), 0, addresses, addresses.length / 2, addresses.length / 2);
    MemorySegment.copy(addresses, 0, header, JAVA_BYTE, ip + (v4 ? 12 : 8), addresses.length);
  }

  /** Adds payload in slices of {@code sliceSize} bytes. */
  static OutPacket withPayload(OutPacket packet, byte[] payload, int sliceSize) {
    MemorySegment memory = nativeCopy(payload);
    for (int at = 0; at < payload.length; at += sliceSize) {
      packet.addSlice(memory, at, Math.min(sliceSize, payload.length - at));
    }
    return packet;
  }

  /** Sets IP lengths and IPv4 checksum, and a partial transport checksum. */
  static OutPacket finished(OutPacket packet) {
    int ip = packet.headerOffset;
    int transport = packet.totalLength() - packet.ipHeaderLength;
    if (packet.ipVersion == 4) {
      Bytes.put16(packet.header, ip + 2, packet.totalLength());
      Bytes.put16(packet.header, ip + 10, 0);
      Bytes.put16(packet.header, ip + 10, onesComplement(bytes(packet), 0, 20, 0));
    } else {
      Bytes.put16(packet.header, ip + 4, transport);
    }
    int pseudo = ~pseudoSum(bytes(packet), packet.protocol, transport) & 0xffff;
    int field = ip + packet.ipHeaderLength + packet.checksumOffset;
    Bytes.put16(packet.header, field, ~pseudo & 0xffff);
    packet.partialChecksum = true;
    return packet;
  }

  static byte[] tcpHeader(int from, int to, int seq, int ack, int flags) {
    MemorySegment tcp = Arena.ofAuto().allocate(20, 4);
    Bytes.put16(tcp, 0, from);
    Bytes.put16(tcp, 2, to);
    Bytes.put32(tcp, 4, seq);
    Bytes.put32(tcp, 8, ack);
    Bytes.put16(tcp, 12, 5 << 12 | flags);
    Bytes.put16(tcp, 14, 0xffff);
    return tcp.toArray(JAVA_BYTE);
  }

  /** True when IPv4 header checksum and TCP or UDP checksum are right, by the textbook's loop. */
  static boolean checksumsAreRight(byte[] packet) {
    boolean v4 = packet[0] >>> 4 == 4;
    int header = v4 ? 20 : 40;
    int protocol = packet[v4 ? 9 : 6] & 0xff;
    int length = packet.length - header;
    boolean ip = !v4 || onesComplement(packet, 0, 20, 0) == 0;
    int pseudo = pseudoSum(packet, protocol, length);
    return ip && onesComplement(packet, header, length, pseudo) == 0;
  }

  private static int pseudoSum(byte[] packet, int protocol, int length) {
    boolean v4 = packet[0] >>> 4 == 4;
    int addresses = ~onesComplement(packet, v4 ? 12 : 8, v4 ? 8 : 32, protocol + length) & 0xffff;
    return addresses;
  }

  static int onesComplement(byte[] bytes, int from, int length, int start) {
    int sum = start;
    for (int i = 0; i < length; i++) {
      sum += (bytes[from + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
  }

  /** An ICMP or ICMPv6 echo request, complete. */
  static OutPacket echoRequest(IpAddress from, IpAddress to, byte[] payload) {
    int type = from.isV4() ? 8 : 128;
    byte[] icmp = new byte[8 + payload.length];
    icmp[0] = (byte) type;
    icmp[5] = 1;
    icmp[7] = 1;
    System.arraycopy(payload, 0, icmp, 8, payload.length);
    int protocol = from.isV4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    OutPacket packet = finished(packet(from, to, protocol, icmp));
    packet.partialChecksum = false;
    int field = packet.headerOffset + packet.ipHeaderLength + 2;
    if (from.isV4()) {
      Bytes.put16(packet.header, field, 0);
    }
    long at = packet.headerOffset + packet.ipHeaderLength;
    long sum = Checksum.add(packet.header, at, icmp.length, 0);
    Bytes.put16(packet.header, field, Checksum.finish(sum));
    return packet;
  }
}
