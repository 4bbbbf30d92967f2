package io.handfast.bench.speed;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a run found, for people and for programs. */
public final class SpeedReport {
  private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9");

  private final SpeedOptions options;
  private final Results results;

  SpeedReport(SpeedOptions options, Results results) {
    this.options = options;
    this.results = results;
  }

  /** One row of JSON for each figure. */
  public void printJson(PrintWriter out) {
    for (Measure measure : options.measures()) {
      for (Contender contender : options.of(measure)) {
        Samples samples = results.of(measure, contender);
        if (samples.isEmpty()) {
          out.println(absentRow(measure, contender));
        } else {
          out.println(row(measure, contender, samples));
        }
      }
    }
    out.flush();
  }

  private static String row(Measure measure, Contender contender, Samples samples) {
    StringBuilder row = new StringBuilder();
    row.append("{\"measure\": \"%s\", \"stack\": \"%s\"".formatted(measure, contender));
    field(row, "median", samples.median());
    field(row, "min", samples.min());
    field(row, "max", samples.max());
    row.append(", \"unit\": \"%s\"".formatted(measure.unit()));
    for (int i = 0; samples.hasPercentiles() && i < PERCENTILES.size(); i++) {
      field(row, PERCENTILES.get(i) + "_us", samples.percentile(i));
    }
    if (samples.hasCpu()) {
      field(row, "server_cpu_s_per_gb", samples.serverCpu());
      field(row, "machine_cpu_s_per_gb", samples.machineCpu());
    }
    return row.append('}').toString();
  }

  private static void field(StringBuilder row, String name, double value) {
    row.append(String.format(Locale.ROOT, ", \"%s\": %.3f", name, value));
  }

  private String absentRow(Measure measure, Contender contender) {
    String why = results.whyAbsent(contender).orElse("failed");
    return ("{\"measure\": \"%s\", \"stack\": \"%s\", \"median\": null, \"min\": null,"
            + " \"max\": null, \"unit\": \"%s\", \"note\": \"%s\"}")
        .formatted(measure, contender, measure.unit(), why.replace('"', '\''));
  }

  /** Tables in Markdown: medians, latency, CPU, and the ratios that are asked for. */
  public void printTables(PrintWriter out) {
    out.println("Median (least to most of " + options.runs() + " runs), as the server sees it:\n");
    table(out, _ -> true, SpeedReport::figures);
    if (options.measures().stream().anyMatch(each -> each.unit().equals("requests/s"))) {
      out.println("\nLatency, p50 / p99 / p99.9, µs:\n");
      table(out, each -> each.unit().equals("requests/s"), SpeedReport::latency);
    }
    if (options.measures().stream().anyMatch(Measure::isBulk)) {
      out.println("\nCPU seconds for a gigabyte, the server's process / the whole machine:\n");
      table(out, Measure::isBulk, SpeedReport::cpu);
    }
    printRatios(out);
    out.flush();
  }

  private void table(PrintWriter out, Predicate<Measure> which, Function<Samples, String> cell) {
    List<Contender> columns = options.contenders();
    out.println("|" + join(columns, each -> " | " + each) + " |");
    out.println("|---" + join(columns, _ -> "|---") + "|");
    for (Measure measure : options.measures().stream().filter(which).toList()) {
      out.println(
          "| "
              + measure
              + ", "
              + measure.unit()
              + join(columns, each -> " | " + cellOf(measure, each, cell))
              + " |");
    }
  }

  private static String join(List<Contender> columns, Function<Contender, String> text) {
    StringBuilder joined = new StringBuilder();
    columns.forEach(each -> joined.append(text.apply(each)));
    return joined.toString();
  }

  private String cellOf(Measure measure, Contender contender, Function<Samples, String> cell) {
    if (!measure.contenders().contains(contender)) {
      return "–";
    }
    Samples samples = results.of(measure, contender);
    return samples.isEmpty() ? results.whyAbsent(contender).orElse("failed") : cell.apply(samples);
  }

  private static String figures(Samples samples) {
    return "%s (%s–%s)"
        .formatted(number(samples.median()), number(samples.min()), number(samples.max()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1_000 ? "%.2f" : "%,.0f", value);
  }

  private static String latency(Samples samples) {
    if (!samples.hasPercentiles()) {
      return "–";
    }
    return String.format(
        Locale.ROOT,
        "%.0f / %.0f / %.0f",
        samples.percentile(0),
        samples.percentile(1),
        samples.percentile(2));
  }

  private static String cpu(Samples samples) {
    if (!samples.hasCpu()) {
      return "–";
    }
    return String.format(Locale.ROOT, "%.3f / %.3f", samples.serverCpu(), samples.machineCpu());
  }

  private void printRatios(PrintWriter out) {
    out.println("\nRatios that are asked for, medians of this run:\n");
    out.println("| measure | stack | to | reached | asked for | |");
    out.println("|---|---|---|---|---|---|");
    for (Target target : Target.all()) {
      Optional<Double> reached =
          results.ratio(target.measure(), target.subject(), target.reference());
      if (reached.isPresent()) {
        out.printf(
            Locale.ROOT,
            "| %s | %s | %s | %.2f | %s | %s |%n",
            target.measure(),
            target.subject(),
            target.reference(),
            reached.get(),
            target.bound(),
            target.isMet(reached.get()) ? "met" : "not met");
      }
    }
  }
}
