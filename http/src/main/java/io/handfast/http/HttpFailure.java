package io.handfast.http;

import java.io.IOException;

/** A run that did not come to its end; the message names the step. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** On the way from URL to page. */
  public enum Step {
    /** Finding the address. */
    NAME("name lookup"),
    /** Opening the connection. */
    CONNECT("connect"),
    /** TLS. */
    TLS("TLS"),
    /** Asking, and waiting for the answer. */
    ANSWER("answer");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  /** Where it ended. */
  private final Step step;

  HttpFailure(Step step, String sentence, Throwable cause) {
    super(step.words + ": " + sentence, cause);
    this.step = step;
  }

  /** Where it ended. */
  public Step step() {
    return step;
  }
}
