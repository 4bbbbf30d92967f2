package io.handfast.sim.apps;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A page of a web server: text of so many bytes.
 *
 * @param after how long the server thinks before it has it
 */
public record Page(int bytes, Duration after) {
  private static final int LINE = 64;

  /** The text of every page of that length. */
  byte[] body() {
    return body(bytes);
  }

  static byte[] body(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      boolean lineEnd = i % LINE == LINE - 1 || i == length - 1;
      text.append(lineEnd ? '\n' : (char) ('a' + i % 26));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
