package io.handfast.wire;

/** Bytes that are not the header they were taken for; thrown by the {@code parse} of values. */
public final class MalformedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Malformed reason;

  /** Says what was parsed, for example {@code IPv4 header}, and what is wrong with it. */
  public MalformedException(String what, Malformed reason) {
    super(what + ": " + reason.sentence());
    this.reason = reason;
  }

  /** What is wrong. */
  public Malformed reason() {
    return reason;
  }

  static void throwIf(Malformed problem, String what) {
    if (problem != null) {
      throw new MalformedException(what, problem);
    }
  }
}
