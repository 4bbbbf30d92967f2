package io.handfast.sim;

/** What happened to a packet on a link. */
public enum Fate {
  /** It arrives. */
  DELIVERED("delivered"),
  /** The link lost it. */
  LOST("lost"),
  /** A rule dropped it. */
  DROPPED_BY_RULE("dropped by a rule"),
  /** The queue was full. */
  QUEUE_FULL("queue full"),
  /** It arrives with a flipped bit. */
  CORRUPTED("corrupted"),
  /** A second copy of a packet. */
  DUPLICATE("duplicate");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether it arrives, sound or not. */
  public boolean arrives() {
    return this == DELIVERED || this == CORRUPTED || this == DUPLICATE;
  }
}
