package io.handfast.sim.proof;

import java.util.function.BiPredicate;

/**
 * A place where the stack answers otherwise than the model, on purpose.
 *
 * @param name for people and for the test's printed table
 * @param reason why that is right
 * @param source where it is written, or whose behaviour it is
 * @param applies to which segments, in which state before them
 * @param instead what happens there instead
 */
record Deviation(
    String name, String reason, String source, BiPredicate<Tcb, Seg> applies, Instead instead) {

  /** Processes a segment. */
  interface Step {
    void process(Tcb tcb, Seg seg);
  }

  /** Processes a segment with the help of the step that would have done it. */
  interface Instead {
    void process(Tcb tcb, Seg seg, Step next);
  }

  /** Lets this deviation act where it applies, and the rest elsewhere. */
  Step before(Step next) {
    return (tcb, seg) -> {
      if (applies.test(tcb, seg)) {
        instead.process(tcb, seg, next);
      } else {
        next.process(tcb, seg);
      }
    };
  }
}
