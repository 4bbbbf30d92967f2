package io.handfast.http;

/** How requests share connections. */
public enum HttpMode {
  /** HTTP/1.0: a connection for each request. */
  HTTP_1_0("1.0", "HTTP/1.0"),
  /** HTTP/1.1: one connection, kept alive, one request after the other. */
  HTTP_1_1("1.1", "HTTP/1.1 keep-alive"),
  /** HTTP/1.1: one connection, all requests at once, answers in their order. */
  PIPELINED("1.1 pipelined", "HTTP/1.1 pipelined"),
  /** HTTP/2: one connection, a stream for each request. */
  HTTP_2("2", "HTTP/2");

  private final String version;
  private final String title;

  HttpMode(String version, String title) {
    this.version = version;
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** As curl's {@code http_version} has it: 1.0, 1.1 or 2. */
  public String version() {
    return version.split(" ")[0];
  }
}
