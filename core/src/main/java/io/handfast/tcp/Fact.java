package io.handfast.tcp;

/** What can happen to a connection that may change its {@link State}: facts, not raw flags. */
public enum Fact {
  /** The application listens. */
  PASSIVE_OPEN,
  /** The application connects; a SYN is sent. */
  ACTIVE_OPEN,
  /** A SYN that is acceptable came, without an ACK of ours. */
  SYN,
  /** A SYN with the right ACK came. */
  SYN_ACK,
  /** Our SYN was acknowledged. */
  ACK_OF_SYN,
  /** The application has closed or shut down its sending side. */
  CLOSE,
  /** The peer's FIN came in order; the segment does not acknowledge our FIN. */
  FIN_IN_ORDER,
  /** Our FIN was acknowledged. */
  ACK_OF_FIN,
  /** A reset was accepted. */
  RST,
  /** 2·MSL have passed. */
  TIME_WAIT_OVER,
  /** Given up: timeouts, abort, error. */
  ABORT
}
