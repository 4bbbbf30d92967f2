package io.handfast.bench.http;

import java.util.Locale;

/** The servers, each with its defaults. */
enum HttpServerKind {
  JETTY(JettyHello.class),
  NETTY(NettyHello.class);

  private final Class<?> program;

  HttpServerKind(Class<?> program) {
    this.program = program;
  }

  Class<?> program() {
    return program;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
