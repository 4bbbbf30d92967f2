package io.handfast.names;

import io.handfast.nio.NetworkHost;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Describes a {@link Resolver}; every setting has the default named at it. */
public final class ResolverBuilder {
  /** Questions whose answers are kept. */
  public static final int DEFAULT_CACHE = 4_096;

  /** The kernel's resolver, for names servers that only the kernel reaches. */
  @FunctionalInterface
  public interface KernelLookup {
    /** Addresses of a name, or an exception that says why not. */
    List<IpAddress> lookup(String name) throws IOException;
  }

  final NetworkHost host;
  HostsFile hosts = HostsFile.NONE;
  ResolvConf conf = ResolvConf.DEFAULT;
  int cache = DEFAULT_CACHE;
  RandomGenerator random = new SecureRandom();
  KernelLookup kernel;
  String ownName = "";

  ResolverBuilder(NetworkHost host) {
    this.host = Objects.requireNonNull(host);
  }

  /** Hosts file; none by default. */
  public ResolverBuilder hosts(HostsFile file) {
    hosts = file;
    return this;
  }

  /** Servers, search list and patience; no server by default. */
  public ResolverBuilder conf(ResolvConf settings) {
    conf = settings;
    return this;
  }

  /**
   * Questions whose answers are kept, {@value #DEFAULT_CACHE} by default; 0 keeps none.
   *
   * @throws IllegalArgumentException when negative
   */
  public ResolverBuilder cache(int questions) {
    if (questions < 0) {
      throw new IllegalArgumentException("a cache of " + questions);
    }
    cache = questions;
    return this;
  }

  /** Where ids come from; a {@link SecureRandom} by default. */
  public ResolverBuilder random(RandomGenerator generator) {
    random = generator;
    return this;
  }

  /** Whom to ask when all servers are at loopback addresses, as systemd-resolved's; nobody. */
  public ResolverBuilder kernel(KernelLookup lookup) {
    kernel = lookup;
    return this;
  }

  /** A name that means this host where the hosts file does not have it; none by default. */
  public ResolverBuilder ownName(String name) {
    ownName = name;
    return this;
  }

  /** The resolver. */
  public Resolver build() {
    return new Resolver(this);
  }
}
