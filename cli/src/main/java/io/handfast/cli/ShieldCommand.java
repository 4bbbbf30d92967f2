package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.host.shield.ShieldEnd;
import io.handfast.host.shield.ShieldHost;
import io.handfast.ip.Prefix;
import io.handfast.link.InterfaceAddress;
import io.handfast.shield.ShieldConfig;
import io.handfast.shield.ShieldMode;
import io.handfast.shield.ShieldStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code handfast shield}: a SYN proxy in front of a server. */
@Command(
    name = "shield",
    description = {
      "Protects a server from SYN floods.",
      "It makes the handshake with clients itself, and asks the server only for those that have",
      "answered. It stands between two TUNs; all other packets pass. docs/shield.md states what it",
      "costs."
    },
    footer = {
      "",
      "Example: the server 203.0.113.80 lives in namespace web, clients are out here.",
      "  ip netns add web && ip -n web link set lo up",
      "  handfast shield --tun out0 --address 192.0.2.1/24 \\",
      "      --protect in0 --protect-netns web --protect-address 203.0.113.80/24",
      "  ip netns exec web nginx          (in another terminal)",
      "  curl http://203.0.113.80/",
    })
final class ShieldCommand implements Callable<Integer> {
  @Option(
      names = "--tun",
      paramLabel = "NAME",
      required = true,
      description = "TUN towards the clients, made when there is none")
  private String outside;

  @Option(
      names = "--netns",
      paramLabel = "NAME|PATH",
      description = "namespace of it (default: that of this process)")
  private String outsideNamespace;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS/LENGTH",
      converter = HostOptions.PrefixText.class,
      description = {
        "the kernel's address on it; then the protected addresses are routed to it",
        "(default: none, you configure it); may be given several times"
      })
  private List<String> outsideAddresses = new ArrayList<>();

  @Option(
      names = "--protect",
      paramLabel = "NAME",
      required = true,
      description = "TUN towards the servers, made when there is none")
  private String inside;

  @Option(
      names = "--protect-netns",
      paramLabel = "NAME|PATH",
      description = "namespace of it (default: that of this process)")
  private String insideNamespace;

  @Option(
      names = "--protect-address",
      paramLabel = "ADDRESS/LENGTH",
      converter = HostOptions.PrefixText.class,
      description = {
        "the server's address, put on it with a default route",
        "(default: none, you configure it); may be given several times"
      })
  private List<String> insideAddresses = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "off|cache|cookies|proxy|adaptive",
      converter = Mode.class,
      defaultValue = "adaptive",
      description = {
        "what becomes of SYNs (default: ${DEFAULT-VALUE}):",
        "off: they pass; cache: answered, remembered, the oldest goes when full;",
        "cookies: answered, nothing remembered; proxy: cache, and cookies when full;",
        "adaptive: proxy while more than 25 %% of --half-open are half-open, until 12 %%"
      })
  private ShieldMode mode;

  @Option(
      names = "--half-open",
      paramLabel = "N",
      defaultValue = "4096",
      description = "half-open connections remembered at most (default: ${DEFAULT-VALUE})")
  private int halfOpen;

  @Option(
      names = "--max-flows",
      paramLabel = "N",
      defaultValue = "65536",
      description = "connections translated at most (default: ${DEFAULT-VALUE})")
  private int maxFlows;

  @Option(names = "--json", description = "print the counters as JSON at the end")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ShieldConfig config = config();
    List<Prefix> outer = prefixes(outsideAddresses);
    List<Prefix> inner = prefixes(insideAddresses);
    Signals signals = new Signals();
    try (ShieldHost shield = ShieldHost.open(outsideEnd(outer, inner), insideEnd(inner), config)) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("Shield from " + outside + " to " + inside + ", mode " + text(mode) + ".");
      err.println("Stop with Ctrl-C.");
      err.flush();
      int code = signals.await();
      report(shield);
      return code;
    }
  }

  private ShieldConfig config() {
    try {
      return ShieldConfig.STANDARD.withMode(mode).withHalfOpenMax(halfOpen).withFlowsMax(maxFlows);
    } catch (IllegalArgumentException e) {
      throw new Failures.Failure(e.getMessage());
    }
  }

  private static List<Prefix> prefixes(List<String> texts) {
    return texts.stream().map(Prefix::parse).toList();
  }

  private static List<InterfaceAddress> addresses(List<Prefix> prefixes) {
    return prefixes.stream()
        .map(each -> InterfaceAddress.of(each.address(), each.length()))
        .toList();
  }

  private ShieldEnd outsideEnd(List<Prefix> outer, List<Prefix> inner) {
    List<ShieldEnd.Route> routes =
        outer.isEmpty() ? List.of() : inner.stream().map(ShieldEnd.Route::host).toList();
    return new ShieldEnd(outside, Optional.ofNullable(outsideNamespace), addresses(outer), routes);
  }

  private ShieldEnd insideEnd(List<Prefix> inner) {
    List<ShieldEnd.Route> routes =
        inner.stream()
            .map(each -> each.address().isV4() ? ShieldEnd.Route.ANY_V4 : ShieldEnd.Route.ANY_V6)
            .distinct()
            .toList();
    return new ShieldEnd(inside, Optional.ofNullable(insideNamespace), addresses(inner), routes);
  }

  private void report(ShieldHost shield) {
    ShieldStatus status = shield.status();
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("Mode", text(status.mode()));
    numbers.put("Proxying", status.proxying());
    numbers.put("HalfOpen", status.halfOpen());
    numbers.put("TranslatedConnections", status.translated());
    shield.counts().forEach((count, value) -> numbers.put(count.text(), value));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(numbers));
    } else {
      numbers.forEach((name, value) -> out.printf("%-22s %s%n", name, value));
    }
    out.flush();
  }

  private static String text(ShieldMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** The names of the modes in lower case. */
  static final class Mode implements ITypeConverter<ShieldMode> {
    @Override
    public ShieldMode convert(String text) {
      try {
        return ShieldMode.valueOf(text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is none of off, cache, cookies, proxy, adaptive");
      }
    }
  }
}
