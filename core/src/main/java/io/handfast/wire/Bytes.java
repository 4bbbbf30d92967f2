package io.handfast.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Big-endian access to memory, the byte order of every header (RFC 1700, "Data Notations"). */
public final class Bytes {
  private static final ValueLayout.OfShort U16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  /** Byte at {@code at}, 0 to 255. */
  public static int u8(MemorySegment memory, long at) {
    return memory.get(JAVA_BYTE, at) & 0xff;
  }

  /** Two bytes at {@code at}, 0 to 65,535. */
  public static int u16(MemorySegment memory, long at) {
    return memory.get(U16, at) & 0xffff;
  }

  /** Four bytes at {@code at} as a signed int with the same bits. */
  public static int i32(MemorySegment memory, long at) {
    return memory.get(U32, at);
  }

  /** Four bytes at {@code at}, 0 to 2^32 - 1. */
  public static long u32(MemorySegment memory, long at) {
    return memory.get(U32, at) & 0xffff_ffffL;
  }

  /** Eight bytes at {@code at}. */
  public static long i64(MemorySegment memory, long at) {
    return memory.get(U64, at);
  }

  /** Stores the low 8 bits of {@code value}. */
  public static void put8(MemorySegment memory, long at, int value) {
    memory.set(JAVA_BYTE, at, (byte) value);
  }

  /** Stores the low 16 bits of {@code value}. */
  public static void put16(MemorySegment memory, long at, int value) {
    memory.set(U16, at, (short) value);
  }

  /** Stores 32 bits. */
  public static void put32(MemorySegment memory, long at, int value) {
    memory.set(U32, at, value);
  }

  /** Stores 64 bits. */
  public static void put64(MemorySegment memory, long at, long value) {
    memory.set(U64, at, value);
  }
}
