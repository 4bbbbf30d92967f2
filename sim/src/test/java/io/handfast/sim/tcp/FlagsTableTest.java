package io.handfast.sim.tcp;

import static io.handfast.sim.dialogue.Segment.ACK;
import static io.handfast.sim.dialogue.Segment.FIN_ACK;
import static io.handfast.sim.dialogue.Segment.SYN;
import static io.handfast.sim.dialogue.Segment.SYN_ACK;
import static io.handfast.wire.TcpFlags.RST;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.dialogue.Dialogue;
import io.handfast.sim.dialogue.Segment;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpInfo;
import io.handfast.wire.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * BAD-INPUTS 8: every combination of six flags, in every state, at four places, with three ACK
 * numbers, with and without data. What must happen is written down here once more, from RFC 9293
 * section 3.10.7 with RFC 5961; TIME-WAIT and half-open entries as Linux.
 */
class FlagsTableTest {
  private enum Place {
    EXACT(0),
    INSIDE(100),
    LEFT(-1_000),
    RIGHT(70_000);

    final int offset;

    Place(int offset) {
      this.offset = offset;
    }
  }

  private enum Acked {
    ALL(0),
    FUTURE(1),
    ANCIENT(-100_000);

    final int offset;

    Acked(int offset) {
      this.offset = offset;
    }
  }

  private enum Reply {
    NONE,
    ACK,
    SYN_ACK,
    RST
  }

  private record Outcome(State state, Reply reply) {}

  private record Input(State state, int flags, Place place, Acked acked, int length) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    boolean isEmpty() {
      return length == 0 && !has(TcpFlags.SYN) && !has(TcpFlags.FIN);
    }

    boolean inWindow() {
      return place == Place.EXACT || place == Place.INSIDE;
    }

    Outcome stays(Reply reply) {
      return new Outcome(state, reply);
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void everySegmentDoesWhatTheRfcSays(State state) {
    if (state == State.CLOSED) {
      return; // nobody there: ResetTest
    }
    for (int flags = 0; flags < 64; flags++) {
      for (Place place : Place.values()) {
        for (Acked acked : Acked.values()) {
          check(new Input(state, flags, place, acked, 0));
          check(new Input(state, flags, place, acked, 10));
        }
      }
    }
  }

  private static void check(Input input) {
    Dialogue d = in(input.state);
    int next = rcvNxt(input.state);
    int sent = sndNxt(input.state);
    Segment segment = Segment.flags(input.flags).seq(next + input.place.offset).len(input.length);
    d.peer(input.has(TcpFlags.ACK) ? segment.ack(sent + input.acked.offset) : segment);
    assertThat(new Outcome(stateOf(d), reply(d))).as(input.toString()).isEqualTo(expected(input));
    assertThat(d.netStack().lastDefect()).as(input.toString()).isNull();
  }

  // ---- ways to each state ----

  private static Dialogue in(State state) {
    Edge edge = new Edge(true, 1_000_000, 2_000_000);
    return switch (state) {
      case CLOSED -> edge.closed();
      case LISTEN -> edge.listening();
      case SYN_SENT -> edge.synSent();
      case SYN_RECEIVED -> edge.listening().peer(SYN.mss(1460)).stack(SYN_ACK);
      case ESTABLISHED -> edge.established();
      case FIN_WAIT_1 -> edge.finWait1();
      case FIN_WAIT_2 -> edge.finWait1().peer(ACK.seq(1).ack(2));
      case CLOSE_WAIT -> edge.closeWait();
      case CLOSING -> edge.finWait1().peer(FIN_ACK.seq(1).ack(1)).stack(ACK);
      case LAST_ACK -> edge.closeWait().shutdownWrite().stack(FIN_ACK);
      case TIME_WAIT -> edge.finWait1().peer(FIN_ACK.seq(1).ack(2)).stack(ACK);
    };
  }

  private static int rcvNxt(State state) {
    return switch (state) {
      case CLOSED, LISTEN, SYN_SENT -> 0;
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> 1;
      case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> 2;
    };
  }

  private static int sndNxt(State state) {
    return switch (state) {
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> 2;
      default -> 1;
    };
  }

  /** The state of the one connection, wherever the stack keeps it; LISTEN when there is none. */
  private static State stateOf(Dialogue d) {
    return d.netStack().sockets(d.now()).stream()
        .map(TcpInfo::state)
        .filter(state -> state != State.LISTEN)
        .findFirst()
        .orElse(State.LISTEN);
  }

  private static Reply reply(Dialogue d) {
    assertThat(d.pending()).isLessThanOrEqualTo(1);
    int flags = d.pending() == 0 ? 0 : d.peek().flags() & ~TcpFlags.PSH;
    return switch (flags) {
      case 0 -> Reply.NONE;
      case TcpFlags.ACK -> Reply.ACK;
      case TcpFlags.SYN | TcpFlags.ACK -> Reply.SYN_ACK;
      default -> (flags & RST) != 0 ? Reply.RST : null;
    };
  }

  // ---- what must happen ----

  private static Outcome expected(Input in) {
    return switch (in.state) {
      case LISTEN -> listen(in);
      case SYN_SENT -> synSent(in);
      case SYN_RECEIVED -> halfOpen(in);
      case TIME_WAIT -> timeWait(in);
      default -> synchronizedState(in);
    };
  }

  private static Outcome listen(Input in) {
    if (in.has(RST)) {
      return in.stays(Reply.NONE);
    }
    if (in.has(TcpFlags.ACK)) {
      return in.stays(Reply.RST);
    }
    boolean opens = in.has(TcpFlags.SYN) && !in.has(TcpFlags.FIN);
    return opens ? new Outcome(State.SYN_RECEIVED, Reply.SYN_ACK) : in.stays(Reply.NONE);
  }

  private static Outcome synSent(Input in) {
    boolean wrongAck = in.has(TcpFlags.ACK) && in.acked != Acked.ALL;
    if (wrongAck || in.has(RST)) {
      boolean refused = in.has(RST) && in.has(TcpFlags.ACK) && !wrongAck;
      // Without a connection nothing is left in the list: the lookup says LISTEN.
      return refused
          ? new Outcome(State.LISTEN, Reply.NONE)
          : in.stays(in.has(RST) ? Reply.NONE : Reply.RST);
    }
    if (!in.has(TcpFlags.SYN)) {
      return in.stays(Reply.NONE);
    }
    return in.has(TcpFlags.ACK)
        ? new Outcome(State.ESTABLISHED, Reply.ACK)
        : new Outcome(State.SYN_RECEIVED, Reply.SYN_ACK);
  }

  private static Outcome halfOpen(Input in) {
    if (in.has(RST) && in.place == Place.EXACT) {
      return new Outcome(State.LISTEN, Reply.NONE);
    }
    if (in.has(RST)) {
      return in.stays(in.inWindow() ? Reply.ACK : Reply.NONE); // challenged, as in every state
    }
    if (!in.inWindow()) {
      return in.stays(Reply.ACK);
    }
    if (in.has(TcpFlags.SYN)) {
      return new Outcome(State.LISTEN, Reply.RST); // Linux: a bad SYN ends what has not begun
    }
    if (!in.has(TcpFlags.ACK)) {
      return in.stays(Reply.NONE);
    }
    if (in.acked != Acked.ALL) {
      return in.stays(Reply.RST);
    }
    boolean fin = in.has(TcpFlags.FIN) && in.place == Place.EXACT;
    State after = fin ? State.CLOSE_WAIT : State.ESTABLISHED;
    return new Outcome(after, in.isEmpty() ? Reply.NONE : Reply.ACK);
  }

  private static Outcome timeWait(Input in) {
    if (in.has(RST)) {
      return in.place == Place.EXACT ? new Outcome(State.LISTEN, Reply.NONE) : in.stays(Reply.NONE);
    }
    boolean plainSyn = in.has(TcpFlags.SYN) && !in.has(TcpFlags.ACK) && !in.has(TcpFlags.FIN);
    if (plainSyn && in.place.offset > 0) {
      return new Outcome(State.SYN_RECEIVED, Reply.SYN_ACK);
    }
    return in.stays(in.place == Place.EXACT && in.isEmpty() ? Reply.NONE : Reply.ACK);
  }

  private static Outcome synchronizedState(Input in) {
    if (!in.inWindow()) {
      return in.stays(in.has(RST) ? Reply.NONE : Reply.ACK);
    }
    if (in.has(RST)) {
      return in.place == Place.EXACT ? new Outcome(State.LISTEN, Reply.NONE) : in.stays(Reply.ACK);
    }
    if (in.has(TcpFlags.SYN)) {
      return in.stays(Reply.ACK);
    }
    if (!in.has(TcpFlags.ACK)) {
      return in.stays(Reply.NONE);
    }
    return in.acked == Acked.ALL ? acknowledged(in) : in.stays(Reply.ACK);
  }

  /** ACK of everything sent, our FIN included; then text and FIN. */
  private static Outcome acknowledged(Input in) {
    State state =
        switch (in.state) {
          case FIN_WAIT_1 -> State.FIN_WAIT_2;
          case CLOSING -> State.TIME_WAIT;
          case LAST_ACK -> State.LISTEN;
          default -> in.state;
        };
    boolean receives = state == State.ESTABLISHED || state == State.FIN_WAIT_2;
    if (!receives || in.isEmpty()) {
      return new Outcome(state, Reply.NONE);
    }
    boolean fin = in.has(TcpFlags.FIN) && in.place == Place.EXACT;
    State after = state == State.ESTABLISHED ? State.CLOSE_WAIT : State.TIME_WAIT;
    return new Outcome(fin ? after : state, Reply.ACK);
  }
}
