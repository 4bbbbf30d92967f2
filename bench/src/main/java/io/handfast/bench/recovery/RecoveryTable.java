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
    text.append(
            "CUBIC, the default, takes every loss for congestion. At 3 % and 10 % its window is ")
        .append(
            "the limit: about the square root of\n1.5 / loss in packets (RFC 9438 section 4.3), ")
        .append("four at 10 %, so not more than 56 kB/s at 100 ms. At 30 % it is the\n")
        .append("retransmission timer, and three seeds differ widely. BBR goes by what the path ")
        .append("delivers instead; a socket chooses it by\nTCP_CONGESTION, a host by ")
        .append("`net.ipv4.tcp_congestion_control`.\n\n");
    losses(text, SMALL, "cubic");
    losses(text, 0, "cubic");
    losses(text, SMALL, "bbr");
    losses(text, 0, "bbr");
    Waits.write(text);
    reordering(text);
    return text.toString();
  }

  private static void losses(StringBuilder text, int buffer, String congestion) {
    text.append("## Loss, ").append(name(buffer)).append(" buffer, ").append(congestion);
    text.append("\n\n| round trip |");
    for (double loss : LOSSES) {
      text.append(String.format(Locale.ROOT, " %s %% |", percent(loss)));
    }
    text.append("\n|---|").append("---:|".repeat(LOSSES.length)).append('\n');
    for (int millis : ROUND_TRIPS_MILLIS) {
      text.append("| ").append(millis).append(" ms |");
      for (double loss : LOSSES) {
        double goodput = goodput(congestion, buffer, path(millis, loss));
        text.append(String.format(Locale.ROOT, " %.1f |", goodput));
      }
      text.append('\n');
    }
    text.append('\n');
  }

  private static String name(int buffer) {
    return buffer == 0 ? "tuned" : "32 KiB";
  }

  private static String percent(double loss) {
    String text = String.format(Locale.ROOT, "%.1f", 100 * loss);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A path with this round-trip time that loses this share of packets either way. */
  public static Impairment path(int millis, double loss) {
    return Impairment.NONE.withDelay(millis * 500_000L).withRate(RATE, QUEUE).withLoss(loss);
  }

  /**
   * Mean goodput in kB/s of one flow.
   *
   * @param congestion congestion control by its name
   * @param buffer bytes of send and receive buffer, or 0 for auto-tuning
   */
  public static double goodput(String congestion, int buffer, Impairment path) {
    long bytes = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      BulkRun run = new BulkRun(seed, buffer, path, path).congestion(congestion);
      bytes += run.flow().run(SECONDS).received();
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
    double before = goodput("cubic", buffer, straight);
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
            name(buffer),
            before,
            after,
            Math.round(1_000 * (1 - after / before)) / 10.0,
            again / SEEDS));
  }
}
