package io.handfast.event;

/** Readiness bits of a socket, combined by "or". */
public final class Readiness {
  /** A read returns data, end of stream or an error at once. */
  public static final int READABLE = 1;

  /** A write takes at least a fair share of the send buffer, or fails at once. */
  public static final int WRITABLE = 2;

  /** A listener has a connection to accept. */
  public static final int ACCEPTABLE = 4;

  /** A connect has ended, well or not. */
  public static final int CONNECT_DONE = 8;

  /** The peer's FIN has arrived, in order (like POLLRDHUP): noticed without reading. */
  public static final int PEER_FINISHED = 16;

  /** An error waits to be taken. */
  public static final int ERROR = 32;

  /** Urgent data is on its way or here (like POLLPRI). */
  public static final int URGENT = 64;

  private Readiness() {}
}
