package io.handfast.trace;

import static io.handfast.wire.Bytes.put16;
import static io.handfast.wire.Bytes.put32;

import io.handfast.wire.Bytes;
import java.lang.foreign.MemorySegment;

/**
 * Ethernet headers for packets that never saw an Ethernet: readers of captures get along with them
 * best. Each IP address has a locally administered MAC address of its own; groups have the one that
 * the standards give them (RFC 1112 section 6.4, RFC 2464 section 7).
 */
final class MadeUpMac {
  /** Ethernet header, in bytes. */
  static final int HEADER = 14;

  private static final int TYPE_IPV4 = 0x0800;
  private static final int TYPE_IPV6 = 0x86dd;
  private static final int LOCAL_V4 = 0x0204;
  private static final int LOCAL_V6 = 0x0206;

  private MadeUpMac() {}

  /** Writes the header for a packet of at least its fixed IP header; shorter ones get zeros. */
  static void writeHeader(byte[] header, MemorySegment packet, long offset, int length) {
    MemorySegment out = MemorySegment.ofArray(header);
    out.fill((byte) 0);
    boolean ipv6 = length > 0 && Bytes.u8(packet, offset) >>> 4 == 6;
    put16(out, 12, ipv6 ? TYPE_IPV6 : TYPE_IPV4);
    if (ipv6 && length >= 40) {
      ofV6(out, 0, packet, offset + 24);
      ofV6(out, 6, packet, offset + 8);
    } else if (!ipv6 && length >= 20) {
      ofV4(out, 0, Bytes.i32(packet, offset + 16));
      ofV4(out, 6, Bytes.i32(packet, offset + 12));
    }
  }

  private static void ofV4(MemorySegment out, int at, int address) {
    boolean multicast = address >>> 28 == 0xe;
    if (address == -1) {
      write(out, at, 0xffff, -1);
    } else if (multicast) {
      write(out, at, 0x0100, 0x5e00_0000 | address & 0x7f_ffff);
    } else {
      write(out, at, LOCAL_V4, address);
    }
  }

  private static void ofV6(MemorySegment out, int at, MemorySegment packet, long address) {
    int last = Bytes.i32(packet, address + 12);
    boolean multicast = Bytes.u8(packet, address) == 0xff;
    long both = Bytes.i64(packet, address) ^ Bytes.i64(packet, address + 8);
    int folded = (int) (both ^ both >>> 32);
    write(out, at, multicast ? 0x3333 : LOCAL_V6, multicast ? last : folded);
  }

  private static void write(MemorySegment out, int at, int high, int low) {
    put16(out, at, high);
    put32(out, at + 2, low);
  }
}
