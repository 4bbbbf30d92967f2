package io.handfast.names;

import static java.net.spi.InetAddressResolver.LookupPolicy.IPV4;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6_FIRST;

import io.handfast.names.Lookups.Family;
import io.handfast.wire.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks the current host's resolver, or the JDK's own when it has none. */
final class RoutingResolver implements InetAddressResolver {
  private final InetAddressResolver builtIn;

  RoutingResolver(InetAddressResolver builtIn) {
    this.builtIn = builtIn;
  }

  @Override
  public Stream<InetAddress> lookupByName(String name, LookupPolicy policy)
      throws UnknownHostException {
    Optional<Resolver> ours = HostNames.current();
    if (ours.isEmpty()) {
      return builtIn.lookupByName(name, policy);
    }
    Lookups how = Lookups.DEFAULT.withFamily(family(policy.characteristics()));
    List<InetAddress> found = new ArrayList<>();
    for (IpAddress each : ours.get().lookup(name, how).addresses()) {
      found.add(InetAddress.getByAddress(name, each.toBytes()));
    }
    return found.stream();
  }

  private static Family family(int wanted) {
    boolean v4 = (wanted & IPV4) != 0;
    boolean v6 = (wanted & IPV6) != 0;
    if (v4 && v6) {
      return (wanted & IPV6_FIRST) != 0 ? Family.ANY_V6_FIRST : Family.ANY;
    }
    return v4 ? Family.V4 : Family.V6;
  }

  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    Optional<Resolver> ours = HostNames.current();
    return ours.isPresent()
        ? ours.get().name(IpAddress.of(address))
        : builtIn.lookupByAddress(address);
  }
}
