package io.handfast.names;

import io.handfast.names.Lookup.Source;
import io.handfast.names.LookupStep.Kind;
import io.handfast.names.message.DnsCode;
import io.handfast.names.message.DnsData;
import io.handfast.names.message.DnsFormatException;
import io.handfast.names.message.DnsMessage;
import io.handfast.names.message.DnsName;
import io.handfast.names.message.DnsQuestion;
import io.handfast.names.message.DnsRecord;
import io.handfast.names.message.DnsType;
import io.handfast.nio.NetworkHost;
import io.handfast.nio.Routing;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the addresses of names for one host: in the hosts file, in the cache, by the name servers;
 * in that order.
 *
 * <p>
 *
 * {@snippet :
 * Resolver resolver = Resolver.of(host).conf(ResolvConf.of(Path.of("/etc/resolv.conf"))).build();
 * List<IpAddress> addresses = resolver.lookup("www.example.org").addresses();
 * }
 *
 * <p>Calls block; any number of threads may call. Time is that of the host's driver, so a simulated
 * host's resolver waits in virtual time.
 */
public final class Resolver {
  private static final DnsName LOCALHOST = DnsName.of("localhost");

  private final NetworkHost host;
  private final HostsFile hosts;
  private final ResolvConf conf;
  private final NameCache cache;
  private final DnsClient client;
  private final Optional<ResolverBuilder.KernelLookup> kernel;
  private final String ownName;
  private final NameCounters counters = new NameCounters();

  Resolver(ResolverBuilder settings) {
    host = settings.host;
    hosts = settings.hosts;
    conf = settings.conf;
    cache = new NameCache(settings.cache);
    client = new DnsClient(conf, settings.random);
    kernel = Optional.ofNullable(settings.kernel);
    ownName = settings.ownName;
  }

  /** Starts to describe the resolver of a host. */
  public static ResolverBuilder of(NetworkHost host) {
    return new ResolverBuilder(host);
  }

  /** What has happened so far. */
  public NameCounters counters() {
    return counters;
  }

  /** Servers, search list and patience. */
  public ResolvConf conf() {
    return conf;
  }

  /** Forgets what earlier answers said. */
  public void clearCache() {
    cache.clear();
  }

  /** Addresses of both families that the host itself has; see {@link #lookup(String, Lookups)}. */
  public Lookup lookup(String name) throws NameException {
    return lookup(name, Lookups.DEFAULT);
  }

  /**
   * Addresses of a name or of a literal address.
   *
   * @throws NameException when there is none, or when nobody could tell
   */
  public Lookup lookup(String name, Lookups how) throws NameException {
    Optional<IpAddress> literal = literal(name);
    if (literal.isPresent()) {
      return new Lookup(DnsName.ROOT, List.of(literal.get()), Source.LITERAL);
    }
    Steps steps = new Steps(host, counters, how.listener());
    DnsName asked = parse(name);
    if (how.useHosts()) {
      Optional<Lookup> known = fromHosts(asked, how, steps);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return asksKernel() ? fromKernel(name, how, steps) : search(name, asked, how, steps);
  }

  private static Optional<IpAddress> literal(String name) {
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    try {
      return Optional.of(IpAddress.parse(bracketed ? name.substring(1, name.length() - 1) : name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static DnsName parse(String name) throws NameException {
    try {
      return DnsName.of(name);
    } catch (DnsFormatException e) {
      throw new NameException("'" + name + "' is no host name: " + e.getMessage(), true);
    }
  }

  private Optional<Lookup> fromHosts(DnsName name, Lookups how, Steps steps) {
    List<IpAddress> found = how.sorted(hosts.addresses(name), host);
    if (found.isEmpty()) {
      found = how.sorted(special(name), host);
    }
    if (found.isEmpty()) {
      steps.tell(Kind.HOSTS, name + " is not in the hosts file");
      return Optional.empty();
    }
    steps.tell(Kind.HOSTS, NameCounter.HOSTS_HITS, name + " is " + found + " in the hosts file");
    return Optional.of(new Lookup(name, found, Source.HOSTS));
  }

  /** localhost and all below it (RFC 6761 section 6.3), and the name of the machine. */
  private List<IpAddress> special(DnsName name) {
    if (name.isUnder(LOCALHOST)) {
      return List.of(IpAddress.LOOPBACK_V4, IpAddress.LOOPBACK_V6);
    }
    return name.toString().equalsIgnoreCase(ownName) ? host.addresses() : List.of();
  }

  private boolean asksKernel() {
    return kernel.isPresent() && conf.servers().stream().allMatch(Resolver::isKernels);
  }

  /** The loopback on which systemd-resolved listens is the kernel's, whoever else has ours. */
  private static boolean isKernels(NameServer server) {
    return server.address().isLoopback() || Routing.isKernels(server.inetAddress());
  }

  private Lookup fromKernel(String name, Lookups how, Steps steps) throws NameException {
    String servers = conf.servers().isEmpty() ? "none" : "at " + conf.servers();
    steps.tell(
        Kind.KERNEL,
        NameCounter.KERNEL_LOOKUPS,
        name + " is asked of the kernel's resolver: name servers are " + servers);
    try {
      List<IpAddress> found = how.sorted(kernel.get().lookup(name), host);
      if (found.isEmpty()) {
        throw new NameException(name + ": no address of a family that this host has", true);
      }
      steps.tell(Kind.ANSWER, NameCounter.ANSWERS, name + " from the kernel: " + found);
      return new Lookup(parse(name), found, Source.KERNEL);
    } catch (NameException e) {
      throw e;
    } catch (IOException e) {
      throw new NameException(name + ": the kernel's resolver knows no address", false);
    }
  }

  /** As it stands first when it has enough dots, else behind the search list (resolv.conf(5)). */
  private Lookup search(String text, DnsName name, Lookups how, Steps steps) throws NameException {
    NameException first = null;
    for (DnsName candidate : candidates(text, name)) {
      try {
        return ask(candidate, how, steps);
      } catch (NameException e) {
        if (!e.isDefinite()) {
          throw e;
        }
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  private List<DnsName> candidates(String text, DnsName name) {
    List<DnsName> candidates = new ArrayList<>();
    if (!text.endsWith(".")) {
      for (DnsName domain : conf.search()) {
        if (name.length() + domain.length() - 1 <= DnsName.MAX_BYTES) {
          candidates.add(name.under(domain));
        }
      }
    }
    boolean enoughDots = name.labels() - 1 >= conf.ndots() || text.endsWith(".");
    candidates.add(enoughDots ? 0 : candidates.size(), name);
    return candidates;
  }

  private Lookup ask(DnsName name, Lookups how, Steps steps) throws NameException {
    List<DnsQuestion> questions =
        how.types(host).stream().map(type -> DnsQuestion.of(name, type)).toList();
    Replies replies = new Replies(cache, client, steps, how.useCache());
    List<Reply> all = replies.of(questions);
    List<IpAddress> found = new ArrayList<>();
    for (Reply each : all) {
      for (DnsRecord record : each.records()) {
        if (record.data() instanceof DnsData.Address address) {
          found.add(address.address());
        }
      }
    }
    if (found.isEmpty()) {
      boolean none = all.stream().allMatch(each -> each.code() == DnsCode.NXDOMAIN);
      String why = none ? "there is no such name" : "the name has no address";
      throw new NameException(name + ": " + why + " (" + replies.origin() + ")", true);
    }
    Source source = replies.askedServers() ? Source.DNS : Source.CACHE;
    DnsName where = all.stream().filter(r -> !r.records().isEmpty()).findFirst().get().name();
    return new Lookup(where, how.sorted(found, host), source);
  }

  /**
   * Records of one type; neither hosts file nor search list count.
   *
   * @throws NameException when no server could tell
   */
  public List<DnsRecord> records(DnsName name, int type, LookupListener listener)
      throws NameException {
    Steps steps = new Steps(host, counters, listener);
    Replies replies = new Replies(cache, client, steps, true);
    return replies.of(List.of(DnsQuestion.of(name, type))).getFirst().records();
  }

  /**
   * A server's whole answer, from no cache.
   *
   * @param recursive whether the server is asked to ask others
   * @throws NameException when no server could tell
   */
  public DnsMessage query(DnsQuestion question, boolean recursive, LookupListener listener)
      throws NameException {
    Steps steps = new Steps(host, counters, listener);
    return client.ask(List.of(question), recursive, steps).getFirst();
  }

  /**
   * The name of an address: in the hosts file, else by PTR.
   *
   * @throws NameException when there is none, or when nobody could tell
   */
  public String name(IpAddress address) throws NameException {
    Optional<DnsName> known = hosts.name(address);
    if (known.isPresent()) {
      counters.add(NameCounter.HOSTS_HITS);
      return known.get().toString();
    }
    for (DnsRecord each : records(DnsName.reverse(address), DnsType.PTR, LookupListener.NONE)) {
      if (each.data() instanceof DnsData.Target target) {
        return target.name().toString();
      }
    }
    throw new NameException(address + ": the address has no name", true);
  }
}
