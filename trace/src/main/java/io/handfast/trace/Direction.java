package io.handfast.trace;

/** Which way a packet went, seen from the interface that it was captured on. */
public enum Direction {
  /** Nobody wrote it down. */
  UNKNOWN,
  /** Received by the interface. */
  INBOUND,
  /** Sent by the interface. */
  OUTBOUND
}
