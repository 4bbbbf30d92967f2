package io.handfast.tcp;

/** What a write can say about what follows it, as bits (send(2)). */
public final class SendFlags {
  /** No flag. */
  public static final int NONE = 0;

  /** MSG_MORE: more follows at once, so a segment that is not full may wait for it. */
  public static final int MORE = 1;

  /** MSG_EOR: a record ends here; no later byte shares a segment with it. */
  public static final int END_OF_RECORD = 2;

  private SendFlags() {}
}
