package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * A look at a TCP segment (RFC 9293 section 3.1) where it lies. {@link #wrap} checks the lengths
 * once; after it has returned null, no getter can fail. The checksum is a separate question,
 * because a device may have answered it.
 */
public final class TcpView {
  /** Header without options, in bytes. */
  public static final int MIN_HEADER = 20;

  private MemorySegment memory;
  private long base;
  private int length;

  /**
   * Points the view at {@code length} bytes of TCP header and payload.
   *
   * @return null when the data offset is sound, else what is wrong
   */
  public Malformed wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.base = offset;
    this.length = length;
    if (length < MIN_HEADER) {
      return Malformed.TOO_SHORT;
    }
    if (headerLength() < MIN_HEADER || headerLength() > length) {
      return Malformed.BAD_HEADER_LENGTH;
    }
    return null;
  }

  /** True when the checksum over the segment and the given pseudo-header sum is right. */
  public boolean checksumIsRight(long pseudoHeaderSum) {
    long sum = Checksum.addWord(length, pseudoHeaderSum);
    return Checksum.fold(Checksum.add(memory, base, length, sum)) == 0xffff;
  }

  /** Source port, 0 to 65,535. */
  public int sourcePort() {
    return Bytes.u16(memory, base);
  }

  /** Destination port, 0 to 65,535. */
  public int destinationPort() {
    return Bytes.u16(memory, base + 2);
  }

  /** SEG.SEQ. */
  public int seq() {
    return Bytes.i32(memory, base + 4);
  }

  /** SEG.ACK; means something only with ACK set. */
  public int ack() {
    return Bytes.i32(memory, base + 8);
  }

  /** Header with options, 20 to 60 bytes. */
  public int headerLength() {
    return Bytes.u8(memory, base + 12) >>> 4 << 2;
  }

  /** The nine control bits, see {@link TcpFlags}. */
  public int flags() {
    return Bytes.u16(memory, base + 12) & TcpFlags.ALL;
  }

  /** True when all the given control bits are set. */
  public boolean has(int flags) {
    return (flags() & flags) == flags;
  }

  /** SEG.WND as it stands, not scaled. */
  public int window() {
    return Bytes.u16(memory, base + 14);
  }

  /** Checksum as it stands. */
  public int checksum() {
    return Bytes.u16(memory, base + 16);
  }

  /** Urgent pointer; means something only with URG set. */
  public int urgentPointer() {
    return Bytes.u16(memory, base + 18);
  }

  /** Bytes of options, 0 to 40. */
  public int optionsLength() {
    return headerLength() - MIN_HEADER;
  }

  /** Where the options start in the memory. */
  public long optionsOffset() {
    return base + MIN_HEADER;
  }

  /** Where the payload starts in the memory. */
  public long payloadOffset() {
    return base + headerLength();
  }

  /** Payload in bytes. */
  public int payloadLength() {
    return length - headerLength();
  }

  /** SEG.LEN: payload plus one each for SYN and FIN (RFC 9293 section 3.4). */
  public int segmentLength() {
    int flags = flags();
    return payloadLength() + (flags >> 1 & 1) + (flags & 1);
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
