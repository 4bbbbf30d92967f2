package io.handfast.cli;

import io.handfast.host.Management;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code handfast netstat}: the sockets of running instances, in the format of netstat(8). */
@Command(
    name = "netstat",
    description = "Shows the sockets of running instances of this user, as netstat does.",
    footer = {
      "",
      "Examples:",
      "  handfast netstat -nat",
      "  handfast netstat -nap | grep SYN_RECV",
      "  handfast netstat -s",
    })
final class NetstatCommand implements Callable<Integer> {
  @Option(
      names = {"-a", "--all"},
      description = "listening sockets too")
  private boolean all;

  @Option(
      names = {"-l", "--listening"},
      description = "listening sockets only")
  private boolean listening;

  @Option(
      names = {"-p", "--programs"},
      description = "process number of the instance")
  private boolean programs;

  @Option(
      names = {"-s", "--statistics"},
      description = "counters, by nstat's names")
  private boolean statistics;

  @Option(
      names = {"-t", "--tcp"},
      description = "TCP sockets (the only ones so far)")
  private boolean tcp;

  @Option(
      names = {"-n", "--numeric"},
      description = "numbers instead of names (always so)")
  private boolean numeric;

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
        Management.ask(statistics ? Management.SUMMARY : Management.STATUS, tun);
    Instances.requireSome(instances, tun);
    PrintWriter out = spec.commandLine().getOut();
    if (statistics) {
      instances.forEach(instance -> NetstatTable.statistics(instance, out));
    } else {
      NetstatTable.title(all, listening, programs, out);
      instances.forEach(instance -> print(instance, out));
    }
    out.flush();
    return 0;
  }

  private void print(Map<String, Object> instance, PrintWriter out) {
    String program = programs ? instance.get("pid") + "/handfast" : "";
    Instances.sockets(instance)
        .filter(socket -> all || socket.state().equals("LISTEN") == listening)
        .forEach(socket -> NetstatTable.row(socket, program, out));
  }
}
