package io.handfast.cli;

import io.handfast.bench.flood.SynFloodBench;
import io.handfast.bench.recovery.RecoveryTable;
import io.handfast.bench.scale.ScaleBench;
import io.handfast.bench.speed.Contender;
import io.handfast.bench.speed.Measure;
import io.handfast.bench.speed.SpeedBench;
import io.handfast.bench.speed.SpeedOptions;
import io.handfast.bench.speed.SpeedReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code handfast bench}: measures, and has what measurements need. */
@Command(
    name = "bench",
    description = {
      "Measures Handfast, the kernel over a veth pair, gVisor's netstack where it is installed, and",
      "a bare responder, in one run and in turn; prints medians, latency, CPU and ratios.",
      "Needs root, /dev/net/tun and 'ip'; works in network namespaces of its own. All of it, with",
      "five runs, takes some eleven minutes; other work on the machine makes it worthless."
    },
    footer = {
      "",
      "Examples:",
      "  handfast bench",
      "  handfast bench --runs 1 --measures rx-vnet,rr1 --stacks handfast-inline,kernel-veth",
      "  handfast bench --json"
    },
    subcommands = {
      BenchServeCommand.class,
      BenchHttpCommand.class,
      BenchCommand.Syn.class,
      BenchCommand.Scale.class,
      BenchCommand.Recovery.class
    })
final class BenchCommand implements Callable<Integer> {
  private static final String NATIVE = "--enable-native-access=io.handfast.link,io.handfast.bench";

  @Option(
      names = "--runs",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "how often each; what counts is the median (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "1.5",
      description = "length of each, after half a second (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      split = ",",
      converter = MeasureName.class,
      description = {
        "of rx-vnet, tx-vnet, rx-raw, tx-raw, conn1, conn64, rr1, rr64, rr1-poll, bytes-idle",
        "(default: all; vnet: offload by the device, raw: packets of 1500 bytes)"
      })
  private List<Measure> measures = List.of(Measure.values());

  @Option(
      names = "--stacks",
      paramLabel = "LIST",
      split = ",",
      converter = ContenderName.class,
      description = {
        "of handfast-inline, handfast-nio, handfast-blocking, kernel-veth, gvisor, spike",
        "(default: all)"
      })
  private List<Contender> stacks = List.of(Contender.values());

  @Option(names = "--json", description = "rows of JSON instead of tables")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || !(seconds > 0)) {
      throw new ParameterException(spec.commandLine(), "--runs and --seconds are above 0");
    }
    Path work = Files.createTempDirectory("handfast-bench");
    try {
      SpeedReport report =
          SpeedBench.run(
              new SpeedOptions(runs, seconds, measures, stacks),
              ownCommand(),
              Path.of(System.getProperty("handfast.home", "."), "bench", "gvisor"),
              work,
              spec.commandLine().getErr());
      if (json) {
        report.printJson(spec.commandLine().getOut());
      } else {
        report.printTables(spec.commandLine().getOut());
      }
      return 0;
    } finally {
      remove(work);
    }
  }

  /** This program in another JVM. */
  private static List<String> ownCommand() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xlog:disable",
        NATIVE,
        "--module-path",
        System.getProperty("jdk.module.path", ""),
        "--module",
        "io.handfast.cli/" + Main.class.getName());
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** By the name that a row has. */
  static final class MeasureName implements ITypeConverter<Measure> {
    @Override
    public Measure convert(String text) {
      return named(Measure.values(), text);
    }
  }

  /** The same for who serves. */
  static final class ContenderName implements ITypeConverter<Contender> {
    @Override
    public Contender convert(String text) {
      return named(Contender.values(), text);
    }
  }

  private static <T> T named(T[] all, String text) {
    return Arrays.stream(all)
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is none of " + Arrays.asList(all)));
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
}
