package io.handfast.bench.load;

/** The services that a load tool finds, one port each. */
final class LoadPorts {
  static final int SINK = 5001;
  static final int SOURCE = 5002;
  static final int ACCEPT_CLOSE = 5003;
  static final int ECHO = 5004;
  static final int IDLE = 5005;

  static final int[] ALL = {SINK, SOURCE, ACCEPT_CLOSE, ECHO, IDLE};

  /** Connections that may wait to be accepted; the stack's own limit caps it. */
  static final int BACKLOG = 65_535;

  private LoadPorts() {}
}
