package io.handfast.trace;

import java.util.List;

/** One row of a diagram, before it is drawn. Empty texts mean "nothing to say". */
sealed interface DiagramRow {
  long startNanos();

  long endNanos();

  /** A packet, the states that it led to on both sides, and what is said of it. */
  record Arrow(DiagramEntry.Sent sent, String senderState, String receiverState, List<String> notes)
      implements DiagramRow {
    @Override
    public long startNanos() {
      return sent.timeNanos();
    }

    @Override
    public long endNanos() {
      return sent.hasArrived() ? sent.arrivalNanos() : sent.timeNanos();
    }

    /** One of many of the same kind, of which nothing is to be said. */
    boolean isDull() {
      return sent.summary().isPlain()
          && sent.hasArrived()
          && notes.isEmpty()
          && senderState.isEmpty()
          && receiverState.isEmpty();
    }
  }

  /** A state or a note of one node, without a packet. */
  record Side(long startNanos, String node, String state, String note) implements DiagramRow {
    @Override
    public long endNanos() {
      return startNanos;
    }
  }

  /** A run of dull arrows. */
  record Fold(List<Arrow> arrows) implements DiagramRow {
    @Override
    public long startNanos() {
      return arrows.getFirst().startNanos();
    }

    @Override
    public long endNanos() {
      return arrows.stream().mapToLong(Arrow::endNanos).max().orElseThrow();
    }
  }

  /** Time in which nothing happened. */
  record Gap(long startNanos, long endNanos) implements DiagramRow {}
}
