package io.handfast.bench.speed;

import io.handfast.bench.kernel.Figure;
import io.handfast.bench.kernel.IdleConnections;
import io.handfast.bench.kernel.Load;
import io.handfast.bench.kernel.Sources;
import io.handfast.bench.speed.Measure.Mode;
import io.handfast.link.InterfaceAddress;
import io.handfast.link.NetInterface;
import io.handfast.link.NetNamespace;
import io.handfast.link.TunDevice;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two network namespaces: the load and every TUN in one, the kernel's server in the other, with a
 * pair of virtual Ethernet devices between them. Each server has a subnet 10.77.N.0/24 of its own.
 */
final class Lab implements AutoCloseable {
  private static final String PORTS = "/proc/sys/net/ipv4/ip_local_port_range";
  private static final int PREFIX = 24;
  private static final int QUEUE = 4_096;

  private final NetNamespace client = NetNamespace.create();
  private final NetNamespace remote = NetNamespace.create();
  private final Commands commands;
  private final Path work;
  private final Map<Contender, Map<Mode, Station>> stations = new EnumMap<>(Contender.class);
  private final Deque<ServerProcess> processes = new ArrayDeque<>();
  private ServerProcess kernel;
  private int subnets;

  /** A server with its address as a number. */
  record Station(ServerProcess process, int address) {}

  Lab(Commands commands, Path work) throws IOException {
    this.commands = commands;
    this.work = work;
    client.call(() -> Files.writeString(Path.of(PORTS), "1024 65535"));
  }

  /** The server of that kind; started when there is none yet. */
  Station station(Contender contender, Mode mode) throws IOException {
    Map<Mode, Station> modes = stations.computeIfAbsent(contender, _ -> new HashMap<>());
    Station known = modes.get(mode);
    if (known != null && known.process().isAlive()) {
      return known;
    }
    Station started =
        contender == Contender.KERNEL ? startKernel(mode) : startOnTun(contender, mode);
    modes.put(mode, started);
    return started;
  }

  /** Ends a server. */
  void end(Contender contender, Mode mode) {
    Station station = stations.get(contender).remove(mode);
    if (contender == Contender.KERNEL) {
      return; // it serves other modes as well
    }
    station.process().close();
    processes.remove(station.process());
  }

  /** Puts a load on a server, from the client's namespace. */
  Figure run(Load load, Station at, Load.Interval interval) {
    return client.call(() -> load.run(at.address(), interval));
  }

  /** Idle connections to a server, none yet. */
  IdleConnections idle(Station at) {
    return new IdleConnections(at.address());
  }

  /** Opens so many more of them. */
  void open(IdleConnections idle, int more) {
    client.call(() -> {
      idle.open(more);
      return null;
    });
  }

  private Station startOnTun(Contender contender, Mode mode) throws IOException {
    int subnet = ++subnets;
    String tun = "hfb" + subnet;
    if (contender == Contender.GVISOR) {
      client.call(() -> prepare(tun, subnet));
    }
    ServerProcess process =
        start(client, commands.of(contender, mode, tun, address(subnet, 2)), contender, mode);
    client.call(() -> addSources(tun, subnet));
    return new Station(process, number(subnet, 2));
  }

  private ServerProcess start(NetNamespace in, List<String> command, Contender contender, Mode mode)
      throws IOException {
    try {
      Path log = work.resolve(contender + "-" + mode + ".log");
      ServerProcess process = ServerProcess.start(in, command, log);
      processes.push(process);
      return process;
    } catch (IOException e) {
      throw new IOException(contender + " (" + mode + ") did not start: " + e.getMessage(), e);
    }
  }

  private Void prepare(String tun, int subnet) {
    TunDevice.createPersistent(tun, 0);
    NetInterface.named(tun).queueLength(QUEUE).address(kernels(subnet, 1)).up();
    return null;
  }

  /**
   * One server for all modes. For packets of the MTU the devices are told not to carry more than
   * one segment.
   */
  private Station startKernel(Mode mode) throws IOException {
    int subnet = ++subnets;
    if (kernel == null) {
      kernel = start(remote, commands.of(Contender.KERNEL, mode, "", ""), Contender.KERNEL, mode);
    }
    String near = "hfb" + subnet;
    String far = "hfs" + subnet;
    String segments = mode == Mode.RAW ? "gso_max_segs 1 " : "";
    ip(
        "link add "
            + near
            + " "
            + segments
            + "type veth peer name "
            + far
            + " "
            + segments
            + "netns "
            + kernel.pid());
    client.call(() -> NetInterface.named(near).address(kernels(subnet, 1)).up());
    remote.call(() -> NetInterface.named(far).address(kernels(subnet, 2)).up());
    client.call(() -> addSources(near, subnet));
    return new Station(kernel, number(subnet, 2));
  }

  private void ip(String arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" +")));
    int code = client.call(() -> new ProcessBuilder(command).inheritIO().start().waitFor());
    if (code != 0) {
      throw new IOException("'ip " + arguments + "' failed");
    }
  }

  private static Void addSources(String device, int subnet) {
    NetInterface kernels = NetInterface.named(device);
    for (int i = 0; i < Sources.COUNT; i++) {
      kernels.address(kernels(subnet, Sources.FIRST + i));
    }
    return null;
  }

  private static InterfaceAddress kernels(int subnet, int last) {
    return InterfaceAddress.of(IpAddress.parse(address(subnet, last)), PREFIX);
  }

  private static String address(int subnet, int last) {
    return "10.77." + subnet + "." + last;
  }

  private static int number(int subnet, int last) {
    return 10 << 24 | 77 << 16 | subnet << 8 | last;
  }

  /** Ends all servers; the namespaces go with them. */
  @Override
  public void close() {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
    client.close();
    remote.close();
  }
}
