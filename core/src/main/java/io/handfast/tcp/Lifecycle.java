package io.handfast.tcp;

/**
 * The whole state diagram of RFC 9293 (figure 5) as one function on closed sets, turned into a
 * table once. A FIN that also acknowledges ours is two facts, the acknowledgement first.
 */
public final class Lifecycle {
  private static final State[] STATES = State.values();
  private static final Fact[] FACTS = Fact.values();
  private static final State[][] TABLE = new State[STATES.length][FACTS.length];

  static {
    for (State state : STATES) {
      for (Fact fact : FACTS) {
        TABLE[state.ordinal()][fact.ordinal()] = transition(state, fact);
      }
    }
  }

  private Lifecycle() {}

  /** The state after {@code fact}; the same one when the fact changes nothing there. */
  public static State next(State state, Fact fact) {
    return TABLE[state.ordinal()][fact.ordinal()];
  }

  private static State transition(State state, Fact fact) {
    return switch (fact) {
      case PASSIVE_OPEN -> state == State.CLOSED ? State.LISTEN : state;
      case ACTIVE_OPEN -> state == State.CLOSED || state == State.LISTEN ? State.SYN_SENT : state;
      case SYN -> onSyn(state);
      case SYN_ACK -> state == State.SYN_SENT ? State.ESTABLISHED : state;
      case ACK_OF_SYN -> state == State.SYN_RECEIVED ? State.ESTABLISHED : state;
      case CLOSE -> onClose(state);
      case FIN_IN_ORDER -> onFin(state);
      case ACK_OF_FIN -> onAckOfFin(state);
      case RST -> state == State.LISTEN ? State.LISTEN : State.CLOSED;
      case TIME_WAIT_OVER -> state == State.TIME_WAIT ? State.CLOSED : state;
      case ABORT -> State.CLOSED;
    };
  }

  private static State onSyn(State state) {
    return switch (state) {
      case LISTEN, SYN_SENT -> State.SYN_RECEIVED;
      case CLOSED,
          SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_1,
          FIN_WAIT_2,
          CLOSE_WAIT,
          CLOSING,
          LAST_ACK,
          TIME_WAIT ->
          state;
    };
  }

  private static State onClose(State state) {
    return switch (state) {
      case CLOSED, LISTEN, SYN_SENT -> State.CLOSED;
      case SYN_RECEIVED, ESTABLISHED -> State.FIN_WAIT_1;
      case CLOSE_WAIT -> State.LAST_ACK;
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> state;
    };
  }

  private static State onFin(State state) {
    return switch (state) {
      case SYN_RECEIVED, ESTABLISHED -> State.CLOSE_WAIT;
      case FIN_WAIT_1 -> State.CLOSING;
      case FIN_WAIT_2 -> State.TIME_WAIT;
      case CLOSED, LISTEN, SYN_SENT, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> state;
    };
  }

  private static State onAckOfFin(State state) {
    return switch (state) {
      case FIN_WAIT_1 -> State.FIN_WAIT_2;
      case CLOSING -> State.TIME_WAIT;
      case LAST_ACK -> State.CLOSED;
      case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_2, CLOSE_WAIT, TIME_WAIT ->
          state;
    };
  }
}
