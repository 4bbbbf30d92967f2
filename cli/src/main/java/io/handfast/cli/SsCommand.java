package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.host.Management;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast ss}: the sockets of a running instance, in the format of ss(8). */
@Command(
    name = "ss",
    description = "Shows the sockets of running instances of this user, as ss does.",
    footer = {
      "",
      "Examples:",
      "  handfast ss -tan",
      "  handfast ss -tnoi --tun hf0",
      "  handfast ss -tan state syn-recv sport = :80",
      "  handfast ss -tan dst 10.0.0.0/8",
      "  handfast ss --json",
    })
final class SsCommand implements Callable<Integer> {
  @Option(
      names = {"-t", "--tcp"},
      description = "TCP sockets (the only ones so far)")
  private boolean tcp;

  @Option(
      names = {"-a", "--all"},
      description = "listening and other sockets")
  private boolean all;

  @Option(
      names = {"-l", "--listening"},
      description = "listening sockets only")
  private boolean listening;

  @Option(
      names = {"-n", "--numeric"},
      description = "numbers instead of names (always so)")
  private boolean numeric;

  @Option(
      names = {"-o", "--options"},
      description = "timers")
  private boolean timers;

  @Option(
      names = {"-i", "--info"},
      description = "what TCP knows of the connection")
  private boolean info;

  @Option(
      names = {"-p", "--processes"},
      description = "accepted and ignored")
  private boolean processes;

  @Option(
      names = {"-s", "--summary"},
      description = "how many sockets of each kind")
  private boolean summary;

  @Option(names = "--json", description = "everything, one instance on a line")
  private boolean json;

  @Option(
      names = "--tun",
      paramLabel = "NAME",
      defaultValue = "",
      description = "only the instance on this TUN")
  private String tun;

  @Option(
      names = {"-4", "--ipv4"},
      description = "IPv4 only")
  private boolean ipv4;

  @Option(
      names = {"-6", "--ipv6"},
      description = "IPv6 only")
  private boolean ipv6;

  @Parameters(
      paramLabel = "FILTER",
      description = "state NAME, sport = :PORT, dst PREFIX, and, or, not, as in ss(8)")
  private List<String> words = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Map<String, Object>> instances =
        Management.ask(summary ? Management.SUMMARY : Management.STATUS, tun);
    Instances.requireSome(instances, tun);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      instances.forEach(instance -> out.println(Json.write(instance)));
    } else {
      print(instances, out);
    }
    out.flush();
    return 0;
  }

  private void print(List<Map<String, Object>> instances, PrintWriter out) {
    if (summary) {
      instances.forEach(instance -> SsTable.summary(instance, out));
      return;
    }
    SsFilter.Parsed filter = filter();
    SsTable table = new SsTable(timers, info);
    table.print(
        instances.stream()
            .flatMap(Instances::sockets)
            .filter(socket -> filter.namesState() || isWanted(socket))
            .filter(this::isOfFamily)
            .filter(filter.test())
            .toList(),
        out);
  }

  private SsFilter.Parsed filter() {
    try {
      return SsFilter.parse(words);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "filter: " + e.getMessage());
    }
  }

  /** A listener on all addresses of both families is neither hidden by -4 nor by -6. */
  private boolean isOfFamily(SocketLine socket) {
    boolean both = socket.text("local").equals("::");
    boolean v6 = socket.text("local").contains(":");
    return both || ipv4 == ipv6 || ipv6 == v6;
  }

  /** Without -a or -l, ss leaves out what is not a full connection. */
  private boolean isWanted(SocketLine socket) {
    boolean listens = socket.state().equals("LISTEN");
    if (listening) {
      return listens;
    }
    boolean half = socket.state().equals("SYN-RECV") || socket.state().equals("TIME-WAIT");
    return all || !listens && !half;
  }
}
