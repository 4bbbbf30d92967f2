package io.handfast.cli;

import io.handfast.sim.Moment;
import io.handfast.sim.scenario.Scenario;
import io.handfast.sim.scenario.ScenarioRun;
import io.handfast.sim.scenario.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario that was played, as plain values for {@link io.handfast.host.Json}; times in ns. */
final class PlayJson {
  private PlayJson() {}

  static Map<String, Object> of(ScenarioRun run, long seed) {
    Scenario scenario = run.scenario();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", scenario.name());
    fields.put("seed", seed);
    fields.put("title", scenario.title().english());
    fields.put("titleZh", scenario.title().chinese());
    fields.put("events", run.chronicle().moments().stream().map(PlayJson::moment).toList());
    fields.put("steps", run.steps().stream().map(PlayJson::moment).toList());
    List<Verdict> verdicts = run.verdicts();
    fields.put("verdicts", verdicts.stream().map(PlayJson::verdict).toList());
    fields.put("met", verdicts.stream().allMatch(Verdict::met));
    return fields;
  }

  private static Map<String, Object> moment(Moment moment) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", moment.at());
    fields.put("host", moment.host());
    switch (moment) {
      case Moment.Segment segment -> {
        fields.put("type", "segment");
        fields.put("to", segment.to());
        fields.put("segment", segment.summary().label());
        fields.put("fate", segment.fate().name());
        fields.put("arrives", segment.arrivesAt());
      }
      case Moment.StateChange change -> {
        fields.put("type", "state");
        fields.put("from", change.from().rfc());
        fields.put("state", change.to().rfc());
        fields.put("reason", change.reason().name());
        fields.put("source", change.reason().source());
      }
      case Moment.Event event -> {
        fields.put("type", event.type().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("reason", event.reason().name());
        fields.put("source", event.reason().source());
        fields.put("a", event.a());
        fields.put("b", event.b());
      }
      case Moment.Step step -> step(fields, step);
      case Moment.Life life -> fields.put("type", life.up() ? "boot" : "crash");
    }
    return fields;
  }

  private static void step(Map<String, Object> fields, Moment.Step step) {
    fields.put("type", "step");
    fields.put("step", step.name());
    fields.put("words", step.english());
    fields.put("wordsZh", step.chinese());
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("met", verdict.met());
    fields.put("expected", verdict.sentence().english());
    fields.put("expectedZh", verdict.sentence().chinese());
    fields.put("actual", verdict.actual());
    return fields;
  }
}
