package io.handfast.sim;

import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.tcp.State;
import io.handfast.trace.SegmentSummary;

/** One thing that happened between two hosts. Times are in ns of virtual time since the start. */
public sealed interface Moment {
  /** When; of a segment, when its host sent it. */
  long at();

  /** Name of the host that it happened at; of a segment, its sender. */
  String host();

  /**
   * A TCP segment.
   *
   * @param to name of the host that it is for
   * @param arrivesAt -1 when it never does
   */
  record Segment(long at, String host, String to, SegmentSummary summary, Fate fate, long arrivesAt)
      implements Moment {}

  /** A state of RFC 9293 followed another. */
  record StateChange(long at, String host, State from, State to, Reason reason) implements Moment {}

  /** Anything else that a stack told; see {@link EventType} for {@code a} and {@code b}. */
  record Event(long at, String host, EventType type, Reason reason, long a, long b)
      implements Moment {}

  /**
   * A program did or learnt something.
   *
   * @param name one word, for machines
   */
  record Step(long at, String host, String name, String english, String chinese)
      implements Moment {}

  /** The host crashed, or was there again. */
  record Life(long at, String host, boolean up) implements Moment {}
}
