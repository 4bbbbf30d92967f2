package io.handfast.sim.proof;

/** "All arithmetic is modulo 2^32" (RFC 9293 section 3.10), on longs from 0 to 2^32 - 1. */
final class Mod32 {
  private static final long SIZE = 1L << 32;

  private Mod32() {}

  static long of(long number) {
    return Math.floorMod(number, SIZE);
  }

  static long plus(long a, long b) {
    return of(a + b);
  }

  /** From a to b, counted upwards. */
  static long distance(long a, long b) {
    return of(b - a);
  }

  /** a {@literal <} b: b is reached from a in less than half the circle (section 3.4). */
  static boolean less(long a, long b) {
    return a != b && distance(a, b) < SIZE / 2;
  }

  /** a {@literal =<} b. */
  static boolean atMost(long a, long b) {
    return a == b || less(a, b);
  }

  /** start {@literal =<} x {@literal <} start + length. */
  static boolean within(long x, long start, long length) {
    return distance(start, x) < length;
  }
}
