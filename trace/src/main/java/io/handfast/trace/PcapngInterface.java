package io.handfast.trace;

import java.math.BigInteger;

/**
 * What an interface description block says.
 *
 * @param linkType see {@link LinkType}
 * @param snapLength in bytes, 0 for "no limit"
 * @param name or empty
 * @param resolution if_tsresol as it stands: a negative power of 10, or of 2 with the high bit set
 * @param offsetSeconds if_tsoffset, to be added to every time
 */
record PcapngInterface(
    int linkType, long snapLength, String name, int resolution, long offsetSeconds) {
  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

  /** Ticks of this interface, unsigned, as nanoseconds since 1970. */
  long nanos(long ticks) {
    return toNanos(ticks) + offsetSeconds * 1_000_000_000L;
  }

  private long toNanos(long ticks) {
    if (resolution == 9) {
      return ticks;
    }
    BigInteger nanos = new BigInteger(Long.toUnsignedString(ticks)).multiply(BILLION);
    int exponent = resolution & 0x7f;
    return (resolution & 0x80) != 0
        ? nanos.shiftRight(exponent).longValue()
        : nanos.divide(BigInteger.TEN.pow(exponent)).longValue();
  }
}
