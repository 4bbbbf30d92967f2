package io.handfast.tcp;

/** The states of RFC 9293 section 3.3.2, with the spellings of {@code ss} and {@code netstat}. */
public enum State {
  CLOSED("CLOSED", "UNCONN", "CLOSE"),
  LISTEN("LISTEN", "LISTEN", "LISTEN"),
  SYN_SENT("SYN-SENT", "SYN-SENT", "SYN_SENT"),
  SYN_RECEIVED("SYN-RECEIVED", "SYN-RECV", "SYN_RECV"),
  ESTABLISHED("ESTABLISHED", "ESTAB", "ESTABLISHED"),
  FIN_WAIT_1("FIN-WAIT-1", "FIN-WAIT-1", "FIN_WAIT1"),
  FIN_WAIT_2("FIN-WAIT-2", "FIN-WAIT-2", "FIN_WAIT2"),
  CLOSE_WAIT("CLOSE-WAIT", "CLOSE-WAIT", "CLOSE_WAIT"),
  CLOSING("CLOSING", "CLOSING", "CLOSING"),
  LAST_ACK("LAST-ACK", "LAST-ACK", "LAST_ACK"),
  TIME_WAIT("TIME-WAIT", "TIME-WAIT", "TIME_WAIT");

  private static final State[] ALL = values();

  private final String rfc;
  private final String ss;
  private final String netstat;

  State(String rfc, String ss, String netstat) {
    this.rfc = rfc;
    this.ss = ss;
    this.netstat = netstat;
  }

  /** As the RFC writes it: {@code SYN-RECEIVED}. */
  public String rfc() {
    return rfc;
  }

  /** As {@code ss} writes it: {@code SYN-RECV}. */
  public String ss() {
    return ss;
  }

  /** As {@code netstat} writes it: {@code SYN_RECV}. */
  public String netstat() {
    return netstat;
  }

  /** The state with this ordinal. */
  public static State of(int ordinal) {
    return ALL[ordinal];
  }

  /** Both SYNs are through: sequence numbers of both directions are known. */
  public boolean isSynchronized() {
    return ordinal() >= ESTABLISHED.ordinal();
  }

  /** The application may still queue data to send. */
  public boolean maySend() {
    return this == ESTABLISHED || this == CLOSE_WAIT;
  }

  /** The peer may still send data. */
  public boolean mayReceive() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }
}
