package io.handfast.compat;

import io.handfast.nio.JavaNet;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Puts java.net of this JVM on the stack, once, as the agent does it. */
final class OwnSockets {
  static {
    try {
      JavaNet.install();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OwnSockets() {}

  static void install() {
    // Loading the class does it.
  }
}
