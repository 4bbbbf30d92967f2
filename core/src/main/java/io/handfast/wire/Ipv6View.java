package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A look at an IPv6 packet (RFC 8200) where it lies, with its chain of extension headers walked
 * once and bounded. After {@link #wrap} has returned null, no getter can fail.
 */
public final class Ipv6View {
  /** Fixed header, in bytes. */
  public static final int HEADER = 40;

  /** Most extension headers accepted in one packet. */
  public static final int MAX_EXTENSIONS = 8;

  private MemorySegment memory;
  private long base;
  private int protocol;
  private int headersLength;
  private int fragmentHeader;
  private int problemPointer;

  /**
   * Points the view at {@code length} bytes and validates them.
   *
   * @return null when the headers are sound, else what is wrong with them
   */
  public Malformed wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.base = offset;
    this.fragmentHeader = -1;
    this.headersLength = HEADER;
    this.problemPointer = 0;
    if (length < HEADER) {
      return Malformed.TOO_SHORT;
    }
    if (Bytes.u8(memory, offset) >>> 4 != 6) {
      return Malformed.BAD_VERSION;
    }
    if (HEADER + Bytes.u16(memory, offset + 4) > length) {
      return Malformed.BAD_TOTAL_LENGTH;
    }
    return walk();
  }

  private Malformed walk() {
    protocol = Bytes.u8(memory, base + 6);
    for (int count = 0; isExtension(protocol); count++) {
      if (count == MAX_EXTENSIONS || protocol == IpProtocol.HOP_BY_HOP && count > 0) {
        return Malformed.BAD_EXTENSION;
      }
      int rest = totalLength() - headersLength;
      if (rest < 8 || extensionLength() > rest) {
        return Malformed.BAD_HEADER_LENGTH;
      }
      Malformed problem = checkExtension();
      if (problem != null) {
        return problem;
      }
      boolean laterFragment = protocol == IpProtocol.FRAGMENT && fragmentOffset() > 0;
      int length = extensionLength();
      protocol = Bytes.u8(memory, base + headersLength);
      headersLength += length;
      if (laterFragment) {
        break; // what follows is the middle of a payload, not a header
      }
    }
    return null;
  }

  private static boolean isExtension(int protocol) {
    return protocol == IpProtocol.HOP_BY_HOP
        || protocol == IpProtocol.ROUTING
        || protocol == IpProtocol.FRAGMENT
        || protocol == IpProtocol.DESTINATION_OPTIONS;
  }

  private int extensionLength() {
    return protocol == IpProtocol.FRAGMENT ? 8 : 8 + 8 * Bytes.u8(memory, base + headersLength + 1);
  }

  private Malformed checkExtension() {
    if (protocol == IpProtocol.FRAGMENT) {
      if (fragmentHeader >= 0) {
        return Malformed.BAD_EXTENSION;
      }
      fragmentHeader = headersLength;
      return null;
    }
    if (protocol == IpProtocol.ROUTING) {
      // Segments left must be 0: we are nobody's waypoint (RFC 8200 section 4.4, RFC 5095).
      boolean finalHop = Bytes.u8(memory, base + headersLength + 3) == 0;
      problemPointer = headersLength + 2;
      return finalHop ? null : Malformed.SOURCE_ROUTE;
    }
    return checkOptions();
  }

  /** Hop-by-hop and destination options: unknown ones act by their two high bits (section 4.2). */
  private Malformed checkOptions() {
    int end = headersLength + extensionLength();
    int at = headersLength + 2;
    while (at < end) {
      int kind = Bytes.u8(memory, base + at);
      if (kind == 0) {
        at++;
        continue;
      }
      if (at + 1 >= end || at + 2 + Bytes.u8(memory, base + at + 1) > end) {
        return Malformed.BAD_OPTION;
      }
      if (kind != 1 && kind >>> 6 != 0) {
        problemPointer = at;
        return Malformed.UNKNOWN_EXTENSION;
      }
      at += 2 + Bytes.u8(memory, base + at + 1);
    }
    return null;
  }

  /** Traffic class: DSCP and ECN bits, 0 to 255. */
  public int trafficClass() {
    return Bytes.u16(memory, base) >>> 4 & 0xff;
  }

  /** Flow label, 20 bits. */
  public int flowLabel() {
    return Bytes.i32(memory, base) & 0xf_ffff;
  }

  /** Fixed header and everything behind it, in bytes. */
  public int totalLength() {
    return HEADER + Bytes.u16(memory, base + 4);
  }

  /** Hop limit, 0 to 255. */
  public int hopLimit() {
    return Bytes.u8(memory, base + 7);
  }

  /** Upper-layer protocol at the end of the chain. */
  public int protocol() {
    return protocol;
  }

  /** First 64 bits of the source. */
  public long sourceHigh() {
    return Bytes.i64(memory, base + 8);
  }

  /** Last 64 bits of the source. */
  public long sourceLow() {
    return Bytes.i64(memory, base + 16);
  }

  /** First 64 bits of the destination. */
  public long destinationHigh() {
    return Bytes.i64(memory, base + 24);
  }

  /** Last 64 bits of the destination. */
  public long destinationLow() {
    return Bytes.i64(memory, base + 32);
  }

  /** Fixed header and extension headers, in bytes. */
  public int headersLength() {
    return headersLength;
  }

  /** True when a fragment header with offset or more-fragments bit is there (not "atomic"). */
  public boolean isFragment() {
    return fragmentHeader >= 0 && (Bytes.u16(memory, base + fragmentHeader + 2) & 0xfff9) != 0;
  }

  /** Start of the fragment header from the fixed header, in bytes, or -1. */
  public int fragmentHeader() {
    return fragmentHeader;
  }

  /** Offset of this fragment in bytes; 0 without a fragment header. */
  public int fragmentOffset() {
    return fragmentHeader < 0 ? 0 : Bytes.u16(memory, base + fragmentHeader + 2) & 0xfff8;
  }

  /** M bit of the fragment header. */
  public boolean moreFragments() {
    return fragmentHeader >= 0 && (Bytes.u8(memory, base + fragmentHeader + 3) & 1) != 0;
  }

  /** Identification of the fragment header; only with one. */
  public int fragmentId() {
    return Bytes.i32(memory, base + fragmentHeader + 4);
  }

  /** After UNKNOWN_EXTENSION or SOURCE_ROUTE: offset of the offending byte, for ICMPv6. */
  public int problemPointer() {
    return problemPointer;
  }

  /** Where the upper-layer payload starts in the memory. */
  public long payloadOffset() {
    return base + headersLength;
  }

  /** Upper-layer payload in bytes. */
  public int payloadLength() {
    return totalLength() - headersLength;
  }

  /** Memory looked at. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the fixed header starts in the memory. */
  public long offset() {
    return base;
  }
}
