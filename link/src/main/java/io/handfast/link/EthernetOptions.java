package io.handfast.link;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who we are on an Ethernet.
 *
 * @param mac our Ethernet address
 * @param addresses our IP addresses with the ranges of our neighbours
 * @param gateways at most one of each family, for everything else
 */
public record EthernetOptions(MacAddress mac, List<Prefix> addresses, List<IpAddress> gateways) {
  /** Copies the lists. */
  public EthernetOptions {
    addresses = List.copyOf(addresses);
    gateways = List.copyOf(gateways);
  }

  boolean isOurs(IpAddress address) {
    return addresses.stream().anyMatch(each -> each.address().equals(address));
  }

  /** The neighbour that a packet goes to; empty when no gateway leads there. */
  Optional<IpAddress> nextHop(IpAddress to) {
    boolean near = to.isLinkLocal() || addresses.stream().anyMatch(each -> each.contains(to));
    return near
        ? Optional.of(to)
        : gateways.stream().filter(each -> each.isV4() == to.isV4()).findFirst();
  }

  /** The group of stations for a broadcast or multicast address; empty for one of one host. */
  Optional<MacAddress> group(IpAddress to) {
    if (to.isMulticast()) {
      return Optional.of(MacAddress.ofMulticast(to));
    }
    boolean all =
        to.isV4()
            && (to.v4() == -1 || addresses.stream().anyMatch(each -> each.isBroadcast(to.v4())));
    return all ? Optional.of(MacAddress.BROADCAST) : Optional.empty();
  }

  /** Our address that a neighbour of that address knows us by. */
  Optional<IpAddress> sourceFor(IpAddress neighbour) {
    Optional<Prefix> same = addresses.stream().filter(each -> each.contains(neighbour)).findFirst();
    return same.or(() ->
            addresses.stream()
                .filter(each -> each.address().isV4() == neighbour.isV4())
                .findFirst())
        .map(Prefix::address);
  }
}
