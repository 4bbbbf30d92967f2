package io.handfast.sim.proof;

/** Where a segment begins, seen from the receive window. */
enum Place {
  FAR_LEFT,
  LEFT,
  LEFT_EDGE,
  INSIDE,
  LAST_INSIDE,
  RIGHT_EDGE,
  RIGHT;

  /** Before a window exists, numbers count from the peer's initial one. */
  long seq(Tcb tcb, long irs) {
    boolean open = tcb.state.isSynchronized() || tcb.rcvNxt != 0;
    long left = open ? tcb.rcvNxt : irs;
    long window = tcb.rcvWnd;
    return switch (this) {
      case FAR_LEFT -> Mod32.of(left - 1_000);
      case LEFT -> Mod32.of(left - 1);
      case LEFT_EDGE -> left;
      case INSIDE -> Mod32.plus(left, Math.min(20, window / 2));
      case LAST_INSIDE -> Mod32.of(left + window - 1);
      case RIGHT_EDGE -> Mod32.plus(left, window);
      case RIGHT -> Mod32.plus(left, window + 1_000);
    };
  }
}
