package io.handfast.sim.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.proof.Explorer.Violation;
import io.handfast.tcp.Fact;
import io.handfast.tcp.State;
import org.junit.jupiter.api.Test;

/** The explorer finds what is wrong, and tells the shortest way there. */
class PlantedBugsTest {
  private static Violation found(Explorer explorer) {
    assertThat(explorer.violation()).isPresent();
    Violation violation = explorer.violation().get();
    System.out.println("found in " + explorer.states() + " states: " + violation);
    return violation;
  }

  @Test
  void aWrongTransitionIsFound() {
    Violation violation =
        found(
            PlantedBugs.withTransition(
                State.FIN_WAIT_1,
                Fact.FIN_IN_ORDER,
                State.TIME_WAIT,
                () -> Explorer.explore(Scenarios.ESTABLISHED)));
    assertThat(violation.broken())
        .anyMatch(each -> each.contains("went from FIN-WAIT-1 to TIME-WAIT"));
    assertThat(violation.story()).anyMatch(each -> each.contains("receives FIN,ACK"));
  }

  /** A wrong transition that has an arrow in the diagram: only what follows is wrong. */
  @Test
  void aTransitionThatIsMissingIsFound() {
    Violation violation =
        found(
            PlantedBugs.withTransition(
                State.CLOSING,
                Fact.ACK_OF_FIN,
                State.CLOSING,
                () -> Explorer.explore(Scenarios.ESTABLISHED)));
    assertThat(violation.broken()).anyMatch(each -> each.contains("hangs in CLOSING"));
  }

  @Test
  void aMissingRetransmissionIsFound() {
    Violation violation =
        found(Explorer.explore(Scenarios.NOTHING.over(PlantedBugs::withoutRetransmission)));
    assertThat(violation.broken()).anyMatch(each -> each.contains("ETIMEDOUT"));
    assertThat(violation.story()).anyMatch(each -> each.contains("and it vanishes"));
  }

  @Test
  void anAcknowledgementOneTooHighIsFound() {
    Violation violation =
        found(
            Explorer.explore(
                Scenarios.ESTABLISHED.over(PlantedBugs::withAcknowledgementsOneTooHigh)));
    assertThat(violation.story()).isNotEmpty();
  }

  @Test
  void withoutABugNothingIsFound() {
    assertThat(Explorer.explore(Scenarios.CLOSING.deeper(-4)).violation()).isEmpty();
  }
}
