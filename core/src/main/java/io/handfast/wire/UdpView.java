package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A look at a UDP datagram (RFC 768) where it lies. {@link #wrap} checks the lengths once; after it
 * has returned null, no getter can fail. The checksum is a separate question, because a device may
 * have answered it.
 */
public final class UdpView {
  /** The header, in bytes. */
  public static final int HEADER = 8;

  private MemorySegment memory;
  private long base;

  /**
   * Points the view at {@code length} bytes of UDP header and payload. Bytes behind the length that
   * the header claims are ignored; a header that claims more than there is, is refused.
   *
   * @return null when the length is sound, else what is wrong
   */
  public Malformed wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.base = offset;
    if (length < HEADER) {
      return Malformed.TOO_SHORT;
    }
    return length() < HEADER || length() > length ? Malformed.BAD_TOTAL_LENGTH : null;
  }

  /**
   * True when the checksum is right. Zero means "none", which IPv4 allows (RFC 768) and IPv6 does
   * not (RFC 8200 section 8.1).
   *
   * @param pseudoHeaderSum sum without the length, see {@link Checksum#pseudoHeader}
   */
  public boolean checksumIsRight(boolean ipv4, long pseudoHeaderSum) {
    if (checksum() == 0) {
      return ipv4;
    }
    long sum = Checksum.addWord(length(), pseudoHeaderSum);
    return Checksum.fold(Checksum.add(memory, base, length(), sum)) == 0xffff;
  }

  /** Source port, 0 to 65,535; 0 when no answer is wanted. */
  public int sourcePort() {
    return Bytes.u16(memory, base);
  }

  /** Destination port, 0 to 65,535. */
  public int destinationPort() {
    return Bytes.u16(memory, base + 2);
  }

  /** Header and payload in bytes, 8 to 65,535. */
  public int length() {
    return Bytes.u16(memory, base + 4);
  }

  /** Checksum as it stands; 0 for none. */
  public int checksum() {
    return Bytes.u16(memory, base + 6);
  }

  /** Where the payload starts in the memory. */
  public long payloadOffset() {
    return base + HEADER;
  }

  /** Payload in bytes. */
  public int payloadLength() {
    return length() - HEADER;
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
