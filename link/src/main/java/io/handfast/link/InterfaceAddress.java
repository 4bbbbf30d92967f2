package io.handfast.link;

import io.handfast.wire.IpAddress;

/**
 * An address of the kernel's side of a link, with the prefix it routes there.
 *
 * @param address the kernel's own address on the interface
 * @param peer the other end of a point-to-point pair, or {@code address} again when the prefix is a
 *     subnet
 * @param prefixLength bits of the prefix, 0 to 32 (IPv4) or 128 (IPv6)
 */
public record InterfaceAddress(IpAddress address, IpAddress peer, int prefixLength) {
  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException when the families differ or the length is out of range
   */
  public InterfaceAddress {
    if (address.isV4() != peer.isV4()) {
      throw new IllegalArgumentException(address + " and " + peer + " are of different families");
    }
    if (prefixLength < 0 || prefixLength > address.bits()) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " of " + address + " is not 0 to " + address.bits());
    }
  }

  /** A subnet: {@code 10.0.0.1/24} routes 10.0.0.0/24 to the interface. */
  public static InterfaceAddress of(IpAddress address, int prefixLength) {
    return new InterfaceAddress(address, address, prefixLength);
  }

  /**
   * The kernel's side for a stack that has {@code stack} in a subnet: the first address of the
   * subnet, the second one when the stack has the first, the other one of a /31 (RFC 3021) or /127
   * (RFC 6164).
   *
   * @throws LinkException when the subnet has no second address
   */
  public static InterfaceAddress facing(IpAddress stack, int prefixLength) {
    int hostBits = stack.bits() - prefixLength;
    if (hostBits < 1) {
      throw new LinkException(
          stack + "/" + prefixLength + " leaves no address for the kernel's side: name a peer");
    }
    if (hostBits == 1) {
      return of(new IpAddress(stack.high(), stack.low() ^ 1), prefixLength);
    }
    IpAddress first = host(stack, hostBits, 1);
    return of(first.equals(stack) ? host(stack, hostBits, 2) : first, prefixLength);
  }

  private static IpAddress host(IpAddress inSubnet, int hostBits, int number) {
    long high = hostBits > 64 ? inSubnet.high() & ~mask(hostBits - 64) : inSubnet.high();
    long low = inSubnet.low() & ~mask(Math.min(hostBits, 64));
    return new IpAddress(high, low | number);
  }

  private static long mask(int bits) {
    return bits == 64 ? -1L : (1L << bits) - 1;
  }

  @Override
  public String toString() {
    return address + (peer.equals(address) ? "" : " peer " + peer) + "/" + prefixLength;
  }
}
