package io.handfast.tcp;

import java.util.Arrays;

/**
 * Counts different addresses in 128 bytes by linear counting (Whang, Vander-Zanden and Taylor,
 * 1990): each address sets one of 1,024 bits; how many stay clear tells how many there were. Good
 * to some percent up to about 5,000 addresses. The mixing is not keyed: who chooses his addresses
 * badly on purpose only hides how many he has.
 */
final class SourceSketch {
  private static final int BITS = 1_024;

  private final long[] words = new long[BITS / 64];

  void add(long high, long low) {
    long mixed = (low ^ Long.rotateLeft(high, 29)) * 0x9e37_79b9_7f4a_7c15L;
    mixed ^= mixed >>> 32;
    mixed *= 0xd6e8_feb8_6659_fd93L;
    int bit = (int) (mixed >>> 54);
    words[bit >>> 6] |= 1L << (bit & 63);
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  void copyFrom(SourceSketch other) {
    System.arraycopy(other.words, 0, words, 0, words.length);
  }

  /** Different addresses, about; at most 7,098, which means that many or more. */
  int estimate() {
    int set = 0;
    for (long word : words) {
      set += Long.bitCount(word);
    }
    int clear = Math.max(1, BITS - set);
    return (int) Math.round(-BITS * StrictMath.log((double) clear / BITS));
  }
}
