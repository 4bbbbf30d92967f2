package io.handfast.link.nativeio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A netlink request under construction: {@code struct nlmsghdr}, a fixed family header, attributes;
 * all in native byte order and aligned to 4 bytes (RFC 3549 section 2.3, linux/netlink.h).
 */
public final class NetlinkMessage {
  /** Header of each message, in bytes. */
  static final int HEADER = 16;

  private static final int CAPACITY = 512;
  private static final int NESTED = 0x8000;

  private final MemorySegment memory;
  private int length = HEADER;

  /** A message of a type with the given NLM_F_ flags. */
  public NetlinkMessage(SegmentAllocator allocator, int type, int flags) {
    memory = allocator.allocate(CAPACITY, 8);
    memory.set(JAVA_SHORT, 4, (short) type);
    memory.set(JAVA_SHORT, 6, (short) flags);
  }

  /** Appends bytes of the family header. */
  public NetlinkMessage bytes(int... values) {
    for (int value : values) {
      memory.set(JAVA_BYTE, length++, (byte) value);
    }
    return this;
  }

  /** Appends a 32-bit word of the family header. */
  public NetlinkMessage word(int value) {
    memory.set(JAVA_INT, length, value);
    length += 4;
    return this;
  }

  /** Appends an attribute that holds a 32-bit number. */
  public NetlinkMessage attribute(int type, int value) {
    return header(type, 4).word(value);
  }

  /** Appends an attribute that holds bytes. */
  public NetlinkMessage attribute(int type, byte[] value) {
    header(type, value.length);
    MemorySegment.copy(value, 0, memory, JAVA_BYTE, length, value.length);
    length += value.length + 3 & ~3;
    return this;
  }

  /** Opens an attribute that holds attributes; the result goes to {@link #end}. */
  public int begin(int type) {
    header(type | NESTED, 0);
    return length - 4;
  }

  /** Closes the attribute opened at {@code start}. */
  public NetlinkMessage end(int start) {
    memory.set(JAVA_SHORT, start, (short) (length - start));
    return this;
  }

  /** The finished message. */
  MemorySegment finish(int sequence) {
    memory.set(JAVA_INT, 0, length);
    memory.set(JAVA_INT, 8, sequence);
    return memory.asSlice(0, length);
  }

  private NetlinkMessage header(int type, int valueLength) {
    memory.set(JAVA_SHORT, length, (short) (4 + valueLength));
    memory.set(JAVA_SHORT, length + 2, (short) type);
    length += 4;
    return this;
  }
}
