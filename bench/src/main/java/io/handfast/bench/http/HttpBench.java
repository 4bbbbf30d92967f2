package io.handfast.bench.http;

import io.handfast.bench.http.HttpLab.Outcome;
import io.handfast.bench.http.HttpLab.Station;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: every server under every load tool on the kernel's stack and on Handfast, and bursts of
 * the JDK's HttpClient on both, in turn, round by round; every other round begins with the other
 * stack.
 */
public final class HttpBench {
  private static final String RATE = "requests/s";
  private static final String TIME = "ms";

  private final HttpOptions options;
  private final HttpLab lab;
  private final Path work;
  private final PrintWriter progress;
  private final HttpReport report = new HttpReport();
  private final List<Contest> contests = new ArrayList<>();

  /** A server on both stacks, and a tool. */
  private record Contest(HttpServerKind kind, LoadTool tool, Station kernel, Station handfast) {
    Station station(boolean ours) {
      return ours ? handfast : kernel;
    }
  }

  private HttpBench(HttpOptions options, HttpLab lab, Path work, PrintWriter progress) {
    this.options = options;
    this.lab = lab;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Runs it. Needs root, {@code /dev/net/tun} and {@code ip}; tools that are not installed are left
   * out.
   *
   * @param java the command {@code java} with the class path of the programs
   * @param agent Handfast's agent
   * @param work directory for what the run needs
   * @param progress one line for each figure
   * @throws IOException when a server does not start, or a tool says something else than it should
   */
  public static HttpReport run(
      HttpOptions options, List<String> java, Path agent, Path work, PrintWriter progress)
      throws IOException {
    try (HttpLab lab = new HttpLab(java, agent, work)) {
      Thread end = new Thread(lab::close);
      Runtime.getRuntime().addShutdownHook(end);
      HttpBench bench = new HttpBench(options, lab, work, progress);
      bench.startServers();
      bench.runAll();
      Runtime.getRuntime().removeShutdownHook(end);
      return bench.report;
    }
  }

  private void startServers() throws IOException {
    for (LoadTool tool : LoadTool.values()) {
      if (!tool.isInstalled()) {
        report.leaveOut(tool.toString());
      }
    }
    for (HttpServerKind kind : HttpServerKind.values()) {
      Station kernel = lab.onKernel(kind);
      Station handfast = lab.onHandfast(kind);
      for (LoadTool tool : LoadTool.values()) {
        if (tool.isInstalled()) {
          contests.add(new Contest(kind, tool, kernel, handfast));
        }
      }
    }
  }

  private void runAll() throws IOException {
    for (int round = 0; round <= options.runs(); round++) {
      for (Contest contest : contests) {
        load(round, contest, round % 2 == 1);
        load(round, contest, round % 2 == 0);
      }
      if (round > 0 && options.burst() > 0) {
        burst(round, round % 2 == 1);
        burst(round, round % 2 == 0);
      }
    }
  }

  /** Round 0 only warms up, which takes some hundred thousand requests. */
  private void load(int round, Contest contest, boolean ours) throws IOException {
    Path log = work.resolve("requests.log");
    Outcome outcome = lab.run(contest.tool.command(contest.station(ours).url(), options, log));
    LoadResult result = contest.tool.parse(outcome.output(), log);
    String measure = contest.kind + " " + contest.tool;
    if (round > 0) {
      report.cell(measure, RATE, ours).add(result);
    }
    say(round, measure, ours, Math.round(result.perSecond()) + " " + RATE);
  }

  private void burst(int round, boolean ours) throws IOException {
    Outcome cold = succeeded(lab.burst(ours, options.burst(), 1));
    String name = "HttpClient, " + options.burst() + " at once, ";
    report.cell(name + "whole process", TIME, ours).add(cold.millis(), options.burst(), 0);
    Outcome warm = succeeded(lab.burst(ours, options.burst(), HttpOptions.BURSTS));
    double median = medianBehindTheFirst(warm.output());
    int all = options.burst() * HttpOptions.BURSTS;
    report.cell(name + "warm", TIME, ours).add(median, all, 0);
    say(round, "burst", ours, cold.millis() + " ms, warm " + median + " ms");
  }

  private static Outcome succeeded(Outcome outcome) throws IOException {
    if (outcome.code() != 0) {
      throw new IOException("a burst of requests failed: " + outcome.output().strip());
    }
    return outcome;
  }

  private static double medianBehindTheFirst(String output) {
    double[] sorted = output.lines().skip(1).mapToDouble(Double::parseDouble).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void say(int round, String measure, boolean ours, String figure) {
    progress.printf(
        "%s %d/%d  %-14s %-8s %s%n",
        round == 0 ? "warm-up" : "run",
        round,
        options.runs(),
        measure,
        ours ? "handfast" : "kernel",
        figure);
    progress.flush();
  }
}
