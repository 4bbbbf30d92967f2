package io.handfast.sim.proof.kernel;

import io.handfast.wire.TcpFlags;

/**
 * One step of a sequence: a segment of the peer's, or a call of the application's. Numbers count
 * from each side's initial one.
 */
record Act(Kind kind, int flags, int seq, int ack, int text) {
  /** What it is. */
  enum Kind {
    SEGMENT,
    WRITE,
    SHUTDOWN,
    CLOSE,
    RESET
  }

  /** Bytes of one write. */
  static final int UNIT = 10;

  static Act call(Kind kind) {
    return new Act(kind, 0, 0, 0, 0);
  }

  static Act segment(int flags, int seq, int ack, int text) {
    return new Act(Kind.SEGMENT, flags, seq, ack, text);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public String toString() {
    return kind == Kind.SEGMENT
        ? TcpFlags.toString(flags)
            + " seq "
            + seq
            + (has(TcpFlags.ACK) ? " ack " + ack : "")
            + " len "
            + text
        : kind.name();
  }
}
