package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A look at an IPv4 packet (RFC 791 section 3.1) where it lies. {@link #wrap} checks all lengths
 * once; after it has returned null, no getter can fail.
 */
public final class Ipv4View {
  /** Fixed header, in bytes. */
  public static final int MIN_HEADER = 20;

  private static final int LSRR = 131;
  private static final int SSRR = 137;

  private MemorySegment memory;
  private long base;

  /**
   * Points the view at {@code length} bytes and validates them.
   *
   * @return null when the header is sound, else what is wrong with it
   */
  public Malformed wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.base = offset;
    if (length < MIN_HEADER) {
      return Malformed.TOO_SHORT;
    }
    if (Bytes.u8(memory, offset) >>> 4 != 4) {
      return Malformed.BAD_VERSION;
    }
    if (headerLength() < MIN_HEADER || headerLength() > length) {
      return Malformed.BAD_HEADER_LENGTH;
    }
    if (totalLength() < headerLength() || totalLength() > length) {
      return Malformed.BAD_TOTAL_LENGTH;
    }
    if (Checksum.fold(Checksum.add(memory, offset, headerLength(), 0)) != 0xffff) {
      return Malformed.BAD_CHECKSUM;
    }
    return headerLength() > MIN_HEADER ? checkOptions() : null;
  }

  private Malformed checkOptions() {
    int at = MIN_HEADER;
    while (at < headerLength()) {
      int kind = Bytes.u8(memory, base + at);
      if (kind == 0) {
        return null;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      if (kind == LSRR || kind == SSRR) {
        return Malformed.SOURCE_ROUTE;
      }
      int optionLength = at + 1 < headerLength() ? Bytes.u8(memory, base + at + 1) : 0;
      if (optionLength < 2 || at + optionLength > headerLength()) {
        return Malformed.BAD_OPTION;
      }
      at += optionLength;
    }
    return null;
  }

  /** Header with options, 20 to 60 bytes. */
  public int headerLength() {
    return (Bytes.u8(memory, base) & 15) * 4;
  }

  /** Differentiated services code point and ECN bits, 0 to 255. */
  public int trafficClass() {
    return Bytes.u8(memory, base + 1);
  }

  /** Header and payload, in bytes. */
  public int totalLength() {
    return Bytes.u16(memory, base + 2);
  }

  /** Identification, 0 to 65,535. */
  public int id() {
    return Bytes.u16(memory, base + 4);
  }

  /** DF. */
  public boolean dontFragment() {
    return (Bytes.u8(memory, base + 6) & 0x40) != 0;
  }

  /** MF. */
  public boolean moreFragments() {
    return (Bytes.u8(memory, base + 6) & 0x20) != 0;
  }

  /** Fragment offset in bytes, a multiple of 8. */
  public int fragmentOffset() {
    return (Bytes.u16(memory, base + 6) & 0x1fff) * 8;
  }

  /** True for every fragment, the first too. */
  public boolean isFragment() {
    return (Bytes.u16(memory, base + 6) & 0x3fff) != 0;
  }

  /** Time to live, 0 to 255. */
  public int ttl() {
    return Bytes.u8(memory, base + 8);
  }

  /** See {@link IpProtocol}. */
  public int protocol() {
    return Bytes.u8(memory, base + 9);
  }

  /** Header checksum as it stands. */
  public int checksum() {
    return Bytes.u16(memory, base + 10);
  }

  /** Source address, 32 bits. */
  public int source() {
    return Bytes.i32(memory, base + 12);
  }

  /** Destination address, 32 bits. */
  public int destination() {
    return Bytes.i32(memory, base + 16);
  }

  /** Where the payload starts in the memory. */
  public long payloadOffset() {
    return base + headerLength();
  }

  /** Payload in bytes. */
  public int payloadLength() {
    return totalLength() - headerLength();
  }

  int byteAt(int at) {
    return Bytes.u8(memory, base + at);
  }

  int wordAt(int at) {
    return Bytes.i32(memory, base + at);
  }

  /** Memory looked at. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the header starts in the memory. */
  public long offset() {
    return base;
  }
}
