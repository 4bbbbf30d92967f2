package io.handfast.tcp;

import io.handfast.event.Counter;

/**
 * The DSACK block that the next acknowledgement carries first: data that came a second time (RFC
 * 2883 section 4). Each duplicate is reported once.
 */
final class DuplicateReport {
  private final Connection c;
  private int left;
  private int right;
  private boolean pending;

  DuplicateReport(Connection c) {
    this.c = c;
  }

  /** The bytes [from, to) came again; what touches an earlier report joins it. */
  void note(int from, int to) {
    if (!c.sackPermitted || !c.config().is(Tunable.TCP_DSACK)) {
      return;
    }
    boolean joins =
        pending && SequenceNumber.atMost(from, right) && SequenceNumber.atLeast(to, left);
    left = joins ? SequenceNumber.min(left, from) : from;
    right = joins ? SequenceNumber.max(right, to) : to;
    pending = true;
  }

  boolean isPending() {
    return pending;
  }

  /** Writes the block when there is one and room for it; returns the blocks written. */
  int write(int[] edges, int max) {
    if (!pending || max == 0) {
      return 0;
    }
    boolean old = SequenceNumber.lessThan(left, c.rcvNxt);
    c.count(old ? Counter.EXT_DSACK_OLD_SENT : Counter.EXT_DSACK_OFO_SENT);
    pending = false;
    edges[0] = left;
    edges[1] = right;
    return 1;
  }
}
