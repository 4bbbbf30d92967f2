package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * What the messages of ICMP and ICMPv6 have in common: type, code, checksum, four bytes whose
 * meaning depends on the type, and a body. {@link #wrap} checks the length once; after it has
 * returned null, no getter can fail.
 */
public abstract sealed class IcmpView permits Icmpv4View, Icmpv6View {
  /** Type, code, checksum and the four bytes that follow, in bytes. */
  public static final int HEADER = 8;

  private MemorySegment memory;
  private long base;
  private int length;

  IcmpView() {}

  /**
   * Points the view at {@code length} bytes of message.
   *
   * @return null when there are at least {@link #HEADER} bytes, else what is wrong
   */
  public Malformed wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.base = offset;
    this.length = length;
    return length < HEADER ? Malformed.TOO_SHORT : null;
  }

  boolean sumsToAllOnes(long sum) {
    return Checksum.fold(Checksum.add(memory, base, length, sum)) == 0xffff;
  }

  int wordAt(int offset) {
    return Bytes.u16(memory, base + offset);
  }

  int byteAt(int offset) {
    return Bytes.u8(memory, base + offset);
  }

  /** Message type, 0 to 255. */
  public int type() {
    return byteAt(0);
  }

  /** Code, 0 to 255; refines the type. */
  public int code() {
    return byteAt(1);
  }

  /** Checksum as it stands. */
  public int checksum() {
    return wordAt(2);
  }

  /** The four bytes behind the checksum. */
  public int rest() {
    return Bytes.i32(memory, base + 4);
  }

  /** Echo identifier, 0 to 65,535; only of an echo message. */
  public int echoId() {
    return wordAt(4);
  }

  /** Echo sequence number, 0 to 65,535; only of an echo message. */
  public int echoSequence() {
    return wordAt(6);
  }

  /** True for the types that report an error with a packet and carry the start of it. */
  public abstract boolean isError();

  /** True for an echo request. */
  public abstract boolean isEchoRequest();

  /** Link MTU that the reporter names, in bytes; only of "fragmentation needed", "too big". */
  public abstract long mtu();

  /** Header and body, in bytes. */
  public int length() {
    return length;
  }

  /** Where the body starts in the memory; of an error, the packet that it is about. */
  public long bodyOffset() {
    return base + HEADER;
  }

  /** Body in bytes. */
  public int bodyLength() {
    return length - HEADER;
  }

  /**
   * Bytes of the packet that an error is about: the body without extensions (RFC 4884 section 4).
   */
  public int embeddedLength() {
    int claimed = claimedEmbeddedLength();
    return claimed == 0 ? bodyLength() : Math.min(claimed, bodyLength());
  }

  /** Length field of RFC 4884 in bytes; 0 when absent. */
  abstract int claimedEmbeddedLength();

  /** Memory looked at. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the message starts in the memory. */
  public long offset() {
    return base;
  }
}
