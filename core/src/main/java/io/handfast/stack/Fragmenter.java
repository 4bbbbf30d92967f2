package io.handfast.stack;

import io.handfast.event.Counter;
import io.handfast.secret.KeyedHash;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/**
 * Cuts datagrams that are larger than the path into fragments (RFC 791 section 3.2, RFC 8200
 * section 4.5). TCP never needs it: its segments fit.
 */
final class Fragmenter {
  private static final int IPV6_HEADER = 40;
  private static final int FRAGMENT_HEADER = 8;
  private static final int MORE_V4 = 0x2000;

  private final NetworkStack stack;
  private final KeyedHash secret;
  private final MemorySegment whole = Arena.ofAuto().allocate(65_536 + 64, 64);
  private final MemorySegment header = Arena.ofAuto().allocate(256, 64);
  private final OutPacket piece = new OutPacket();
  private int count;

  Fragmenter(NetworkStack stack, KeyedHash secret) {
    this.stack = stack;
    this.secret = secret;
    piece.header = header;
    piece.headerOffset = OutPacket.HEADROOM;
    piece.checksumOffset = -1;
  }

  /** It is a datagram too large for the MTU; TCP sizes its segments, and probes with them. */
  static boolean isNeeded(OutPacket packet, int mtu) {
    return packet.protocol != IpProtocol.TCP && packet.totalLength() > mtu;
  }

  /**
   * Sends a packet whose checksum is complete in fragments of {@code mtu} bytes at most; false when
   * one was not taken, and then the rest is not sent.
   */
  boolean send(OutPacket packet, Predicate<OutPacket> taker, int mtu) {
    boolean v4 = packet.ipVersion == 4;
    int length = packet.copyTo(whole, 0);
    int headers = v4 ? packet.ipHeaderLength : IPV6_HEADER;
    int room = mtu - headers - (v4 ? 0 : FRAGMENT_HEADER) & ~7;
    int id = identification(v4);
    piece.ipVersion = packet.ipVersion;
    piece.protocol = packet.protocol;
    for (int at = headers; at < length; at += room) {
      int part = Math.min(room, length - at);
      boolean more = at + part < length;
      prepare(v4, headers, id, at - headers, more, part);
      piece.addSlice(whole, at, part);
      boolean taken = taker.test(piece);
      piece.clearPayload();
      if (!taken) {
        stack.counters().add(Counter.IP_FRAG_FAILS);
        return false;
      }
      stack.counters().add(Counter.IP_FRAG_CREATES);
    }
    stack.counters().add(Counter.IP_FRAG_OKS);
    return true;
  }

  private void prepare(boolean v4, int headers, int id, int offset, boolean more, int length) {
    MemorySegment.copy(whole, 0, header, OutPacket.HEADROOM, headers);
    if (v4) {
      ipv4(headers, id, offset, more, length);
    } else {
      ipv6(id, offset, more, length);
    }
  }

  private void ipv4(int headers, int id, int offset, boolean more, int length) {
    long at = OutPacket.HEADROOM;
    Bytes.put16(header, at + 2, headers + length);
    Bytes.put16(header, at + 4, id & 0xffff);
    Bytes.put16(header, at + 6, (more ? MORE_V4 : 0) | offset >> 3);
    Bytes.put16(header, at + 10, 0);
    Bytes.put16(header, at + 10, Checksum.finish(Checksum.add(header, at, headers, 0)));
    piece.ipHeaderLength = headers;
    piece.headerLength = headers;
  }

  private void ipv6(int id, int offset, boolean more, int length) {
    long at = OutPacket.HEADROOM;
    int next = Bytes.u8(header, at + 6);
    Bytes.put16(header, at + 4, FRAGMENT_HEADER + length);
    Bytes.put16(header, at + 6, IpProtocol.FRAGMENT << 8 | Bytes.u8(header, at + 7));
    Bytes.put32(header, at + IPV6_HEADER, next << 24 | offset | (more ? 1 : 0));
    Bytes.put32(header, at + IPV6_HEADER + 4, id);
    piece.ipHeaderLength = IPV6_HEADER + FRAGMENT_HEADER;
    piece.headerLength = IPV6_HEADER + FRAGMENT_HEADER;
  }

  /** Counts on from a start that differs for each pair of addresses (RFC 7739 section 5.3). */
  private int identification(boolean v4) {
    long a = Bytes.i64(whole, v4 ? 12 : 8);
    long b = v4 ? 4 : Bytes.i64(whole, 16);
    long c = v4 ? 0 : Bytes.i64(whole, 24);
    long d = v4 ? 0 : Bytes.i64(whole, 32);
    return (int) secret.hash(a, b, c, d, 0) + count++;
  }

  /** The MTU of the way to an address, as far as it is known, bytes. */
  int mtuOf(Interface via, long high, long low) {
    int link = via.mtu();
    return via.isLoopback() || stack.pathMtus.isEmpty()
        ? link
        : stack.pathMtus.lookUp(new IpAddress(high, low), link, stack.now());
  }
}
