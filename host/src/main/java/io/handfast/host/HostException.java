package io.handfast.host;

/** A host could not be opened or reached. The message is for people and says what to do. */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one sentence. */
  public HostException(String message) {
    super(message);
  }

  /** With one sentence and what caused it. */
  public HostException(String message, Throwable cause) {
    super(message, cause);
  }
}
