package io.handfast.names;

import java.io.IOException;
import java.net.InetAddress;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts {@link InetAddress} on the resolver of the host on which the calling thread is, see {@link
 * HostNames}; without one, names are looked up as ever. The JDK finds it by itself on class path
 * and module path.
 *
 * <p>The JDK keeps answers itself in front of it ({@code networkaddress.cache.ttl}, 30 s unless
 * set).
 */
public final class HandfastResolverProvider extends InetAddressResolverProvider {
  private static volatile InetAddressResolver builtIn;
  private static volatile String machine = "";

  /** For {@link java.util.ServiceLoader}. */
  public HandfastResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    builtIn = configuration.builtinResolver();
    machine = configuration.lookupLocalHostName();
    return new RoutingResolver(builtIn);
  }

  @Override
  public String name() {
    return "Handfast";
  }

  /** Name of the machine, or empty before the JDK has asked for this provider. */
  public static String machineName() {
    load();
    return machine;
  }

  /**
   * The JDK's own resolver, which asks the kernel's side.
   *
   * @throws java.net.UnknownHostException when it knows no address
   */
  public static List<InetAddress> kernelLookup(String name) throws IOException {
    load();
    if (builtIn == null) {
      throw new NameException(name + ": another resolver is installed in this JVM", false);
    }
    int all =
        InetAddressResolver.LookupPolicy.IPV4
            | InetAddressResolver.LookupPolicy.IPV6
            | InetAddressResolver.LookupPolicy.IPV4_FIRST;
    try (Stream<InetAddress> found =
        builtIn.lookupByName(name, InetAddressResolver.LookupPolicy.of(all))) {
      return found.toList();
    }
  }

  /** The JDK asks for its provider at the first name that is no literal. */
  private static void load() {
    if (builtIn == null) {
      try {
        InetAddress.getByName("localhost");
      } catch (IOException _) {
        // Loading it was all that was wanted.
      }
    }
  }
}
