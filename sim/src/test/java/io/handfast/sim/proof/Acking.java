package io.handfast.sim.proof;

/** What a segment acknowledges, seen from what was sent. */
enum Acking {
  NONE,
  ANCIENT,
  OLD,
  DUPLICATE,
  EXACT,
  FUTURE;

  long ack(Tcb tcb) {
    return switch (this) {
      case NONE -> 0;
      case ANCIENT -> Mod32.of(tcb.sndUna - tcb.maxSndWnd - 1);
      case OLD -> Mod32.of(tcb.sndUna - 1);
      case DUPLICATE -> tcb.sndUna;
      case EXACT -> tcb.sndNxt;
      case FUTURE -> Mod32.plus(tcb.sndNxt, 1);
    };
  }
}
