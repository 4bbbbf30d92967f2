package io.handfast.sim.proof;

/** Timestamps of the connection and of the segment (RFC 7323). */
enum Stamps {
  /** Not agreed, and none in the segment. */
  NONE(-1, -1),
  NEWER(1_000, 1_010),
  OLDER(1_000, 990),
  MISSING(1_000, -1);

  /** In the segments that lead to the situation. */
  final long before;

  /** In the segment itself. */
  final long inCase;

  Stamps(long before, long inCase) {
    this.before = before;
    this.inCase = inCase;
  }
}
