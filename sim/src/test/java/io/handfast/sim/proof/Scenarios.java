package io.handfast.sim.proof;

import io.handfast.sim.proof.Move.Kind;
import java.util.ArrayList;
import java.util.List;

/** Where explorations begin, and how far each goes in the default build. */
final class Scenarios {
  private static final int A = 0;
  private static final int B = 1;

  /** Every call and every fault, from two closed ends on. */
  static final Bounds NOTHING = new Bounds("from nothing", 6, List.of(), 1, 1, 1, 1, 0, 1);

  /** Both have connected to each other. */
  static final Bounds CROSSING =
      new Bounds(
          "both connect",
          6,
          List.of(new Move(Kind.CONNECT, A), new Move(Kind.CONNECT, B)),
          1,
          1,
          1,
          0,
          0,
          0);

  private static final List<Move> OPEN =
      List.of(
          new Move(Kind.LISTEN, B),
          new Move(Kind.CONNECT, A),
          new Move(Kind.DELIVER, B),
          new Move(Kind.DELIVER, A),
          new Move(Kind.DELIVER, B));

  /** Data and every way to end, over a channel with every fault. */
  static final Bounds ESTABLISHED = new Bounds("established", 5, OPEN, 1, 1, 1, 2, 1, 1);

  /** Both have shut down, and it goes on to the very end. */
  static final Bounds CLOSING =
      new Bounds(
          "both shut down",
          9,
          then(OPEN, new Move(Kind.SHUTDOWN, A), new Move(Kind.SHUTDOWN, B)),
          1,
          1,
          1,
          1,
          0,
          0);

  /** A copy of the SYN is still under way when the connection is open. */
  static final Bounds OLD_SYN =
      new Bounds(
          "an old SYN under way",
          7,
          List.of(
              new Move(Kind.LISTEN, A),
              new Move(Kind.CONNECT, B),
              new Move(Kind.DUPLICATE, A),
              new Move(Kind.DELIVER, B),
              new Move(Kind.OVERTAKE, A)),
          1,
          1,
          2,
          0,
          0,
          1);

  /** Timestamps and shifted windows from the SYN on. */
  static final Bounds OPTIONS =
      new Bounds("timestamps and window scale", 5, List.of(), 1, 1, 1, 1, 1, 0)
          .between(Setup.TIMESTAMPS_AND_SCALE);

  /** A receiver that reads when it likes: windows close, are probed and open. */
  static final Bounds WINDOWS =
      new Bounds("windows that close", 5, OPEN, 1, 1, 1, 1, 3, 0).between(Setup.CLOSING_WINDOWS);

  /**
   * The first connection was reset while a copy of its data is still under way; the same ports are
   * connected anew.
   */
  static final Bounds AGAIN =
      new Bounds(
              "a second incarnation, old data under way",
              6,
              then(
                  OPEN,
                  new Move(Kind.WRITE, A),
                  new Move(Kind.DUPLICATE, B),
                  new Move(Kind.ABORT, A),
                  new Move(Kind.OVERTAKE, B),
                  new Move(Kind.CLOSE, B),
                  new Move(Kind.CONNECT, A)),
              1,
              2,
              4,
              1,
              1,
              1)
          .between(Setup.CONNECTING_AGAIN);

  static final List<Bounds> ALL =
      List.of(NOTHING, CROSSING, ESTABLISHED, CLOSING, OLD_SYN, OPTIONS, WINDOWS, AGAIN);

  /** As the TLA+ model begins: nothing is lost, nothing late, and each end may reset. */
  static final Bounds LIKE_TLA =
      new Bounds(
          "like the TLA+ model",
          30,
          List.of(new Move(Kind.LISTEN, B), new Move(Kind.CONNECT, A)),
          0,
          0,
          0,
          0,
          0,
          2);

  private Scenarios() {}

  private static List<Move> then(List<Move> first, Move... more) {
    List<Move> moves = new ArrayList<>(first);
    moves.addAll(List.of(more));
    return moves;
  }
}
