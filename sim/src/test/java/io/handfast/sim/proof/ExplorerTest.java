package io.handfast.sim.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.tcp.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two ends, the applications' calls, and a channel that loses, duplicates and reorders: all
 * interleavings to a stated depth, and from each of them to the end.
 *
 * <p>{@code -Dhandfast.explorer.deeper=2} adds two moves to every depth.
 */
class ExplorerTest {
  private static final int DEEPER = Integer.getInteger("handfast.explorer.deeper", 0);

  @Test
  void everyInterleavingKeepsTheInvariantsAndEnds() {
    explore(DEEPER);
  }

  @Test
  @Tag("slow")
  void everyInterleavingTwoMovesDeeper() {
    explore(DEEPER + 2);
  }

  private static void explore(int deeper) {
    List<Explorer> all = new ArrayList<>();
    for (Bounds bounds : Scenarios.ALL) {
      Explorer explorer = Explorer.explore(bounds.deeper(deeper));
      report(bounds.deeper(deeper), explorer);
      assertThat(explorer.violation()).as(bounds.name()).isEmpty();
      all.add(explorer);
    }
    System.out.println(Pairs.matrix((a, b) -> worlds(all, a, b)));
    Pairs.IMPOSSIBLE.forEach(
        each -> System.out.printf("- %s with %s: %s%n", each.one(), each.others(), each.reason()));
    assertThat(wrongPairs(all)).isEmpty();
  }

  /** Pairs that should occur and do not, and the other way round. */
  private static List<String> wrongPairs(List<Explorer> all) {
    List<String> wrong = new ArrayList<>();
    for (State a : State.values()) {
      for (int i = 0; i <= a.ordinal(); i++) {
        State b = State.of(i);
        if (worlds(all, a, b) > 0 != Pairs.isPossible(a, b)) {
          wrong.add(a + " with " + b + ": " + worlds(all, a, b));
        }
      }
    }
    return wrong;
  }

  private static int worlds(List<Explorer> all, State a, State b) {
    return all.stream().mapToInt(each -> each.worlds(a, b)).sum();
  }

  private static void report(Bounds bounds, Explorer explorer) {
    System.out.printf(
        "explored %s: %d moves deep, %,d states, %,d transitions, %,d abstract states%n",
        bounds.name(),
        bounds.depth(),
        explorer.states(),
        explorer.transitions(),
        explorer.abstractions().size());
  }

  /**
   * That the variants are what they say: two writes close the window, and old data is under way.
   */
  @Test
  void theVariantsHaveWhatTheyAreFor() {
    World windows = new World(Scenarios.WINDOWS, null);
    List.of(Move.Kind.WRITE, Move.Kind.WRITE).forEach(each -> windows.apply(new Move(each, 0)));
    while (windows.possible().contains(new Move(Move.Kind.DELIVER, 1))) {
      windows.apply(new Move(Move.Kind.DELIVER, 1));
    }
    assertThat(windows.possible()).contains(new Move(Move.Kind.READ, 1));
    while (windows.possible().contains(new Move(Move.Kind.DELIVER, 0))) {
      windows.apply(new Move(Move.Kind.DELIVER, 0));
    }
    assertThat(windows.probe(0).sndWnd()).isLessThan(Setup.CLOSING_WINDOWS.unit());

    World again = new World(Scenarios.AGAIN, null);
    assertThat(again.abstraction()).contains("SYN-SENT").contains("ACK SYN");
  }

  /**
   * The nearest to the TLA+ model of TCP, which has neither sequence numbers nor faults nor
   * retransmissions; docs/proof.md says what can be compared.
   */
  @Test
  void theWorldOfTheTlaModelIsExploredToItsEnd() {
    Explorer explorer = Explorer.explore(Scenarios.LIKE_TLA);
    report(Scenarios.LIKE_TLA, explorer);
    assertThat(explorer.violation()).isEmpty();
    assertThat(explorer.exhausted()).isTrue();
  }
}
