package io.handfast.wire;

/**
 * An IPv4 or IPv6 address as 128 bits; IPv4 is held in its mapped form {@code ::ffff:a.b.c.d} (RFC
 * 4291 section 2.5.5.2), so that one type serves both families.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  private static final long MAPPED = 0xffffL << 32;

  /** {@code ::}, "any" of both families in a dual-stack bind. */
  public static final IpAddress ANY = new IpAddress(0, 0);

  /** {@code 0.0.0.0}. */
  public static final IpAddress ANY_V4 = ofV4(0);

  /** {@code 127.0.0.1}. */
  public static final IpAddress LOOPBACK_V4 = ofV4(0x7f00_0001);

  /** {@code ::1}. */
  public static final IpAddress LOOPBACK_V6 = new IpAddress(0, 1);

  /** The IPv4 address with these 32 bits, most significant first. */
  public static IpAddress ofV4(int bits) {
    return new IpAddress(0, MAPPED | (bits & 0xffff_ffffL));
  }

  /** From 4 or 16 bytes in network order. */
  public static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofV4((int) big(bytes, 0, 4));
      case 16 -> new IpAddress(big(bytes, 0, 8), big(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /**
   * From its literal form: {@code 10.0.0.1}, {@code fd00::2}, {@code ::ffff:10.0.0.1}. Never asks a
   * name service.
   *
   * @throws IllegalArgumentException when it is not a literal address
   */
  public static IpAddress parse(String literal) {
    return IpLiteral.parse(literal);
  }

  /** True when bits 0–79 are zero and bits 80–95 are one, as for every IPv4 address. */
  public static boolean isV4(long high, long low) {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
  }

  /** True for an IPv4 address. */
  public boolean isV4() {
    return isV4(high, low);
  }

  /** The 32 bits of an IPv4 address. */
  public int v4() {
    return (int) low;
  }

  /** True for {@code ::} and {@code 0.0.0.0}. */
  public boolean isAny() {
    return high == 0 && (low == 0 || low == MAPPED);
  }

  /** True for 127.0.0.0/8 and {@code ::1}. */
  public boolean isLoopback() {
    return isV4() ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
  }

  /** True for 224.0.0.0/4 and ff00::/8. */
  public boolean isMulticast() {
    return isV4() ? (low >>> 28 & 0xf) == 0xe : high >>> 56 == 0xff;
  }

  /** True for 169.254.0.0/16 and fe80::/10. */
  public boolean isLinkLocal() {
    return isV4() ? (low >>> 16 & 0xffff) == 0xa9fe : high >>> 54 == 0x3fa;
  }

  /** 32 for IPv4, 128 for IPv6. */
  public int bits() {
    return isV4() ? 32 : 128;
  }

  /** 4 or 16 bytes in network order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[isV4() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      int shift = 8 * (bytes.length - 1 - i);
      bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
    }
    return bytes;
  }

  private static long big(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[from + i] & 0xff;
    }
    return value;
  }

  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The literal form, for IPv6 as RFC 5952 recommends. */
  @Override
  public String toString() {
    return IpLiteral.format(this);
  }
}
