package io.handfast.names;

import io.handfast.names.message.DnsType;
import io.handfast.nio.NetworkHost;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * How one lookup is made.
 *
 * @param useHosts whether the hosts file counts
 * @param useCache whether earlier answers count; a new one is kept in any case
 */
public record Lookups(Family family, boolean useHosts, boolean useCache, LookupListener listener) {
  /** Both families, hosts file and cache. */
  public static final Lookups DEFAULT = new Lookups(Family.ANY, true, true, LookupListener.NONE);

  /** Which addresses are wanted. */
  public enum Family {
    /** Those of the families of which the host has an address, IPv6 last. */
    ANY,
    /** The same, IPv6 first. */
    ANY_V6_FIRST,
    /** IPv4 only. */
    V4,
    /** IPv6 only. */
    V6
  }

  /** The same for another family. */
  public Lookups withFamily(Family wanted) {
    return new Lookups(wanted, useHosts, useCache, listener);
  }

  /** The same with somebody who hears of the steps. */
  public Lookups withListener(LookupListener hears) {
    return new Lookups(family, useHosts, useCache, hears);
  }

  /** Asks the name servers whatever hosts file and cache say. */
  public Lookups fresh() {
    return new Lookups(family, false, false, listener);
  }

  List<Integer> types(NetworkHost host) {
    List<Integer> types = new ArrayList<>();
    if (wants(true, host)) {
      types.add(DnsType.A);
    }
    if (wants(false, host)) {
      types.add(DnsType.AAAA);
    }
    return types.isEmpty() ? List.of(DnsType.A) : types;
  }

  private boolean wants(boolean v4, NetworkHost host) {
    return switch (family) {
      case V4 -> v4;
      case V6 -> !v4;
      case ANY, ANY_V6_FIRST -> host.addresses().stream().anyMatch(each -> each.isV4() == v4);
    };
  }

  /** Those wanted, in the order wanted; loopback addresses are there on every host. */
  List<IpAddress> sorted(List<IpAddress> addresses, NetworkHost host) {
    List<IpAddress> sorted = new ArrayList<>();
    boolean v4First = family != Family.ANY_V6_FIRST;
    addresses.stream().filter(each -> each.isV4() == v4First).forEach(sorted::add);
    addresses.stream().filter(each -> each.isV4() != v4First).forEach(sorted::add);
    sorted.removeIf(each -> !wants(each.isV4(), host));
    return List.copyOf(sorted);
  }
}
