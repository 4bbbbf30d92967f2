package io.handfast.bench.recovery;

import io.handfast.event.Counter;
import io.handfast.sim.Impairment;
import io.handfast.tcp.SenderInfo.Phase;
import java.util.List;
import java.util.Locale;

/** What a sender waits for where much is lost: how it spends its time, sampled each millisecond. */
final class Waits {
  private static final int BUFFER = 32_768;
  private static final int SEEDS = 5;
  private static final int SECONDS = 60;
  private static final int SAMPLES = 1_000;
  private static final double PACKET_KILOBYTES = 1.448;
  private static final int ROUND_TRIP_MILLIS = 100;

  private final long[] phases = new long[Phase.values().length];
  private long samples;
  private long windows;
  private long bytes;
  private long timeouts;
  private long recoveries;

  private Waits() {}

  /** A section of the document. */
  static void write(StringBuilder text) {
    text.append("## What the sender does at 10 % loss, 100 ms and 32 KiB\n\n")
        .append("Shares of time, ")
        .append(SEEDS)
        .append(" seeds of ")
        .append(SECONDS)
        .append(" s. *possible*: the mean window once in each round trip, if nothing were lost. ")
        .append("Loss-based control\nis bounded by its window, which is what it is meant to be; ")
        .append("timeouts take less than a tenth of the time.\n\n")
        .append("| | normal | repair by SACK | repair after a timeout | mean window | possible, ")
        .append("kB/s | goodput, kB/s | timeouts a minute | repairs a minute |\n")
        .append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (String congestion : List.of("cubic", "reno", "bbr")) {
      text.append(of(congestion).row(congestion));
    }
    text.append('\n');
  }

  private static Waits of(String congestion) {
    Waits waits = new Waits();
    Impairment path = RecoveryTable.path(ROUND_TRIP_MILLIS, 0.1);
    for (int seed = 1; seed <= SEEDS; seed++) {
      BulkRun run = new BulkRun(seed, BUFFER, path, path).congestion(congestion).flow();
      for (int i = 0; i < SECONDS * SAMPLES; i++) {
        run.run(1.0 / SAMPLES);
        waits.sample(run);
      }
      waits.bytes += run.received();
      waits.timeouts += run.count(Counter.EXT_TIMEOUTS);
      waits.recoveries += run.count(Counter.EXT_SACK_RECOVERY);
    }
    return waits;
  }

  private void sample(BulkRun run) {
    phases[run.sender().phase().ordinal()]++;
    windows += run.window();
    samples++;
  }

  private double share(Phase... which) {
    long sum = 0;
    for (Phase each : which) {
      sum += phases[each.ordinal()];
    }
    return 100.0 * sum / samples;
  }

  private String row(String congestion) {
    double window = (double) windows / samples;
    return String.format(
        Locale.ROOT,
        "| %s | %.1f %% | %.1f %% | %.1f %% | %.2f | %.1f | %.1f | %.1f | %.1f |%n",
        congestion,
        share(Phase.OPEN, Phase.DISORDER, Phase.REDUCING),
        share(Phase.RECOVERY),
        share(Phase.LOSS),
        window,
        window * PACKET_KILOBYTES * 1_000 / ROUND_TRIP_MILLIS,
        bytes / 1_000.0 / SECONDS / SEEDS,
        (double) timeouts / SEEDS,
        (double) recoveries / SEEDS);
  }
}
