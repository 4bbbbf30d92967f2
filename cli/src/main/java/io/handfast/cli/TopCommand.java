package io.handfast.cli;

import io.handfast.host.Management;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code handfast top}: running instances, looked at again and again. */
@Command(
    name = "top",
    description = {
      "Shows what running instances of this user do, again and again.",
      "Rates, sockets by state, the fullest sockets."
    },
    footer = {
      "",
      "Examples:",
      "  handfast top",
      "  handfast top --delay 0.5 --count 20 --tun hf0",
    })
final class TopCommand implements Callable<Integer> {
  private static final String CLEAR = "\033[H\033[2J";

  @Option(
      names = {"-d", "--delay"},
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "time between two pictures (default: ${DEFAULT-VALUE})")
  private double delay;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "pictures to show; 0 for no end (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--sockets",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description = "sockets to show (default: ${DEFAULT-VALUE})")
  private int sockets;

  @Option(
      names = "--tun",
      paramLabel = "NAME",
      defaultValue = "",
      description = "only the instance on this TUN")
  private String tun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean terminal = System.console() != null && System.console().isTerminal();
    Map<Object, Map<String, Object>> before = new HashMap<>();
    for (int shown = 0; count == 0 || shown < count; shown++) {
      if (shown > 0) {
        Thread.sleep(Math.round(1_000 * delay));
      }
      List<Map<String, Object>> instances = Management.ask(Management.STATUS, tun);
      Instances.requireSome(instances, tun);
      out.print(terminal ? CLEAR : "");
      for (Map<String, Object> each : instances) {
        TopTable.print(before.getOrDefault(each.get("pid"), each), each, delay, sockets, out);
        before.put(each.get("pid"), each);
      }
      out.flush();
    }
    return 0;
  }
}
