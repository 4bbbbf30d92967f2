package io.handfast.bench.recovery;

import io.handfast.event.Counter;
import io.handfast.sim.Impairment;
import java.util.Locale;

/**
 * Goodput over paths that lose, delay and reorder, as a Markdown table that repeats to the byte.
 */
public final class RecoveryTable {
  private static final double[] LOSSES = {0, 0.001, 0.01, 0.03, 0.1, 0.3};
  private static final int[] ROUND_TRIPS_MILLIS = {1, 20, 100};
  private static final int SMALL = 32_768;
  private static final int SEEDS = 3;
  private static final int SECONDS = 20;

  /** A path's rate, so that a tuned buffer has a limit: 20 Mbit/s, a queue of 100 packets. */
  private static final long RATE = 20_000_000;

  private static final int QUEUE = 100;

  private RecoveryTable() {}

  /** The document. */
  public static String write() {
    StringBuilder text = new StringBuilder(4_096);
    text.append("# What loss, delay and reordering cost\n\n")
        .append("Goodput in kB/s of one flow from Handfast to Handfast in virtual time, ")
        .append(SECONDS)
        .append(" s, mean of ")
        .append(SEEDS)
        .append(" seeds. Data and\nacknowledgements are lost alike. The link carries 20 Mbit/s ")
        .append(
            "and queues 100 packets. *32 KiB*: of data, in the send buffer\nand in the receive ")
        .append("buffer alike; the sender's is refilled at each acknowledgement. ")
        .append("*tuned*: buffers as the stack sizes them.\n\n")
        .append("Made by `./handfast bench recovery > docs/recovery-table.md`; it repeats to the ")
        .append("byte, so that a change shows in the diff.\n\n");
    text.append("At 3 % and 10 % the congestion window is the limit: about the square root of ")
        .append("1.5 / loss in packets (RFC 9438\nsection 4.3), four at 10 %. At 30 % it is the ")
        .append("retransmission timer, and three seeds differ widely.\n\n");
    losses(text, SMALL, "32 KiB");
    losses(text, 0, "tuned");
    reordering(text);
    return text.toString();
  }

  private static void losses(StringBuilder text, int buffer, String name) {
    text.append("## Loss, ").append(name).append(" buffer\n\n| round trip |");
    for (double loss : LOSSES) {
      text.append(String.format(Locale.ROOT, " %s %% |", percent(loss)));
    }
    text.append("\n|---|").append("---:|".repeat(LOSSES.length)).append('\n');
    for (int millis : ROUND_TRIPS_MILLIS) {
      text.append("| ").append(millis).append(" ms |");
      for (double loss : LOSSES) {
        text.append(String.format(Locale.ROOT, " %.1f |", goodput(buffer, path(millis, loss))));
      }
      text.append('\n');
    }
    text.append('\n');
  }

  private static String percent(double loss) {
    String text = String.format(Locale.ROOT, "%.1f", 100 * loss);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static Impairment path(int millis, double loss) {
    return Impairment.NONE.withDelay(millis * 500_000L).withRate(RATE, QUEUE).withLoss(loss);
  }

  /** Mean goodput in kB/s. */
  public static double goodput(int buffer, Impairment path) {
    long bytes = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      bytes += new BulkRun(seed, buffer, path, path).flow().run(SECONDS).received();
    }
    return bytes / 1_000.0 / SECONDS / SEEDS;
  }

  private static void reordering(StringBuilder text) {
    text.append("## One packet in ten late by half a round trip\n\n")
        .append(
            "With 32 KiB and more than a few ms the window is the limit: it does not move until ")
        .append("the late packet is there,\nwhich no sender can mend.\n\n")
        .append("| round trip | buffer | in order | reordered | cost | sent again |\n")
        .append("|---|---|---:|---:|---:|---:|\n");
    for (int millis : ROUND_TRIPS_MILLIS) {
      for (int buffer : new int[] {SMALL, 0}) {
        reordering(text, millis, buffer);
      }
    }
    text.append('\n');
  }

  private static void reordering(StringBuilder text, int millis, int buffer) {
    Impairment straight = path(millis, 0);
    Impairment mixed = straight.withReordering(0.1, millis * 500_000L);
    double before = goodput(buffer, straight);
    long bytes = 0;
    long again = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      BulkRun run = new BulkRun(seed, buffer, mixed, straight).flow().run(SECONDS);
      bytes += run.received();
      again += run.count(Counter.TCP_RETRANS_SEGS);
    }
    double after = bytes / 1_000.0 / SECONDS / SEEDS;
    text.append(
        String.format(
            Locale.ROOT,
            "| %d ms | %s | %.1f | %.1f | %.1f %% | %d |\n",
            millis,
            buffer == 0 ? "tuned" : "32 KiB",
            before,
            after,
            Math.round(1_000 * (1 - after / before)) / 10.0,
            again / SEEDS));
  }
}
