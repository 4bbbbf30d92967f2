package io.handfast.host.shield;

import io.handfast.ip.Prefix;
import io.handfast.link.InterfaceAddress;
import io.handfast.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * One TUN of a shield, and the kernel's side of it.
 *
 * @param tun name of the device, made when there is none
 * @param namespace name or path of the network namespace it is in; empty for this process's own
 * @param addresses of the kernel's side
 * @param routes what the kernel reaches through the shield
 */
public record ShieldEnd(
    String tun, Optional<String> namespace, List<InterfaceAddress> addresses, List<Route> routes) {

  /** A range of addresses. */
  public record Route(IpAddress network, int length) {
    /** All of IPv4. */
    public static final Route ANY_V4 = new Route(IpAddress.ANY_V4, 0);

    /** All of IPv6. */
    public static final Route ANY_V6 = new Route(IpAddress.ANY, 0);

    /** The single address of a prefix. */
    public static Route host(Prefix prefix) {
      return new Route(prefix.address(), prefix.address().bits());
    }
  }

  /** Copies the lists. */
  public ShieldEnd {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
  }
}
