package io.handfast.cli;

import io.handfast.host.Json;
import io.handfast.host.Management;
import io.handfast.host.Sysctl;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast sysctl}: reads and changes the settings of running instances. */
@Command(
    name = "sysctl",
    description = {
      "Shows and changes settings of running instances of this user, as sysctl does.",
      "A change counts from the next use of the setting on; it ends with the instance."
    },
    footer = {
      "",
      "Examples:",
      "  handfast sysctl -a",
      "  handfast sysctl net.ipv4.tcp_syncookies",
      "  handfast sysctl tcp_syncookies=2 tcp_fin_timeout=30",
    })
final class SysctlCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|NAME=VALUE",
      description = "settings to show, or to change; the part behind the last dot is enough")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = {"-a", "--all"},
      description = "all settings")
  private boolean all;

  @Option(
      names = {"-w", "--write"},
      description = "accepted and ignored: NAME=VALUE writes")
  private boolean write;

  @Option(
      names = {"-n", "--values"},
      description = "values without names")
  private boolean values;

  @Option(names = "--json", description = "one instance on a line")
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
    List<String> names = names();
    List<Map<String, Object>> answers = Management.ask(request(), tun);
    Instances.requireSome(answers, tun);
    PrintWriter out = spec.commandLine().getOut();
    for (Map<String, Object> answer : answers) {
      if (answer.get("error") instanceof String problem) {
        throw new Failures.Failure(problem);
      }
      print(answer, names, out);
    }
    out.flush();
    return 0;
  }

  /** Names asked for, in full; all when none is. */
  private List<String> names() {
    if (!all && settings.isEmpty()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "say what to show: a name, or -a for all");
    }
    try {
      return settings.stream().map(each -> Sysctl.resolve(each.replaceFirst("=.*", ""))).toList();
    } catch (IllegalArgumentException e) {
      throw new Failures.Failure(e.getMessage());
    }
  }

  private String request() {
    List<String> changes = settings.stream().filter(each -> each.contains("=")).toList();
    return changes.isEmpty()
        ? Management.SYSCTL
        : Management.SYSCTL + " " + Json.write(Map.of("set", changes));
  }

  @SuppressWarnings("unchecked")
  private void print(Map<String, Object> answer, List<String> names, PrintWriter out) {
    Map<String, Object> present = (Map<String, Object>) answer.get("sysctl");
    present.keySet().removeIf(name -> !all && !names.contains(name));
    if (json) {
      out.println(Json.write(present));
    } else {
      present.forEach((name, value) -> out.println(values ? value : name + " = " + value));
    }
  }
}
