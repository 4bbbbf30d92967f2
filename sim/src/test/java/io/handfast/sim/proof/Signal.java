package io.handfast.sim.proof;

/** What the user is told besides data (RFC 9293 section 3.10.7). */
enum Signal {
  NONE,
  /** "error: connection reset". */
  RESET,
  /** "connection refused". */
  REFUSED
}
