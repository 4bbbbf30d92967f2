package io.handfast.shield;

/** What a shield does with SYNs from outside. */
public enum ShieldMode {
  /** They pass. */
  OFF,
  /**
   * The shield answers and keeps a record of each, with all options; when there are too many the
   * oldest goes. The server sees a SYN when the client has answered.
   */
  CACHE,
  /** The shield answers with a SYN cookie and keeps nothing. */
  COOKIES,
  /** The cache while it has room, cookies when it is full. */
  PROXY,
  /** As {@link #OFF} while few connections are half-open, as {@link #PROXY} while many are. */
  ADAPTIVE
}
