package io.handfast.requirements;

/**
 * One requirement.
 *
 * @param group what the RFC files it under
 * @param id name within its RFC
 * @param level MUST, MUST NOT, SHOULD, SHOULD NOT or MAY
 * @param section of the RFC
 * @param text what it asks, in our words
 * @param status whether tests have to show it
 * @param note why no test shows it, or a remark; empty when there is nothing to say
 */
record Row(
    String group,
    String id,
    String level,
    String section,
    String text,
    Status status,
    String note) {

  /** What is claimed of a row. */
  enum Status {
    /** Tests show it. */
    SHOWN("", "shown by a test"),
    /** Its condition does not hold here; the note says why. */
    DOES_NOT_APPLY("n/a", "does not apply"),
    /** Decided against; the note says why. */
    DECLINED("declined", "declined"),
    /** To be done; the note says what is missing. */
    NOT_YET("not yet", "not yet");

    private final String code;
    final String words;

    Status(String code, String words) {
      this.code = code;
      this.words = words;
    }

    static Status of(String code) {
      for (Status status : values()) {
        if (status.code.equals(code)) {
          return status;
        }
      }
      throw new IllegalArgumentException("No status of a row: " + code);
    }
  }

  boolean isMust() {
    return level.startsWith("MUST");
  }
}
