package io.handfast.bench.http;

import java.util.ArrayList;
import java.util.List;

/** One measure on one stack: a figure of each run, and all requests together. */
final class HttpCell {
  private final List<Double> figures = new ArrayList<>();
  private final List<Double> p99s = new ArrayList<>();
  private long requests;
  private long errors;

  void add(LoadResult result) {
    add(result.perSecond(), result.requests(), result.errors());
    p99s.add(result.p99Micros());
  }

  void add(double figure, long more, long wrong) {
    figures.add(figure);
    requests += more;
    errors += wrong;
  }

  boolean isEmpty() {
    return figures.isEmpty();
  }

  double median() {
    return median(figures);
  }

  double min() {
    return figures.stream().mapToDouble(each -> each).min().orElseThrow();
  }

  double max() {
    return figures.stream().mapToDouble(each -> each).max().orElseThrow();
  }

  boolean hasLatency() {
    return !p99s.isEmpty();
  }

  double p99() {
    return median(p99s);
  }

  long requests() {
    return requests;
  }

  long errors() {
    return errors;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
