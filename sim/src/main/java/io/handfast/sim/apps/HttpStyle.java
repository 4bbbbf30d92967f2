package io.handfast.sim.apps;

/** How a client asks for several pages. */
public enum HttpStyle {
  /** A connection for each. */
  HTTP_1_0("HTTP/1.0"),
  /** One connection, one request after the other's response: keep-alive. */
  HTTP_1_1("HTTP/1.1"),
  /** One connection, all requests at once; the responses come in their order. */
  PIPELINED("pipelined"),
  /** One connection, a stream for each; the responses share it. */
  HTTP_2("HTTP/2");

  private final String word;

  HttpStyle(String word) {
    this.word = word;
  }

  /** As a scenario writes it. */
  public String word() {
    return word;
  }
}
