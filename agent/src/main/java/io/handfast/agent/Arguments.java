package io.handfast.agent;

import io.handfast.host.HostProperties;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands behind {@code -javaagent:handfast.jar=}: settings separated by commas. A part without
 * the name of a setting goes on with the one before, so that {@code
 * address=10.7.0.2/24,fd00::2/64,mtu=9000} says what it looks like; a name given twice adds to its
 * list, too.
 */
final class Arguments {
  private Arguments() {}

  /**
   * The settings by name, in their order.
   *
   * @throws IllegalArgumentException when a name is none
   */
  static Map<String, String> parse(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    String last = null;
    for (String part : text == null ? new String[0] : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip();
      if (last != null && (equals < 0 || isGoingOn(last, name))) {
        append(settings, last, part.strip());
      } else {
        HostProperties.requireKnown(equals < 0 ? part.strip() : name, "agent argument");
        requireValue(part, equals);
        last = name;
        append(settings, name, part.substring(equals + 1).strip());
      }
    }
    return settings;
  }

  private static void requireValue(String part, int equals) {
    if (equals < 0 || equals == part.length() - 1) {
      throw new IllegalArgumentException("agent argument: '" + part.strip() + "' has no value");
    }
  }

  /** The value of {@code sysctl} has an equals sign itself, and a dot in its name. */
  private static boolean isGoingOn(String last, String name) {
    return last.equals("sysctl") && !HostProperties.NAMES.contains(name);
  }

  private static void append(Map<String, String> settings, String name, String value) {
    settings.merge(name, value, (before, more) -> before + "," + more);
  }
}
