package io.handfast.bench.http;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a run found: for each measure a cell of the kernel and one of Handfast. */
public final class HttpReport {
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final StringBuilder absent = new StringBuilder();

  private record Row(String unit, HttpCell kernel, HttpCell handfast) {}

  HttpCell cell(String measure, String unit, boolean handfast) {
    Row row = rows.computeIfAbsent(measure, _ -> new Row(unit, new HttpCell(), new HttpCell()));
    return handfast ? row.handfast : row.kernel;
  }

  void leaveOut(String what) {
    absent.append(what).append(" is not installed: left out\n");
  }

  /** A row of JSON for each figure. */
  public void printJson(PrintWriter out) {
    rows.forEach((measure, row) -> {
      json(out, measure, "kernel-veth", row.unit, row.kernel);
      json(out, measure, "handfast-tun", row.unit, row.handfast);
    });
    out.flush();
  }

  private static void json(
      PrintWriter out, String measure, String stack, String unit, HttpCell cell) {
    if (cell.isEmpty()) {
      return;
    }
    out.printf(
        Locale.ROOT,
        "{\"measure\": \"%s\", \"stack\": \"%s\", \"median\": %.1f, \"min\": %.1f, \"max\": %.1f,"
            + " \"unit\": \"%s\", \"p99_us\": %s, \"requests\": %d, \"errors\": %d}%n",
        measure,
        stack,
        cell.median(),
        cell.min(),
        cell.max(),
        unit,
        cell.hasLatency() ? String.format(Locale.ROOT, "%.0f", cell.p99()) : "null",
        cell.requests(),
        cell.errors());
  }

  /** A table in Markdown: medians, least and most, p99, and Handfast's ratio to the kernel. */
  public void printTable(PrintWriter out) {
    out.println("| | kernel | p99, ms | Handfast | p99, ms | ratio | requests | errors |");
    out.println("|---|---|---|---|---|---|---|---|");
    rows.forEach((measure, row) -> out.println(line(measure, row)));
    out.print(absent);
    out.flush();
  }

  private static String line(String measure, Row row) {
    if (row.kernel.isEmpty() || row.handfast.isEmpty()) {
      return "| " + measure + " | failed | | | | | | |";
    }
    return String.format(
        Locale.ROOT,
        "| %s, %s | %s | %s | %s | %s | %.2f | %,d | %d and %d |",
        measure,
        row.unit,
        figures(row.kernel),
        latency(row.kernel),
        figures(row.handfast),
        latency(row.handfast),
        row.handfast.median() / row.kernel.median(),
        row.kernel.requests() + row.handfast.requests(),
        row.kernel.errors(),
        row.handfast.errors());
  }

  private static String figures(HttpCell cell) {
    return String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", cell.median(), cell.min(), cell.max());
  }

  private static String latency(HttpCell cell) {
    return cell.hasLatency() ? String.format(Locale.ROOT, "%.2f", cell.p99() / 1e3) : "–";
  }
}
