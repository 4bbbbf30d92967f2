package io.handfast.sim.drill;

import java.util.Locale;

/** Which family the socket has, and which the packets. */
public enum Mode {
  /** IPv4 sockets and packets. */
  IPV4,
  /** IPv6 sockets and packets. */
  IPV6,
  /** IPv6 sockets with mapped addresses, IPv4 packets. */
  MAPPED;

  /** In lower case, as options have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True when the packets are IPv4. */
  public boolean ipv4() {
    return this != IPV6;
  }
}
