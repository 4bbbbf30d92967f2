package io.handfast.sim.proof;

/**
 * One thing that can happen in a {@link World}.
 *
 * @param side 0 or 1: whose application, or who the packet is for
 */
record Move(Kind kind, int side) {
  /** What happens. */
  enum Kind {
    LISTEN("listens"),
    STOP_LISTENING("closes its listener"),
    CONNECT("connects"),
    WRITE("writes"),
    READ("reads"),
    SHUTDOWN("shuts its sending side"),
    CLOSE("closes"),
    ABORT("aborts"),
    DELIVER("receives"),
    OVERTAKE("receives, out of order,"),
    DUPLICATE("receives, as the first of two copies,"),
    LOSE("never receives"),
    TIME("");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private static final int KINDS = Kind.values().length;

  int code() {
    return side * KINDS + kind.ordinal();
  }

  static Move of(int code) {
    return new Move(Kind.values()[code % KINDS], code / KINDS);
  }
}
