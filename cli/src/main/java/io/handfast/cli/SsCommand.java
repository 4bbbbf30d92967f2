package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.host.Management;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Map<String, Object>> instances =
        Management.ask(summary ? Management.SUMMARY : Management.STATUS, tun);
    if (instances.isEmpty()) {
      String where = tun.isEmpty() ? "" : " on " + tun;
      throw new Failures.Failure(
          "no instance of this user is running" + where + "; start one, for example 'serve'");
    }
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
    List<SocketLine> sockets = instances.stream().flatMap(SsCommand::socketsOf).toList();
    SsTable table = new SsTable(timers, info);
    table.print(sockets.stream().filter(this::isWanted).toList(), out);
  }

  @SuppressWarnings("unchecked")
  private static java.util.stream.Stream<SocketLine> socketsOf(Map<String, Object> instance) {
    return ((List<Map<String, Object>>) instance.get("tcp")).stream().map(SocketLine::new);
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
