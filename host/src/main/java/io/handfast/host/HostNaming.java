package io.handfast.host;

import io.handfast.names.HandfastResolverProvider;
import io.handfast.names.HostsFile;
import io.handfast.names.NameServer;
import io.handfast.names.ResolvConf;
import io.handfast.names.Resolver;
import io.handfast.wire.IpAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a host looks up names: by the files of the machine unless its builder says otherwise. */
final class HostNaming {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final List<NameServer> servers = new ArrayList<>();
  private Path hosts = Path.of("/etc/hosts");

  void server(NameServer server) {
    servers.add(server);
  }

  /** Servers of a lease count when the program names none. */
  void leased(List<IpAddress> offered) {
    if (servers.isEmpty()) {
      offered.forEach(each -> servers.add(NameServer.parse(each.toString())));
    }
  }

  void hosts(Path file) {
    hosts = file;
  }

  Resolver resolver(Host host) {
    ResolvConf conf = ResolvConf.of(RESOLV_CONF);
    return Resolver.of(host)
        .hosts(HostsFile.of(hosts))
        .conf(servers.isEmpty() ? conf : conf.withServers(servers))
        .kernel(HostNaming::kernelLookup)
        .ownName(HandfastResolverProvider.machineName())
        .build();
  }

  /** A name server at 127.0.0.53 is the kernel's; our loopback is another one. */
  private static List<IpAddress> kernelLookup(String name) throws java.io.IOException {
    return HandfastResolverProvider.kernelLookup(name).stream()
        .map(InetAddress::getAddress)
        .map(IpAddress::of)
        .toList();
  }
}
