package io.handfast.bench.load;

/** The services that a load finds, one TCP port each. */
public final class LoadPorts {
  /** Takes what comes. */
  public static final int SINK = 5001;

  /** Sends without end. */
  public static final int SOURCE = 5002;

  /** Accepts and closes. */
  public static final int ACCEPT_CLOSE = 5003;

  /** Sends back what comes. */
  public static final int ECHO = 5004;

  /** Keeps connections open. */
  public static final int IDLE = 5005;

  /** All of them. */
  public static final int[] ALL = {SINK, SOURCE, ACCEPT_CLOSE, ECHO, IDLE};

  /** Connections that may wait to be accepted; the stack's own limit caps it. */
  public static final int BACKLOG = 65_535;

  private LoadPorts() {}
}
