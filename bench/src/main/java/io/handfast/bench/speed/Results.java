package io.handfast.bench.speed;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** All samples of a run, and who could not take part. */
final class Results {
  private final Map<Measure, Map<Contender, Samples>> samples = new EnumMap<>(Measure.class);
  private final Map<Contender, String> absent = new EnumMap<>(Contender.class);

  Samples of(Measure measure, Contender contender) {
    return samples
        .computeIfAbsent(measure, _ -> new EnumMap<>(Contender.class))
        .computeIfAbsent(contender, _ -> new Samples());
  }

  /** Notes why somebody takes no part. */
  void leaveOut(Contender contender, String why) {
    absent.put(contender, why);
  }

  Optional<String> whyAbsent(Contender contender) {
    return Optional.ofNullable(absent.get(contender));
  }

  /** How much of the reference's figure the subject reached; empty when one has none. */
  Optional<Double> ratio(Measure measure, Contender subject, Contender reference) {
    Samples own = of(measure, subject);
    Samples other = of(measure, reference);
    return own.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : Optional.of(own.median() / other.median());
  }
}
