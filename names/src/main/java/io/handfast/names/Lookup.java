package io.handfast.names;

import io.handfast.names.message.DnsName;
import io.handfast.wire.IpAddress;
import java.util.List;

/**
 * What came of a lookup.
 *
 * @param name the name under which it was found, after search list and aliases
 * @param addresses at least one
 */
public record Lookup(DnsName name, List<IpAddress> addresses, Source source) {
  /** Who knew. */
  public enum Source {
    /** It was an address already. */
    LITERAL,
    /** The hosts file, or a name that means this host (RFC 6761). */
    HOSTS,
    /** An earlier answer. */
    CACHE,
    /** A name server. */
    DNS,
    /** The kernel's resolver, because the only name servers are at its loopback addresses. */
    KERNEL
  }
}
