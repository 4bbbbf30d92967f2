package io.handfast.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What commands that ask running instances have in common. */
final class Instances {
  private Instances() {}

  /** Fails, in a sentence, when nobody answered. */
  static void requireSome(List<Map<String, Object>> answers, String tun) {
    if (answers.isEmpty()) {
      String where = tun.isEmpty() ? "" : " on " + tun;
      throw new Failures.Failure(
          "no instance of this user is running" + where + "; start one, for example 'serve'");
    }
  }

  /** The sockets in an instance's answer. */
  @SuppressWarnings("unchecked")
  static Stream<SocketLine> sockets(Map<String, Object> instance) {
    return ((List<Map<String, Object>>) instance.get("tcp")).stream().map(SocketLine::new);
  }
}
