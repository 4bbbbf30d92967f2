package io.handfast.names;

import java.net.UnknownHostException;

/**
 * A name without an address: there is none, or it could not be found out; the message says which.
 */
public final class NameException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  /** Whether the name does not exist, or nobody could tell. */
  private final boolean definite;

  NameException(String sentence, boolean definite) {
    super(sentence);
    this.definite = definite;
  }

  /** True when a server said that there is none; false when the next try may go better. */
  public boolean isDefinite() {
    return definite;
  }
}
