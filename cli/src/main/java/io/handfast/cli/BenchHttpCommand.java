package io.handfast.cli;

import io.handfast.bench.http.HttpBench;
import io.handfast.bench.http.HttpOptions;
import io.handfast.bench.http.HttpReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code handfast bench http}. */
@Command(
    name = "http",
    description = {
      "Measures Jetty and Netty, unmodified, under h2load and wrk, on Handfast over a",
      "TUN beside the same servers on the kernel over a veth pair, and bursts of requests",
      "of the JDK's HttpClient on both, in turn; prints medians, p99 and errors. Needs",
      "root, /dev/net/tun, 'ip', h2load (package nghttp2-client) and wrk; takes some",
      "eight minutes."
    },
    footer = {
      "",
      "Examples:",
      "  handfast bench http",
      "  handfast bench http --runs 1 --requests 20000 --seconds 2"
    })
final class BenchHttpCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "how often each; what counts is the median (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--requests",
      paramLabel = "NUMBER",
      defaultValue = "200000",
      description = "requests of h2load in each run, 64 or more (default: ${DEFAULT-VALUE})")
  private int requests;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "seconds of wrk in each run (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--burst",
      paramLabel = "NUMBER",
      defaultValue = "2000",
      description = "requests of HttpClient at once; 0 for none (default: ${DEFAULT-VALUE})")
  private int burst;

  @Option(names = "--json", description = "rows of JSON instead of the table")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || requests < 64 || seconds < 1 || burst < 0) {
      throw new ParameterException(
          spec.commandLine(), "--runs and --seconds are above 0, --requests 64 or more");
    }
    Path work = Files.createTempDirectory("handfast-bench");
    try {
      HttpReport report =
          HttpBench.run(
              new HttpOptions(runs, requests, seconds, burst),
              java(),
              RunCommand.agent(),
              work,
              spec.commandLine().getErr());
      if (json) {
        report.printJson(spec.commandLine().getOut());
      } else {
        report.printTable(spec.commandLine().getOut());
      }
      return 0;
    } finally {
      BenchCommand.remove(work);
    }
  }

  /** For programs that know nothing of Handfast: what is Handfast's comes by the agent only. */
  private static List<String> java() throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
        "-cp",
        classPath());
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("jdk.module.path", "")))) {
      return jars.filter(each -> isOfPrograms(each.getFileName().toString()))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static boolean isOfPrograms(String jar) {
    return !jar.startsWith("handfast-") || jar.startsWith("handfast-bench");
  }
}
