package io.handfast.names;

import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which host looks up names by which resolver. Names of a thread that is on a host without one, or
 * on no host, are looked up by the JDK's own resolver.
 */
public final class HostNames {
  private static final Map<NetworkHost, Resolver> RESOLVERS = new ConcurrentHashMap<>();

  private HostNames() {}

  /** Gives a host its resolver. */
  public static void use(NetworkHost host, Resolver resolver) {
    RESOLVERS.put(host, resolver);
  }

  /** Takes a host's resolver away. */
  public static void forget(NetworkHost host) {
    RESOLVERS.remove(host);
  }

  /** The resolver of a host. */
  public static Optional<Resolver> of(NetworkHost host) {
    return Optional.ofNullable(RESOLVERS.get(host));
  }

  /** The resolver of the host on which the calling thread is. */
  public static Optional<Resolver> current() {
    return Hosts.current().flatMap(HostNames::of);
  }
}
