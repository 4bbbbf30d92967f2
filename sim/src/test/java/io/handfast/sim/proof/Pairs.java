package io.handfast.sim.proof;

import static io.handfast.tcp.State.CLOSE_WAIT;
import static io.handfast.tcp.State.CLOSING;
import static io.handfast.tcp.State.ESTABLISHED;
import static io.handfast.tcp.State.FIN_WAIT_1;
import static io.handfast.tcp.State.FIN_WAIT_2;
import static io.handfast.tcp.State.LAST_ACK;
import static io.handfast.tcp.State.SYN_SENT;
import static io.handfast.tcp.State.TIME_WAIT;

import io.handfast.tcp.State;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Pairs of states that two ends of one connection cannot be in, each with the reason; all others
 * can occur. An order of the two does not matter: both ends may play either part.
 */
final class Pairs {
  /** One end in {@code one}, the other in any of {@code others}. */
  record Impossible(State one, Set<State> others, String reason) {
    boolean says(State a, State b) {
      return a == one && others.contains(b) || b == one && others.contains(a);
    }
  }

  static final List<Impossible> IMPOSSIBLE =
      List.of(
          new Impossible(
              SYN_SENT,
              EnumSet.of(ESTABLISHED, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT),
              "the other has had an ACK or a FIN, and who is in SYN-SENT has sent a SYN only"),
          new Impossible(
              ESTABLISHED,
              EnumSet.of(CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT),
              "the other has had a FIN, and who is in ESTABLISHED has sent none"),
          new Impossible(
              FIN_WAIT_2,
              EnumSet.of(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2),
              "its FIN was acknowledged, so that the other has had it and is past these states"),
          new Impossible(
              TIME_WAIT,
              EnumSet.of(FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT),
              "each has had the other's FIN, which leads out of the first two and not to the third"),
          new Impossible(
              CLOSE_WAIT,
              EnumSet.of(CLOSE_WAIT, CLOSING, LAST_ACK),
              "the other has had a FIN, and who is in CLOSE-WAIT has sent none"),
          new Impossible(
              LAST_ACK,
              EnumSet.of(CLOSING, LAST_ACK),
              "its FIN came after the other's and acknowledges it: the other goes to TIME-WAIT"));

  private Pairs() {}

  static boolean isPossible(State a, State b) {
    return IMPOSSIBLE.stream().noneMatch(each -> each.says(a, b));
  }

  /** The lower triangle, with "-" for pairs that cannot occur. */
  static String matrix(BiFunction<State, State, Integer> worlds) {
    StringBuilder text = new StringBuilder(String.format("%-13s", ""));
    for (State column : State.values()) {
      text.append(String.format("%13s", column.rfc()));
    }
    for (State row : State.values()) {
      text.append(String.format("%n%-13s", row.rfc()));
      for (int i = 0; i <= row.ordinal(); i++) {
        State column = State.of(i);
        int count = worlds.apply(row, column);
        String shown = count == 0 && !isPossible(row, column) ? "-" : String.format("%,d", count);
        text.append(String.format("%13s", shown));
      }
    }
    return text.toString();
  }
}
