package io.handfast.cli;

import io.handfast.bench.flood.SynFloodBench;
import io.handfast.bench.load.InlineServer;
import io.handfast.bench.load.SelectorServer;
import io.handfast.bench.recovery.RecoveryTable;
import io.handfast.bench.scale.ScaleBench;
import io.handfast.host.Host;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code handfast bench}: measures, and has what measurements need. */
@Command(
    name = "bench",
    description = {
      "Measures Handfast, the kernel over veth and, where installed, gVisor in one run, in turn,",
      "and prints medians and their ratio to the kernel. Needs root, gcc and the load tool kc.c."
    },
    footer = {
      "",
      "Examples:",
      "  handfast bench --tool kc.c",
      "  handfast bench --tool kc.c --rounds 5 --json",
      "  handfast bench --tool kc.c --measures 'rx tx' --variants 'kernel inline-vnet'"
    },
    subcommands = {
      BenchCommand.Serve.class,
      BenchCommand.Syn.class,
      BenchCommand.Scale.class,
      BenchCommand.Recovery.class
    })
final class BenchCommand implements Callable<Integer> {
  @Option(names = "--rounds", paramLabel = "NUMBER", description = "how often each (default: 3)")
  private Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "length of each measurement (default: 3)")
  private Integer seconds;

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      description = "of rx, tx, connN and rrN (default: rx tx conn64 conn1 rr64 rr1)")
  private String measures;

  @Option(
      names = "--variants",
      paramLabel = "LIST",
      description = {
        "of kernel, inline-vnet, nio-vnet, inline-raw, nio-raw, gvisor, spike-vnet and spike-raw",
        "(default: the kernel, those of Handfast, and gvisor)"
      })
  private String variants = "kernel inline-vnet nio-vnet inline-raw nio-raw gvisor";

  @Option(names = "--json", description = "rows of JSON instead of the table")
  private boolean json;

  @Option(
      names = "--tool",
      paramLabel = "FILE",
      description = "kc.c, the load tool (default: the environment's KC_SOURCE)")
  private Path tool;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("handfast.home", "."), "bench", "run");
    if (!Files.isExecutable(script)) {
      spec.commandLine().getErr().println("handfast: no " + script + "; it needs the checkout");
      return 1;
    }
    Process run = new ProcessBuilder(command(script)).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run)));
    return run.waitFor();
  }

  private List<String> command(Path script) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    if (json) {
      command.add("-j");
    }
    add(command, "-r", rounds);
    add(command, "-s", seconds);
    add(command, "-m", measures);
    add(command, "-v", variants);
    if (tool != null) {
      command.add(tool.toString());
    }
    return command;
  }

  private static void add(List<String> command, String option, Object value) {
    if (value != null) {
      command.add(option);
      command.add(value.toString());
    }
  }

  /** Its namespaces are to go as well. */
  private static void end(Process run) {
    run.destroy();
    try {
      run.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Which interface of the stack serves. */
  enum Api {
    INLINE,
    NIO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code handfast bench syn}. */
  @Command(
      name = "syn",
      description = {
        "Floods a listener with spoofed SYNs, in memory and on one thread, and prints what",
        "answering one costs."
      },
      footer = {"", "Example:", "  handfast bench syn --seconds 5"})
  static final class Syn implements Callable<Integer> {
    @Option(
        names = "--seconds",
        paramLabel = "SECONDS",
        defaultValue = "3",
        description = "length of each measurement, after as much warming up (default: 3)")
    private double seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      SynFloodBench.run(spec.commandLine().getOut(), seconds);
      return 0;
    }
  }

  /** {@code handfast bench recovery}. */
  @Command(
      name = "recovery",
      description = {
        "Prints goodput over paths that lose, delay and reorder, in virtual time, as Markdown;",
        "the same figures every time."
      },
      footer = {"", "Example:", "  handfast bench recovery > docs/recovery-table.md"})
  static final class Recovery implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      spec.commandLine().getOut().print(RecoveryTable.write());
      spec.commandLine().getOut().flush();
    }
  }

  /** {@code handfast bench scale}. */
  @Command(
      name = "scale",
      description = {
        "Opens many connections into one stack, in memory, and prints what each costs: idle,",
        "after a byte each way, in TIME-WAIT; and what their timers cost when all are due at once."
      },
      footer = {"", "Example:", "  handfast bench scale --connections 1000000"})
  static final class Scale implements Callable<Integer> {
    @Option(
        names = "--connections",
        paramLabel = "NUMBER",
        defaultValue = "1000000",
        description = "how many (default: ${DEFAULT-VALUE})")
    private int connections;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      ScaleBench.run(spec.commandLine().getOut(), connections);
      return 0;
    }
  }

  /** {@code handfast bench serve}. */
  @Command(
      name = "serve",
      description = {
        "Serves load tools: TCP ports 5001 sink, 5002 source, 5003 accept and close, 5004 echo,",
        "5005 idle."
      },
      footer = {
        "",
        "Examples:",
        "  handfast bench serve --address 10.77.0.2/24",
        "  handfast bench serve --address 10.77.0.2/24 --api nio --offload off",
      })
  static final class Serve implements Callable<Integer> {
    @Option(
        names = "--api",
        paramLabel = "inline|nio",
        defaultValue = "inline",
        description = {
          "inline: on the stack's own thread;",
          "nio: one thread with a java.nio selector (default: ${DEFAULT-VALUE})"
        })
    private Api api;

    @Mixin private HostOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Signals signals = new Signals();
      try (Host host = options.open()) {
        switch (api) {
          case INLINE -> InlineServer.open(host);
          case NIO ->
              Thread.ofPlatform()
                  .daemon()
                  .name("selector")
                  .start(SelectorServer.open(SelectorProvider.provider()));
        }
        spec.commandLine().getOut().println("ready: " + host + ", " + api);
        spec.commandLine().getOut().flush();
        return signals.await();
      }
    }
  }
}
