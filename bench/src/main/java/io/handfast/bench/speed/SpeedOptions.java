package io.handfast.bench.speed;

import java.util.List;

/**
 * What to run.
 *
 * @param runs how often each, 1 or more; what counts is the median
 * @param seconds length of each, above 0
 * @param measures which
 * @param contenders which, as far as they take part in a measure
 */
public record SpeedOptions(
    int runs, double seconds, List<Measure> measures, List<Contender> contenders) {
  private static final double WARM_UP_SECONDS = 0.5;

  List<Contender> of(Measure measure) {
    return measure.contenders().stream().filter(contenders::contains).toList();
  }

  long measuredNanos() {
    return (long) (seconds * 1e9);
  }

  long warmUpNanos() {
    return (long) (WARM_UP_SECONDS * 1e9);
  }

  /** Runs of loads in one round. */
  int cells() {
    return measures.stream()
        .filter(each -> each.load().isPresent())
        .mapToInt(each -> of(each).size())
        .sum();
  }
}
