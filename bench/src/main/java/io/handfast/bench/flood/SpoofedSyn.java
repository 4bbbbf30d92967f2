package io.handfast.bench.flood;

import io.handfast.buffer.Packet;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOption;
import io.handfast.wire.TcpOptionList;
import java.lang.foreign.MemorySegment;

/** One SYN in a packet, changed in place: each time another source, port and number. */
final class SpoofedSyn {
  static final int LENGTH_MAX = 128;
  private static final int TCP_LENGTH = 40;
  private static final int TCP_CHECKSUM = 16;

  private final MemorySegment memory;
  private final Packet packet;
  private final IpAddress server;
  private final boolean ipv4;
  private final int ip;
  private final int tcp;
  private long state = 4_987;

  SpoofedSyn(Packet packet, IpAddress server, boolean ipv4) {
    this.packet = packet;
    this.memory = packet.memory();
    this.server = server;
    this.ipv4 = ipv4;
    this.ip = packet.offset;
    this.tcp = ip + (ipv4 ? 20 : 40);
    TcpOptionList options =
        TcpOptionList.of(
            new TcpOption.Mss(1_460),
            new TcpOption.SackPermitted(),
            new TcpOption.Timestamps(1_000, 0),
            new TcpOption.Nop(),
            new TcpOption.WindowScale(7));
    TcpHeader header = new TcpHeader(1, 80, 0, 0, TcpFlags.SYN, 64_240, 0, options);
    IpAddress source = IpAddress.parse(ipv4 ? "198.18.0.1" : "2001:db8::1");
    byte[] bytes = IpPackets.tcp(source, server, header);
    MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, ip, bytes.length);
    packet.length = bytes.length;
  }

  /** The next SYN of the flood. */
  void next() {
    state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    int random = (int) (state >>> 32);
    Bytes.put16(memory, tcp, 1_024 + (random >>> 17));
    Bytes.put32(memory, tcp + 4, random);
    Bytes.put16(memory, tcp + TCP_CHECKSUM, 0);
    long sum = ipv4 ? v4(random) : v6(random);
    sum = Checksum.addWord(TCP_LENGTH, sum);
    Bytes.put16(
        memory, tcp + TCP_CHECKSUM, Checksum.finish(Checksum.add(memory, tcp, TCP_LENGTH, sum)));
    packet.checksum = Packet.ChecksumState.UNVERIFIED;
  }

  private long v4(int random) {
    int source = 0xc612_0000 | random & 0x1_ffff; // 198.18.0.0/15
    Bytes.put32(memory, ip + 12, source);
    Bytes.put16(memory, ip + 10, 0);
    Bytes.put16(memory, ip + 10, Checksum.finish(Checksum.add(memory, ip, 20, 0)));
    long mapped = 0xffff_0000_0000L | source & 0xffff_ffffL;
    return Checksum.pseudoHeader(true, 0, server.low(), 0, mapped, IpProtocol.TCP);
  }

  private long v6(int random) {
    long high = 0x2001_0db8_0000_0000L;
    long low = random & 0xffff_ffffL;
    Bytes.put64(memory, ip + 8, high);
    Bytes.put64(memory, ip + 16, low);
    return Checksum.pseudoHeader(false, server.high(), server.low(), high, low, IpProtocol.TCP);
  }
}
