package io.handfast.tcp;

/**
 * Arithmetic on sequence numbers: 32 bits, modulo 2^32 (RFC 9293 section 3.4). Comparisons hold for
 * numbers less than 2^31 apart.
 */
public final class SequenceNumber {
  private SequenceNumber() {}

  /** a comes before b. */
  public static boolean lessThan(int a, int b) {
    return a - b < 0;
  }

  /** a comes before b or is b. */
  public static boolean atMost(int a, int b) {
    return a - b <= 0;
  }

  /** a comes after b. */
  public static boolean greaterThan(int a, int b) {
    return a - b > 0;
  }

  /** a comes after b or is b. */
  public static boolean atLeast(int a, int b) {
    return a - b >= 0;
  }

  /** The later of the two. */
  public static int max(int a, int b) {
    return a - b > 0 ? a : b;
  }

  /** The earlier of the two. */
  public static int min(int a, int b) {
    return a - b < 0 ? a : b;
  }

  /** {@code seq} lies in the {@code length} numbers from {@code start} on. */
  public static boolean inWindow(int seq, int start, int length) {
    return Integer.compareUnsigned(seq - start, length) < 0;
  }
}
