package io.handfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bundled scenario meets every one of its expected verdicts. */
class ScenariosTest {
  static List<String> names() {
    return Scenarios.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsExpectationsAreMet(String name) {
    ScenarioRun run = new ScenarioRun(Scenarios.named(name).orElseThrow(), 1, List.of()).run();
    assertThat(run.verdicts())
        .allSatisfy(each ->
            assertThat(each.met())
                .as("%s:%d %s: %s", name, each.line(), each.sentence().english(), each.actual())
                .isTrue());
  }

  @ParameterizedTest
  @MethodSource("names")
  void itSaysEverythingInBothLanguages(String name) {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    for (Bilingual text : List.of(scenario.title(), scenario.text(), scenario.caption())) {
      assertThat(text.english()).isNotBlank();
      assertThat(text.chinese()).matches("(?s).*\\p{IsHan}.*");
    }
    assertThat(scenario.rows()).isNotEmpty();
    assertThat(new ScenarioRun(scenario, 1, List.of()).verdicts()).hasSizeGreaterThan(1);
  }

  @Test
  void everyRowOfOpeningUsingAndClosingIsShown() {
    Set<String> rows = new TreeSet<>();
    Scenarios.all().forEach(each -> rows.addAll(each.rows()));
    assertThat(rows)
        .contains(
            "B1", "B2", "B3", "B4", "B5", "B6", "B7", "C1", "C2", "C3", "C4", "D1", "D2", "D3",
            "D4", "D5", "D6");
  }
}
