package io.handfast.bench.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Figures of one contender in one measure, one of each run. */
final class Samples {
  private final List<Double> figures = new ArrayList<>();
  private final List<double[]> percentiles = new ArrayList<>();
  private final List<Double> serverCpu = new ArrayList<>();
  private final List<Double> machineCpu = new ArrayList<>();

  void add(double figure) {
    figures.add(figure);
  }

  /** Percentiles of single exchanges, µs. */
  void addPercentiles(double[] micros) {
    if (micros.length > 0) {
      percentiles.add(micros);
    }
  }

  /** CPU seconds for a gigabyte: of the server's process, and of the whole machine. */
  void addCpu(CpuTime spent, double gigabytes) {
    serverCpu.add(spent.server() / gigabytes);
    machineCpu.add(spent.machine() / gigabytes);
  }

  boolean isEmpty() {
    return figures.isEmpty();
  }

  double median() {
    return median(figures);
  }

  double min() {
    return Collections.min(figures);
  }

  double max() {
    return Collections.max(figures);
  }

  boolean hasPercentiles() {
    return !percentiles.isEmpty();
  }

  /** Median over the runs of percentile {@code index}: p50, p99, p99.9. */
  double percentile(int index) {
    return median(percentiles.stream().map(each -> each[index]).toList());
  }

  boolean hasCpu() {
    return !serverCpu.isEmpty();
  }

  double serverCpu() {
    return median(serverCpu);
  }

  double machineCpu() {
    return median(machineCpu);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
