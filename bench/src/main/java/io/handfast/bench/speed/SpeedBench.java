package io.handfast.bench.speed;

import io.handfast.bench.kernel.Figure;
import io.handfast.bench.kernel.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * One run: every measure with everyone, in turn, round by round, so that what the machine does
 * meanwhile hits all alike. Every other round goes through the contenders backwards.
 */
public final class SpeedBench {
  private static final long WARM_UP_NANOS = 300_000_000L;

  private final SpeedOptions options;
  private final Lab lab;
  private final Results results;
  private final PrintWriter progress;
  private final long start = System.nanoTime();
  private int done;

  private SpeedBench(SpeedOptions options, Lab lab, Results results, PrintWriter progress) {
    this.options = options;
    this.lab = lab;
    this.results = results;
    this.progress = progress;
  }

  /**
   * Runs it. Needs root, {@code /dev/net/tun} and {@code ip}.
   *
   * @param handfast command that starts {@code handfast} in another JVM
   * @param gvisorSource directory of the program that serves on gVisor
   * @param work directory for what the run needs
   * @param progress one line for each figure
   * @throws IOException when a server does not start
   */
  public static SpeedReport run(
      SpeedOptions options,
      List<String> handfast,
      Path gvisorSource,
      Path work,
      PrintWriter progress)
      throws IOException {
    Results results = new Results();
    Path gvisor = work.resolve("gvisor-server");
    if (options.contenders().contains(Contender.GVISOR)) {
      GvisorBuild.build(gvisorSource, gvisor)
          .ifPresent(why -> results.leaveOut(Contender.GVISOR, why));
    }
    try (Lab lab = new Lab(new Commands(handfast, gvisor), work)) {
      Thread end = new Thread(lab::close);
      Runtime.getRuntime().addShutdownHook(end);
      new SpeedBench(options, lab, results, progress).runAll();
      Runtime.getRuntime().removeShutdownHook(end);
    }
    return new SpeedReport(options, results);
  }

  private void runAll() throws IOException {
    round(0);
    for (int round = 1; round <= options.runs(); round++) {
      round(round);
    }
    if (options.measures().contains(Measure.BYTES_IDLE)) {
      new IdleMeasure(lab, results, progress).runAll(taking(Measure.BYTES_IDLE));
    }
  }

  private List<Contender> taking(Measure measure) {
    return options.of(measure).stream().filter(each -> results.whyAbsent(each).isEmpty()).toList();
  }

  /** Round 0 only warms everything up. */
  private void round(int round) throws IOException {
    for (Measure measure : options.measures()) {
      List<Contender> contenders = taking(measure);
      for (Contender each : round % 2 == 0 ? contenders.reversed() : contenders) {
        if (measure.load().isPresent()) {
          cell(round, measure, each);
        }
      }
    }
  }

  private void cell(int round, Measure measure, Contender contender) throws IOException {
    Lab.Station station = lab.station(contender, measure.mode());
    boolean counts = round > 0;
    Stopwatch watch = new Stopwatch(station.process().pid());
    Load.Interval interval =
        new Load.Interval(
            counts ? options.warmUpNanos() : WARM_UP_NANOS,
            counts ? options.measuredNanos() : WARM_UP_NANOS,
            watch::begin,
            watch::end);
    try {
      Figure figure = lab.run(measure.load().orElseThrow(), station, interval);
      if (counts) {
        note(measure, contender, figure, watch.spent);
      }
      say(round, measure, contender, Double.toString(measure.inUnit(figure.perSecond())));
    } catch (IllegalStateException e) {
      say(round, measure, contender, "failed: " + e.getMessage());
    }
  }

  private void note(Measure measure, Contender contender, Figure figure, CpuTime spent) {
    Samples samples = results.of(measure, contender);
    samples.add(measure.inUnit(figure.perSecond()));
    samples.addPercentiles(figure.percentiles());
    if (measure.isBulk()) {
      samples.addCpu(spent, figure.count() / 1e9);
    }
  }

  private void say(int round, Measure measure, Contender contender, String figure) {
    done++;
    int all = options.cells() * (options.runs() + 1);
    double minutes = (System.nanoTime() - start) / 6e10;
    progress.printf(
        "%s %d/%d  %-10s %-18s %10.10s %s  (%d of %d, %.1f min so far)%n",
        round == 0 ? "warm-up" : "run",
        round,
        options.runs(),
        measure,
        contender,
        figure,
        measure.unit(),
        done,
        all,
        minutes);
    progress.flush();
  }

  /** CPU time between begin and end. */
  private static final class Stopwatch {
    private final long pid;
    private CpuTime begun;
    private CpuTime spent;

    Stopwatch(long pid) {
      this.pid = pid;
    }

    void begin() {
      begun = CpuTime.now(pid);
    }

    void end() {
      spent = CpuTime.now(pid).minus(begun);
    }
  }
}
