package io.handfast.wire;

/**
 * Why a destination cannot be reached, as a router or the last host says it: the code of a
 * destination-unreachable message of ICMP (RFC 792, RFC 1812 section 5.2.7.1) and of ICMPv6 (RFC
 * 4443 section 3.1).
 */
public enum Unreachable {
  /** No way to the network. */
  NET(Icmpv4View.NET_UNREACHABLE, Icmpv6View.NO_ROUTE),
  /** The network is there, the host does not answer. */
  HOST(Icmpv4View.HOST_UNREACHABLE, Icmpv6View.ADDRESS_UNREACHABLE),
  /** Nobody listens on the port (UDP). */
  PORT(Icmpv4View.PORT_UNREACHABLE, Icmpv6View.PORT_UNREACHABLE),
  /** A filter forbids it. */
  PROHIBITED(13, 1);

  private final int codeV4;
  private final int codeV6;

  Unreachable(int codeV4, int codeV6) {
    this.codeV4 = codeV4;
    this.codeV6 = codeV6;
  }

  /** Code of an ICMP message of type 3. */
  public int codeV4() {
    return codeV4;
  }

  /** Code of an ICMPv6 message of type 1. */
  public int codeV6() {
    return codeV6;
  }
}
