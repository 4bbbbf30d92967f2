package io.handfast.trace;

/** One thing that happened in a connection. Times are in nanoseconds, from any start. */
public sealed interface DiagramEntry {
  /** When it happened; of a packet, when it was sent. */
  long timeNanos();

  /**
   * A packet went from one node to the other.
   *
   * @param from node that sent it
   * @param to node that it was for
   * @param arrivalNanos when it arrived, at {@code timeNanos} or later; ignored when dropped
   * @param dropReason why it never arrived, for example {@code lost}; empty when it did
   * @param note what to say of it, or empty
   */
  record Sent(
      long timeNanos,
      String from,
      String to,
      SegmentSummary summary,
      long arrivalNanos,
      String dropReason,
      String note)
      implements DiagramEntry {

    /** A packet that arrived. */
    public static Sent arrived(
        long timeNanos, String from, String to, SegmentSummary summary, long arrivalNanos) {
      return new Sent(timeNanos, from, to, summary, arrivalNanos, "", "");
    }

    /** A packet that was dropped on the way. */
    public static Sent dropped(
        long timeNanos, String from, String to, SegmentSummary summary, String reason) {
      return new Sent(timeNanos, from, to, summary, timeNanos, reason, "");
    }

    /** The same with a note. */
    public Sent withNote(String note) {
      return new Sent(timeNanos, from, to, summary, arrivalNanos, dropReason, note);
    }

    /** True when it reached the other node. */
    public boolean hasArrived() {
      return dropReason.isEmpty();
    }
  }

  /**
   * A node went from one state to another.
   *
   * @param from for example {@code LISTEN}; of the first change, the state before the diagram
   * @param to for example {@code SYN-RECEIVED}
   */
  record StateChange(long timeNanos, String node, String from, String to) implements DiagramEntry {}

  /** Something happened inside a node, for example {@code RTO expired, 1st retransmission}. */
  record Note(long timeNanos, String node, String text) implements DiagramEntry {}
}
