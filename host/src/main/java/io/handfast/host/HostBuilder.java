package io.handfast.host;

import io.handfast.ip.Prefix;
import io.handfast.link.EthernetLink;
import io.handfast.link.EthernetOptions;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.LinkCounters;
import io.handfast.link.NetDevice;
import io.handfast.link.NetInterface;
import io.handfast.link.NetNamespace;
import io.handfast.link.Poller;
import io.handfast.link.SegmentingLink;
import io.handfast.link.ShardSwitch;
import io.handfast.link.TunLink;
import io.handfast.link.TunOptions;
import io.handfast.link.dhcp.DhcpLease;
import io.handfast.names.HostNames;
import io.handfast.names.NameServer;
import io.handfast.observe.Observation;
import io.handfast.secret.KeyedHash;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpConfig;
import io.handfast.trace.Capture;
import io.handfast.wire.IpAddress;
import io.handfast.wire.MacAddress;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Describes and opens a {@link Host}. Mutable; every setting has the default named at it. */
public final class HostBuilder {
  /** Device used when none is named. */
  public static final String DEFAULT_TUN = "hf0";

  /** Instead of a device: no network but the loopback. */
  public static final String NO_TUN = "none";

  /** Address used when none is given. */
  public static final String DEFAULT_ADDRESS = "10.7.0.2/24";

  private final List<Prefix> addresses = new ArrayList<>();
  private final List<IpAddress> peers = new ArrayList<>();
  private Optional<String> name = Optional.empty();
  private String tun = DEFAULT_TUN;
  private int mtu = TunOptions.DEFAULT_MTU;
  private boolean offload = true;
  private boolean ethernet;
  private final List<IpAddress> gateways = new ArrayList<>();
  private boolean dhcp;
  private boolean managed;
  private boolean defaultRoute;
  private Optional<String> namespace = Optional.empty();
  private boolean observed;
  private Optional<Path> capture = Optional.empty();
  private TcpConfig config = TcpConfig.LINUX;
  private final List<String> sysctls = new ArrayList<>();
  private UnaryOperator<Link> decoration = UnaryOperator.identity();
  private final HostNaming naming = new HostNaming();

  HostBuilder() {}

  /** Name for people and threads; by default that of the TUN. */
  public HostBuilder name(String hostName) {
    name = Optional.of(hostName);
    return this;
  }

  /**
   * TUN device, made when there is none; {@value #DEFAULT_TUN} by default. With {@value #NO_TUN}
   * the host reaches itself only: its addresses, if any are given, and those of the loopback.
   */
  public HostBuilder tun(String deviceName) {
    tun = deviceName;
    return this;
  }

  /**
   * TAP device instead of a TUN, made when there is none: Ethernet, so that a bridge or a virtual
   * machine can be the peer. The kernel's side gets an address only by {@link #peer}, and there is
   * no offload.
   */
  public HostBuilder tap(String deviceName) {
    tun = deviceName;
    ethernet = true;
    return this;
  }

  /**
   * On a TAP: the router for what is no neighbour, one for each family; without it nothing else is
   * reached.
   *
   * @throws IllegalArgumentException when it is not an address
   */
  public HostBuilder gateway(String address) {
    gateways.add(IpAddress.parse(address));
    return this;
  }

  /**
   * On a TAP: asks for an IPv4 address, the router, name servers and the MTU by DHCP (RFC 2131);
   * {@link #open} waits up to 30 s for an answer, and the lease is renewed as long as the host
   * lives. Name servers given by {@link #nameServer} stay. Off by default.
   */
  public HostBuilder dhcp(boolean on) {
    dhcp = on;
    return this;
  }

  /**
   * Adds an address of the stack with its prefix length; {@value #DEFAULT_ADDRESS} when none is
   * added.
   *
   * @throws IllegalArgumentException when it is not an address with a prefix length
   */
  public HostBuilder address(String prefix) {
    addresses.add(Prefix.parse(prefix));
    return this;
  }

  /**
   * The kernel's address on the TUN, for the addresses of the same family; by default the first
   * address of the prefix, or the second when the stack has the first.
   *
   * @throws IllegalArgumentException when it is not an address
   */
  public HostBuilder peer(String address) {
    peers.add(IpAddress.parse(address));
    return this;
  }

  /**
   * Puts the TUN into an existing network namespace, by its name of {@code ip netns} or a path; by
   * default it is in that of this process.
   */
  public HostBuilder namespace(String nameOrPath) {
    namespace = Optional.of(nameOrPath);
    return this;
  }

  /**
   * Makes the TUN the kernel's default route, of each family that the stack has; off by default.
   */
  public HostBuilder defaultRoute(boolean on) {
    defaultRoute = on;
    return this;
  }

  /** MTU in bytes, 1500 by default. */
  public HostBuilder mtu(int bytes) {
    mtu = bytes;
    return this;
  }

  /** Super-segments and checksums by the device; on by default. */
  public HostBuilder offload(boolean on) {
    offload = on;
    return this;
  }

  /** Writes every packet to a pcapng file; off by default. */
  public HostBuilder capture(Path file) {
    capture = Optional.of(file);
    return this;
  }

  /**
   * One setting as {@code NAME=VALUE}, on top of profile or configuration; may be called several
   * times, the last of one name counts.
   *
   * @throws IllegalArgumentException when the name is not known or the value out of range
   */
  public HostBuilder sysctl(String assignment) {
    Sysctl.set(TcpConfig.LINUX, assignment);
    sysctls.add(assignment);
    return this;
  }

  /**
   * TCP's settings by name, see {@link TcpConfig#profile}; {@code linux} by default.
   *
   * @throws IllegalArgumentException when there is no such profile
   */
  public HostBuilder profile(String profileName) {
    config = TcpConfig.profile(profileName);
    return this;
  }

  /** TCP's settings. */
  public HostBuilder config(TcpConfig settings) {
    config = settings;
    return this;
  }

  /**
   * Adds a name server, {@code ADDRESS} or {@code ADDRESS:PORT}, in place of those of {@code
   * /etc/resolv.conf}; at most three count.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public HostBuilder nameServer(String server) {
    naming.server(NameServer.parse(server));
    return this;
  }

  /** Hosts file that names are looked up in first, {@code /etc/hosts} by default. */
  public HostBuilder hostsFile(Path file) {
    naming.hosts(file);
    return this;
  }

  /** Answers {@code handfast ss} through a UNIX socket named after the TUN; off by default. */
  public HostBuilder managed(boolean on) {
    managed = on;
    return this;
  }

  /** Shows the host to Flight Recorder, JMX and the platform's log; off by default. */
  public HostBuilder observed(boolean on) {
    observed = on;
    return this;
  }

  /** Puts decorators around the TUN, below the capture: faults, delays. */
  public HostBuilder decorate(UnaryOperator<Link> decorator) {
    decoration = decorator;
    return this;
  }

  /**
   * Opens the TUN and starts the host.
   *
   * @throws HostException when an address is taken or a file cannot be written
   * @throws io.handfast.link.LinkException when the TUN cannot be opened or configured
   * @throws IllegalArgumentException when the settings contradict each other
   */
  public Host open() {
    if (tun.equals(NO_TUN)) {
      return startAlone();
    }
    if (dhcp && !ethernet) {
      throw new IllegalArgumentException("DHCP needs a TAP: a TUN has no Ethernet");
    }
    boolean byDefault = addresses.isEmpty() && !dhcp;
    List<Prefix> ours = byDefault ? List.of(Prefix.parse(DEFAULT_ADDRESS)) : addresses;
    NetDevice device = openDevice(ours);
    try {
      return start(device, dhcp ? withLease((EthernetLink) device, ours) : ours);
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  /**
   * Opens the TUN with several queues and starts a host on each: one stack, one lock and one driver
   * for each, all with the same addresses. Each connection belongs to one of them.
   *
   * @param shards 1 to 256
   * @throws IllegalArgumentException also for a TAP, a capture, or a host that is to be managed or
   *     observed: these know one stack
   */
  public ShardedHost openSharded(int shards) {
    boolean single =
        ethernet || dhcp || capture.isPresent() || managed || observed || tun.equals(NO_TUN);
    if (single || shards < 1 || shards > 256) {
      throw new IllegalArgumentException("no shards of this host: " + shards);
    }
    List<Prefix> ours = addresses.isEmpty() ? List.of(Prefix.parse(DEFAULT_ADDRESS)) : addresses;
    SecureRandom random = new SecureRandom();
    ShardSwitch queues =
        new ShardSwitch(shards, new KeyedHash(random.nextLong(), random.nextLong()));
    List<TunLink> devices = inNamespace(() -> TunLink.openQueues(tunOptions(ours), shards));
    List<Host> hosts = new ArrayList<>();
    try {
      for (int i = 0; i < shards; i++) {
        hosts.add(startShard(queues, i, devices.get(i), ours));
        HostNames.use(hosts.get(i), hosts.getFirst().resolver()); // answers come to the first
      }
      return new ShardedHost(queues, hosts);
    } catch (RuntimeException e) {
      hosts.forEach(Host::close);
      devices.forEach(TunLink::close);
      throw e;
    }
  }

  private Host startShard(ShardSwitch queues, int shard, TunLink device, List<Prefix> ours) {
    String hostName = name.orElse(device.name()) + "-" + shard;
    Link link = linkOver(device, hostName);
    Poller poller = new Poller(device);
    queues.onArrival(shard, poller::kick);
    Host host = start(device, hostName, queues.join(shard, link), poller, ours);
    host.stack().tcp().share(queues.share(shard));
    return host;
  }

  private List<Prefix> withLease(EthernetLink link, List<Prefix> ours) {
    DhcpLease lease = FirstLease.await(link);
    lease.routers().stream().limit(1).forEach(gateways::add);
    naming.leased(lease.nameServers());
    return Stream.concat(Stream.of(lease.address()), ours.stream()).toList();
  }

  private Host startAlone() {
    String hostName = name.orElse(NO_TUN);
    NetworkStack stack = newStack(hostName);
    Link nowhere = new NoLink();
    int index = stack.addInterface(NO_TUN, nowhere);
    addresses.forEach(each -> stack.addAddress(index, each));
    HostPump pump = new HostPump(stack, nowhere, index, new Poller());
    return shown(new Host(hostName, NO_TUN, new LinkCounters(), stack, pump, addresses));
  }

  private NetworkStack newStack(String hostName) {
    SecureRandom random = new SecureRandom();
    KeyedHash secret = new KeyedHash(random.nextLong(), random.nextLong());
    return new NetworkStack(hostName, secret, settings(), System.nanoTime());
  }

  private NetDevice openDevice(List<Prefix> ours) {
    return inNamespace(() -> openDeviceHere(ours));
  }

  private <T> T inNamespace(Supplier<T> opening) {
    if (namespace.isEmpty()) {
      return opening.get();
    }
    try (NetNamespace inside = NetNamespace.existing(namespace.get())) {
      return inside.call(opening::get);
    }
  }

  private NetDevice open(TunOptions options, List<Prefix> ours) {
    if (!ethernet) {
      return TunLink.open(options);
    }
    MacAddress mac = MacAddress.local(new SecureRandom().nextLong());
    return EthernetLink.open(options, new EthernetOptions(mac, ours, gateways), System::nanoTime);
  }

  private NetDevice openDeviceHere(List<Prefix> ours) {
    NetDevice device = open(tunOptions(ours), ours);
    try {
      if (defaultRoute) {
        NetInterface kernels = NetInterface.named(device.name());
        ours.stream()
            .map(each -> each.address().isV4() ? IpAddress.ANY_V4 : IpAddress.ANY)
            .distinct()
            .forEach(any -> kernels.route(any, 0));
      }
      return device;
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private boolean isOffloading() {
    return offload && !ethernet;
  }

  private boolean kernelHasSide(Prefix ours) {
    return !ethernet || peers.stream().anyMatch(each -> each.isV4() == ours.address().isV4());
  }

  private TunOptions tunOptions(List<Prefix> ours) {
    TunOptions options = TunOptions.named(tun).withMtu(mtu).withOffload(isOffloading());
    for (Prefix each : ours.stream().filter(this::kernelHasSide).toList()) {
      InterfaceAddress kernels = kernelSide(each);
      KernelAddresses.requireFree(each.address(), kernels.address(), tun);
      options = options.withAddress(kernels);
    }
    return options;
  }

  private InterfaceAddress kernelSide(Prefix ours) {
    IpAddress address = ours.address();
    for (IpAddress peer : peers) {
      if (peer.isV4() == address.isV4()) {
        return ours.length() == address.bits()
            ? new InterfaceAddress(peer, address, ours.length())
            : InterfaceAddress.of(peer, ours.length());
      }
    }
    return InterfaceAddress.facing(address, ours.length());
  }

  private Host start(NetDevice device, List<Prefix> ours) {
    String hostName = name.orElse(device.name());
    return start(device, hostName, linkOver(device, hostName), new Poller(device), ours);
  }

  private Host start(
      NetDevice device, String hostName, Link link, Poller poller, List<Prefix> ours) {
    NetworkStack stack = newStack(hostName);
    int index = stack.addInterface(device.name(), link);
    ours.forEach(each -> stack.addAddress(index, each));
    addDefaultRoutes(stack, index);
    if (device instanceof EthernetLink tap) {
      tap.onUndeliverable(
          packet -> stack.unreachable(MemorySegment.ofArray(packet), System.nanoTime()));
    }
    HostPump pump = new HostPump(stack, link, index, poller);
    Host host = new Host(hostName, device.name(), device.counters(), stack, pump, ours);
    HostNames.use(host, naming.resolver(host));
    if (managed) {
      attach(host, ManagementServer::start);
    }
    return shown(host);
  }

  private Host shown(Host host) {
    if (observed) {
      attach(host, Observation::of);
    }
    return host;
  }

  private void addDefaultRoutes(NetworkStack stack, int index) {
    for (String each : List.of("0.0.0.0/0", "::/0")) {
      Prefix all = Prefix.parse(each);
      boolean leads = gateways.stream().anyMatch(to -> to.isV4() == all.address().isV4());
      if (!ethernet || leads) {
        stack.addRoute(all, index);
      }
    }
  }

  private TcpConfig settings() {
    TcpConfig settings = config;
    for (String each : sysctls) {
      settings = Sysctl.set(settings, each);
    }
    return settings;
  }

  private Link linkOver(NetDevice device, String hostName) {
    Link link = decoration.apply(device);
    if (capture.isPresent()) {
      link = FileCapture.over(link, capture.get(), device.name(), hostName, Capture.Cut.SENT);
    }
    return isOffloading() ? link : new SegmentingLink(link);
  }

  private static void attach(Host host, Function<Host, AutoCloseable> attachment) {
    try {
      host.endWith(attachment.apply(host));
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }
}
