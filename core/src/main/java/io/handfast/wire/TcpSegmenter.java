package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * Cuts a TCP super-segment into packets that fit the path, as a network card does (TSO) and Linux
 * in {@code tcp_gso_segment}: a pure function of the bytes.
 *
 * <p>Every packet repeats the headers. Its sequence number and IPv4 identification advance, FIN and
 * PSH stay with the last packet, CWR with the first (RFC 3168 section 6.1.2 wants it once), URG
 * with those before the urgent point; both checksums are full. A mutable object that is filled
 * again and again; it keeps no bytes, so the super-segment must stay in place until the last {@link
 * #write}.
 */
public final class TcpSegmenter {
  private static final int LAST_ONLY = TcpFlags.FIN | TcpFlags.PSH;

  private final TcpView tcp = new TcpView();
  private final Ipv6View ipv6 = new Ipv6View();
  private MemorySegment source;
  private long base;
  private boolean ipv4;
  private int ipHeaderLength;
  private int headerLength;
  private int payloadLength;
  private int segmentSize;
  private int count;

  /**
   * Points the cutter at a super-segment. The checksums in it are not looked at: a partial one is
   * normal here.
   *
   * @param source holds the packet, IP header first, at {@code offset}
   * @param length bytes of the packet, at most 65,575
   * @param segmentSize payload bytes of each packet but the last; 0 for "do not cut"
   * @return null when it can be cut, else what is wrong with it; {@link
   *     Malformed#UNKNOWN_EXTENSION} when it is not TCP
   */
  public Malformed wrap(MemorySegment source, long offset, int length, int segmentSize) {
    this.source = source;
    this.base = offset;
    this.count = 0;
    Malformed problem = length < Ipv4View.MIN_HEADER ? Malformed.TOO_SHORT : findTcp(length);
    if (problem == null) {
      problem = tcp.wrap(source, base + ipHeaderLength, length - ipHeaderLength);
    }
    if (problem != null) {
      return problem;
    }
    headerLength = ipHeaderLength + tcp.headerLength();
    payloadLength = length - headerLength;
    this.segmentSize = segmentSize > 0 ? segmentSize : Math.max(1, payloadLength);
    count = Math.max(1, (payloadLength + this.segmentSize - 1) / this.segmentSize);
    return null;
  }

  private Malformed findTcp(int length) {
    int version = Bytes.u8(source, base) >>> 4;
    ipv4 = version == 4;
    if (ipv4) {
      ipHeaderLength = (Bytes.u8(source, base) & 15) * 4;
      boolean sound = ipHeaderLength >= Ipv4View.MIN_HEADER && ipHeaderLength <= length;
      return sound ? onlyTcp(Bytes.u8(source, base + 9)) : Malformed.BAD_HEADER_LENGTH;
    }
    if (version != 6) {
      return Malformed.BAD_VERSION;
    }
    Malformed problem = ipv6.wrap(source, base, length);
    ipHeaderLength = ipv6.headersLength();
    return problem == null ? onlyTcp(ipv6.protocol()) : problem;
  }

  private static Malformed onlyTcp(int protocol) {
    return protocol == IpProtocol.TCP ? null : Malformed.UNKNOWN_EXTENSION;
  }

  /** Packets that come out: at least 1 after a good {@link #wrap}, else 0. */
  public int count() {
    return count;
  }

  /** Bytes of packet {@code index} (from 0), IP header included. */
  public int length(int index) {
    return headerLength + payloadLength(index);
  }

  private int payloadLength(int index) {
    return Math.min(segmentSize, payloadLength - index * segmentSize);
  }

  /**
   * Writes packet {@code index} to {@code target}, which must not overlap the super-segment.
   *
   * @param index 0 to {@link #count()} - 1
   * @return its bytes, {@link #length(int)}
   */
  public int write(int index, MemorySegment target, long at) {
    int skipped = index * segmentSize;
    int length = length(index);
    MemorySegment.copy(source, base, target, at, headerLength);
    MemorySegment.copy(
        source, base + headerLength + skipped, target, at + headerLength, payloadLength(index));
    writeIpHeader(index, target, at, length);
    writeTcpHeader(index, skipped, target, at + ipHeaderLength);
    TransportChecksum.fill(target, at, ipHeaderLength, length, IpProtocol.TCP);
    return length;
  }

  private void writeIpHeader(int index, MemorySegment target, long at, int length) {
    if (!ipv4) {
      Bytes.put16(target, at + 4, length - Ipv6View.HEADER);
      return;
    }
    Bytes.put16(target, at + 2, length);
    Bytes.put16(target, at + 4, Bytes.u16(source, base + 4) + index);
    Bytes.put16(target, at + 10, 0);
    Bytes.put16(target, at + 10, Checksum.finish(Checksum.add(target, at, ipHeaderLength, 0)));
  }

  private void writeTcpHeader(int index, int skipped, MemorySegment target, long at) {
    int flags = tcp.flags();
    if (index < count - 1) {
      flags &= ~LAST_ONLY;
    }
    if (index > 0) {
      flags &= ~TcpFlags.CWR;
    }
    int urgent = tcp.urgentPointer() - skipped;
    if (tcp.has(TcpFlags.URG) && urgent <= 0) {
      flags &= ~TcpFlags.URG;
    }
    Bytes.put32(target, at + 4, tcp.seq() + skipped);
    int offsetAndReserved = Bytes.u16(target, at + 12) & ~TcpFlags.ALL;
    Bytes.put16(target, at + 12, offsetAndReserved | flags);
    Bytes.put16(target, at + 18, tcp.has(TcpFlags.URG) ? Math.max(0, urgent) : tcp.urgentPointer());
  }
}
