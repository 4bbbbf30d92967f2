package io.handfast.sim.proof;

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

import io.handfast.tcp.State;
import java.util.EnumSet;
import java.util.Set;

/**
 * The arrows of RFC 9293 figure 5, with those that its note 3 leaves out: from every state an
 * abort, a reset or a timeout leads to CLOSED.
 */
final class Arrows {
  private Arrows() {}

  static boolean exists(State from, State to) {
    return to == CLOSED || from(from).contains(to);
  }

  private static Set<State> from(State state) {
    return switch (state) {
      case CLOSED -> EnumSet.of(LISTEN, SYN_SENT);
      case LISTEN -> EnumSet.of(SYN_RECEIVED, SYN_SENT);
      case SYN_SENT -> EnumSet.of(SYN_RECEIVED, ESTABLISHED);
      // Note 1: back to LISTEN. A FIN may come with the ACK of the SYN (section 3.10.7.4, eighth).
      case SYN_RECEIVED -> EnumSet.of(ESTABLISHED, FIN_WAIT_1, LISTEN, CLOSE_WAIT);
      case ESTABLISHED -> EnumSet.of(FIN_WAIT_1, CLOSE_WAIT);
      case FIN_WAIT_1 -> EnumSet.of(FIN_WAIT_2, CLOSING);
      case FIN_WAIT_2, CLOSING -> EnumSet.of(TIME_WAIT);
      case CLOSE_WAIT -> EnumSet.of(LAST_ACK);
      case LAST_ACK, TIME_WAIT -> EnumSet.noneOf(State.class);
    };
  }
}
