package io.handfast.ip;

import io.handfast.wire.IpAddress;

/**
 * A range of addresses: {@code 10.7.0.0/24}, {@code fd00::/64}.
 *
 * @param address any address of the range; bits behind the length are ignored
 * @param length significant bits, 0 to 32 for IPv4 and 0 to 128 for IPv6
 */
public record Prefix(IpAddress address, int length) {
  /** Checks the length. */
  public Prefix {
    if (length < 0 || length > address.bits()) {
      throw new IllegalArgumentException(
          "a prefix of " + address + " has 0 to " + address.bits() + " bits, not " + length);
    }
  }

  /**
   * From its text form; an address without length is a host: /32 or /128.
   *
   * @throws IllegalArgumentException when it is not a prefix
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new Prefix(address, address.bits());
    }
    try {
      return new Prefix(address, Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a prefix length: '" + text + "'", e);
    }
  }

  /** True when the address lies in the range. */
  public boolean contains(IpAddress other) {
    return contains(other.high(), other.low());
  }

  /** True when the address lies in the range. */
  public boolean contains(long high, long low) {
    boolean v4 = address.isV4();
    if (v4 != IpAddress.isV4(high, low)) {
      return false;
    }
    int bits = v4 ? 96 + length : length;
    long highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
    long lowMask = bits <= 64 ? 0 : -1L << 128 - bits;
    return ((high ^ address.high()) & highMask) == 0 && ((low ^ address.low()) & lowMask) == 0;
  }

  /** Last address of an IPv4 range with at least two host bits: its broadcast address. */
  public boolean isBroadcast(int v4) {
    if (!address.isV4() || length > 30) {
      return false;
    }
    int hostMask = length == 0 ? -1 : (1 << 32 - length) - 1;
    return (v4 | hostMask) == v4 && contains(0, IpAddress.ofV4(v4).low());
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
