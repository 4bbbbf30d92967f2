package io.handfast.shield;

/** The two links of a shield. */
public enum Side {
  /** Where clients are, and whoever sends spoofed SYNs. */
  OUTSIDE,
  /** Where the protected servers are. */
  INSIDE
}
