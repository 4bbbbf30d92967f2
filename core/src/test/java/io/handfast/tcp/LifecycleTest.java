package io.handfast.tcp;

import static io.handfast.tcp.Fact.ABORT;
import static io.handfast.tcp.Fact.ACK_OF_FIN;
import static io.handfast.tcp.Fact.ACK_OF_SYN;
import static io.handfast.tcp.Fact.ACTIVE_OPEN;
import static io.handfast.tcp.Fact.CLOSE;
import static io.handfast.tcp.Fact.FIN_IN_ORDER;
import static io.handfast.tcp.Fact.PASSIVE_OPEN;
import static io.handfast.tcp.Fact.RST;
import static io.handfast.tcp.Fact.SYN;
import static io.handfast.tcp.Fact.SYN_ACK;
import static io.handfast.tcp.Fact.TIME_WAIT_OVER;
import static io.handfast.tcp.State.CLOSED;
import static io.handfast.tcp.State.CLOSE_WAIT;
import static io.handfast.tcp.State.CLOSING;
import static io.handfast.tcp.State.ESTABLISHED;
import static io.handfast.tcp.State.FIN_WAIT_1;
import static io.handfast.tcp.State.FIN_WAIT_2;
import static io.handfast.tcp.State.LAST_ACK;
import static io.handfast.tcp.State.LISTEN;
import static io.handfast.tcp.State.SYN_RECEIVED;
import static io.handfast.tcp.State.SYN_SENT;
import static io.handfast.tcp.State.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table against the arrows of RFC 9293 figure 5 (and its notes), written down by hand. */
class LifecycleTest {
  private record Arrow(State from, Fact fact, State to) {}

  private static final List<Arrow> FIGURE_5 =
      List.of(
          new Arrow(CLOSED, PASSIVE_OPEN, LISTEN),
          new Arrow(CLOSED, ACTIVE_OPEN, SYN_SENT),
          new Arrow(LISTEN, ACTIVE_OPEN, SYN_SENT),
          new Arrow(LISTEN, SYN, SYN_RECEIVED),
          new Arrow(LISTEN, CLOSE, CLOSED),
          new Arrow(SYN_SENT, SYN, SYN_RECEIVED),
          new Arrow(SYN_SENT, SYN_ACK, ESTABLISHED),
          new Arrow(SYN_SENT, CLOSE, CLOSED),
          new Arrow(SYN_RECEIVED, ACK_OF_SYN, ESTABLISHED),
          new Arrow(SYN_RECEIVED, CLOSE, FIN_WAIT_1),
          new Arrow(SYN_RECEIVED, FIN_IN_ORDER, CLOSE_WAIT), // 3.10.7.4, eighth
          new Arrow(ESTABLISHED, CLOSE, FIN_WAIT_1),
          new Arrow(ESTABLISHED, FIN_IN_ORDER, CLOSE_WAIT),
          new Arrow(FIN_WAIT_1, ACK_OF_FIN, FIN_WAIT_2),
          new Arrow(FIN_WAIT_1, FIN_IN_ORDER, CLOSING),
          new Arrow(FIN_WAIT_2, FIN_IN_ORDER, TIME_WAIT),
          new Arrow(CLOSING, ACK_OF_FIN, TIME_WAIT),
          new Arrow(CLOSE_WAIT, CLOSE, LAST_ACK),
          new Arrow(LAST_ACK, ACK_OF_FIN, CLOSED),
          new Arrow(TIME_WAIT, TIME_WAIT_OVER, CLOSED));

  private static State expected(State from, Fact fact) {
    if (fact == ABORT || fact == RST && from != LISTEN) {
      return CLOSED;
    }
    return FIGURE_5.stream()
        .filter(arrow -> arrow.from == from && arrow.fact == fact)
        .map(Arrow::to)
        .findFirst()
        .orElse(from);
  }

  @Test
  void everyCellOfTheTableIsAnArrowOfTheFigureOrChangesNothing() {
    for (State from : State.values()) {
      for (Fact fact : Fact.values()) {
        assertThat(Lifecycle.next(from, fact))
            .as(from + " " + fact)
            .isEqualTo(expected(from, fact));
      }
    }
  }

  /** Footnote 3 of the figure: a FIN that acknowledges ours goes from FIN-WAIT-1 to TIME-WAIT. */
  @Test
  void aFinThatAcknowledgesOursIsTwoFacts() {
    State halfWay = Lifecycle.next(FIN_WAIT_1, ACK_OF_FIN);
    assertThat(Lifecycle.next(halfWay, FIN_IN_ORDER)).isEqualTo(TIME_WAIT);
  }

  @Test
  void onlyThreeStatesReceiveDataAndTwoSendIt() {
    for (State state : State.values()) {
      boolean receives = List.of(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2).contains(state);
      assertThat(state.mayReceive()).as(state.rfc()).isEqualTo(receives);
      assertThat(state.maySend())
          .as(state.rfc())
          .isEqualTo(state == ESTABLISHED || state == CLOSE_WAIT);
    }
  }
}
