package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.host.Json;
import io.handfast.host.gateway.Gateway;
import io.handfast.host.gateway.GatewayConfig;
import io.handfast.host.gateway.GatewayStatistics;
import io.handfast.tcp.ForwardLimits;
import io.handfast.wire.IpAddress;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code handfast gateway}: a namespace's network, through the kernel's sockets. */
@Command(
    name = "gateway",
    description = {
      "Gives a network namespace its network, through sockets of this process.",
      "Each TCP connection and UDP flow that comes out of the TUN goes on through one.",
      "A client is connected when its upstream is; refusals, half-closes and",
      "resets pass through. No ICMP: ping does not work through it."
    },
    footer = {
      "",
      "Examples:",
      "  ip netns add box",
      "  handfast gateway --netns box --address 10.9.0.2/24",
      "  ip netns exec box curl http://192.0.2.1/     (in another terminal)",
      "  handfast gateway --netns box --socks5 127.0.0.1:1080",
    })
final class GatewayCommand implements Callable<Integer> {
  @Option(
      names = "--netns",
      paramLabel = "NAME|PATH",
      description = {
        "the TUN is in this namespace, as its default route",
        "(default: in that of this process, without a route)"
      })
  private String namespace;

  @Option(
      names = "--socks5",
      paramLabel = "HOST:PORT",
      converter = HostAndPort.class,
      description = "all flows go on through this server (no authentication)")
  private InetSocketAddress socks5;

  @Option(
      names = "--max-flows",
      paramLabel = "N",
      defaultValue = "65536",
      description = "TCP flows at most (default: ${DEFAULT-VALUE})")
  private int maxFlows;

  @Option(
      names = "--max-pending",
      paramLabel = "N",
      defaultValue = "4096",
      description = "of them, those whose upstream has not answered (default: ${DEFAULT-VALUE})")
  private int maxPending;

  @Option(
      names = "--max-per-source",
      paramLabel = "N",
      defaultValue = "65536",
      description = "flows of one client address at most (default: ${DEFAULT-VALUE})")
  private int maxPerSource;

  @Option(
      names = "--max-udp-flows",
      paramLabel = "N",
      defaultValue = "4096",
      description = "UDP flows at most (default: ${DEFAULT-VALUE})")
  private int maxUdpFlows;

  @Option(
      names = "--udp-idle",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "a silent UDP flow is forgotten after this (default: ${DEFAULT-VALUE})")
  private int udpIdle;

  @Option(names = "--json", description = "print the statistics as JSON at the end")
  private boolean json;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    GatewayConfig config = config();
    Signals signals = new Signals();
    try (Host host = options.openGateway(namespace, namespace != null)) {
      Gateway gateway = Gateway.start(host, config);
      announce(host);
      int code = signals.await();
      GatewayStatistics statistics = gateway.statistics();
      gateway.close();
      report(statistics, gateway.lastError());
      return code;
    }
  }

  private GatewayConfig config() {
    if (socks5 != null && socks5.isUnresolved()) {
      throw new Failures.Failure("the host name " + socks5.getHostString() + " is not known");
    }
    try {
      return new GatewayConfig(
          Optional.ofNullable(socks5),
          new ForwardLimits(maxPending, maxFlows, maxPerSource),
          maxUdpFlows,
          Duration.ofSeconds(udpIdle));
    } catch (IllegalArgumentException e) {
      throw new Failures.Failure(e.getMessage());
    }
  }

  private void announce(Host host) {
    PrintWriter err = spec.commandLine().getErr();
    String where = namespace == null ? "" : " in namespace " + namespace;
    String by = socks5 == null ? "the kernel's sockets" : "SOCKS5 at " + text(socks5);
    err.println("Gateway on " + host.tunName() + where + ", on through " + by + ".");
    IpAddress first = host.addresses().getFirst();
    if (namespace == null) {
      err.println("Route to it what shall go through: ip route add … via " + first);
    }
    err.println("Stop with Ctrl-C.");
    err.flush();
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private void report(GatewayStatistics s, String lastError) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("flows", s.flows());
    numbers.put("open", s.open());
    numbers.put("inDecision", s.inDecision());
    numbers.put("udpOpen", s.udpOpen());
    numbers.put("refused", s.refused());
    numbers.put("ignored", s.ignored());
    numbers.put("limited", s.limited());
    numbers.put("resets", s.resets());
    numbers.put("upstreamErrors", s.upstreamErrors());
    numbers.put("bytesOut", s.bytesOut());
    numbers.put("bytesIn", s.bytesIn());
    numbers.put("datagramsDropped", s.datagramsDropped());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      numbers.put("lastError", lastError);
      out.println(Json.write(numbers));
    } else {
      numbers.forEach((name, value) -> out.printf("%-17s %s%n", name, value));
      if (!lastError.isEmpty()) {
        out.println("last error        " + lastError);
      }
    }
    out.flush();
  }

  /** {@code HOST:PORT}, {@code [IPV6]:PORT}. */
  static final class HostAndPort implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String text) {
      int colon = text.lastIndexOf(':');
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (colon > 0 && port > 0 && port < 65_536) {
          String host = text.substring(0, colon);
          boolean bracketed = host.startsWith("[") && host.endsWith("]");
          String bare = bracketed ? host.substring(1, host.length() - 1) : host;
          return new InetSocketAddress(bare, port);
        }
      } catch (NumberFormatException e) {
        // falls through to the message below
      }
      throw new TypeConversionException("'" + text + "' is not HOST:PORT");
    }
  }
}
