package io.handfast.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of figures; how they come about needs a network. */
class SpeedReportTest {
  private final Results results = new Results();
  private final StringWriter out = new StringWriter();

  private SpeedReport report(List<Measure> measures, Contender... contenders) {
    return new SpeedReport(new SpeedOptions(3, 1, measures, List.of(contenders)), results);
  }

  private void figures(Measure measure, Contender contender, double... figures) {
    for (double each : figures) {
      results.of(measure, contender).add(each);
    }
  }

  @Test
  void aRowHasMedianLeastAndMost() {
    figures(Measure.CONN64, Contender.NIO, 30_000, 10_000, 20_000);
    report(List.of(Measure.CONN64), Contender.NIO).printJson(new PrintWriter(out));
    assertThat(out)
        .hasToString(
            "{\"measure\": \"conn64\", \"stack\": \"handfast-nio\", \"median\": 20000.000,"
                + " \"min\": 10000.000, \"max\": 30000.000, \"unit\": \"connections/s\"}\n");
  }

  @Test
  void theMedianOfAnEvenNumberLiesInTheMiddle() {
    assertThat(Samples.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
  }

  @Test
  void latencyIsTheMedianOfEachPercentile() {
    Samples samples = results.of(Measure.RR1, Contender.INLINE);
    figures(Measure.RR1, Contender.INLINE, 1, 2, 3);
    samples.addPercentiles(new double[] {10, 100, 900});
    samples.addPercentiles(new double[] {20, 300, 700});
    samples.addPercentiles(new double[] {30, 200, 800});
    report(List.of(Measure.RR1), Contender.INLINE).printJson(new PrintWriter(out));
    assertThat(out.toString())
        .contains("\"p50_us\": 20.000, \"p99_us\": 200.000, \"p99.9_us\": 800.000");
  }

  @Test
  void cpuIsToldForAGigabyte() {
    figures(Measure.RX_VNET, Contender.KERNEL, 8);
    results.of(Measure.RX_VNET, Contender.KERNEL).addCpu(new CpuTime(3, 1), 2);
    report(List.of(Measure.RX_VNET), Contender.KERNEL).printJson(new PrintWriter(out));
    assertThat(out.toString())
        .contains("\"server_cpu_s_per_gb\": 0.500, \"machine_cpu_s_per_gb\": 1.500");
  }

  @Test
  void whoIsNotInstalledHasARowThatSaysSo() {
    results.leaveOut(Contender.GVISOR, "not installed");
    report(List.of(Measure.TX_RAW), Contender.GVISOR).printJson(new PrintWriter(out));
    assertThat(out.toString())
        .contains("\"stack\": \"gvisor\", \"median\": null", "\"note\": \"not installed\"");
  }

  @Test
  void ratiosSayWhetherTheyAreMet() {
    figures(Measure.TX_VNET, Contender.INLINE, 80);
    figures(Measure.TX_VNET, Contender.SPIKE, 100);
    figures(Measure.TX_VNET, Contender.KERNEL, 100);
    report(List.of(Measure.TX_VNET), Contender.INLINE, Contender.SPIKE, Contender.KERNEL)
        .printTables(new PrintWriter(out));
    assertThat(out.toString())
        .contains("| tx-vnet | handfast-inline | spike | 0.80 | ≥ 0.70 | met |")
        .contains("| tx-vnet | handfast-inline | kernel-veth | 0.80 | ≥ 1.03 | not met |");
  }

  @Test
  void lessMemoryIsBetter() {
    figures(Measure.BYTES_IDLE, Contender.INLINE, 500);
    figures(Measure.BYTES_IDLE, Contender.NIO, 5_000);
    figures(Measure.BYTES_IDLE, Contender.GVISOR, 5_000);
    report(List.of(Measure.BYTES_IDLE), Contender.INLINE, Contender.NIO, Contender.GVISOR)
        .printTables(new PrintWriter(out));
    assertThat(out.toString())
        .contains("| bytes-idle | handfast-inline | gvisor | 0.10 | ≤ 0.20 | met |")
        .contains("| bytes-idle | handfast-nio | gvisor | 1.00 | ≤ 0.30 | not met |");
  }
}
