package io.handfast.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071): ones' complement sum of 16-bit words.
 *
 * <p>Sums are accumulated in <em>native</em> byte order, which the ones' complement sum allows (RFC
 * 1071 section 2 (B)), in a {@code long}; {@link #fold} turns one into the 16-bit sum in network
 * byte order. The plain loop below is what the JIT vectorises; unrolling it by hand makes it
 * several times slower.
 */
public final class Checksum {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Checksum() {}

  /**
   * Adds {@code length} bytes to a partial sum. The run starts at an even position of the summed
   * data; only the last run may have an odd length (see {@link #addAt} otherwise).
   */
  public static long add(MemorySegment memory, long from, long length, long sum) {
    long wordsEnd = from + (length & ~7L);
    long at = from;
    long total = 0;
    for (; at < wordsEnd; at += 8) {
      long word = memory.get(JAVA_LONG_UNALIGNED, at);
      total += (word & 0xffff_ffffL) + (word >>> 32);
    }
    return reduce(sum) + reduce(addTail(memory, at, (int) (length & 7), total));
  }

  /** Like {@link #add} for a run that starts at byte {@code position} of the summed data. */
  public static long addAt(long position, MemorySegment memory, long from, long length, long sum) {
    long run = add(memory, from, length, 0);
    // A run at an odd position has its bytes swapped in every word (RFC 1071 section 2 (B)).
    return reduce(sum) + ((position & 1) == 0 ? run : Short.toUnsignedLong(swap(to16(run))));
  }

  private static long addTail(MemorySegment memory, long at, int rest, long sum) {
    long tail = sum;
    if ((rest & 4) != 0) {
      tail += memory.get(JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
      at += 4;
    }
    if ((rest & 2) != 0) {
      tail += memory.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
      at += 2;
    }
    if ((rest & 1) != 0) {
      int last = memory.get(JAVA_BYTE, at) & 0xff;
      tail += LITTLE ? last : last << 8;
    }
    return tail;
  }

  /** Adds a 16-bit word given as a number. */
  public static long addWord(int word, long sum) {
    return sum + (LITTLE ? Short.reverseBytes((short) word) & 0xffff : word & 0xffff);
  }

  /** Adds a 32-bit quantity given as a number. */
  public static long addInt(int value, long sum) {
    return addWord(value, addWord(value >>> 16, sum));
  }

  /** Adds a 64-bit quantity given as a number. */
  public static long addLong(long value, long sum) {
    return addInt((int) value, addInt((int) (value >>> 32), sum));
  }

  /**
   * Sum of the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) without its length field.
   * Addresses are 128 bits each; an IPv4 address contributes only its low 32 bits.
   */
  public static long pseudoHeader(
      boolean ipv4, long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol) {
    long sum =
        ipv4
            ? addInt((int) srcLow, addInt((int) dstLow, 0))
            : addLong(srcHigh, addLong(srcLow, addLong(dstHigh, addLong(dstLow, 0))));
    return addWord(protocol, sum);
  }

  /** The same for addresses as values; the family is that of {@code source}. */
  public static long pseudoHeader(IpAddress source, IpAddress destination, int protocol) {
    return pseudoHeader(
        source.isV4(),
        source.high(),
        source.low(),
        destination.high(),
        destination.low(),
        protocol);
  }

  /** The 16-bit ones' complement sum in network byte order, 0 to 65,535; not inverted. */
  public static int fold(long sum) {
    short folded = to16(sum);
    return (LITTLE ? swap(folded) : folded) & 0xffff;
  }

  /** The checksum to put in a header: the inverted fold, 0 to 65,535. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /** Incremental update of a stored checksum when one 16-bit word changes (RFC 1624, eqn. 3). */
  public static int update(int checksum, int oldWord, int newWord) {
    int sum = (~checksum & 0xffff) + (~oldWord & 0xffff) + (newWord & 0xffff);
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
  }

  private static long reduce(long sum) {
    long once = (sum & 0xffff_ffffL) + (sum >>> 32);
    return (once & 0xffff_ffffL) + (once >>> 32);
  }

  private static short to16(long sum) {
    long once = reduce(sum);
    once = (once & 0xffff) + (once >>> 16);
    once = (once & 0xffff) + (once >>> 16);
    return (short) ((once & 0xffff) + (once >>> 16));
  }

  private static short swap(short value) {
    return Short.reverseBytes(value);
  }
}
