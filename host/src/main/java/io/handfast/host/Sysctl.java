package io.handfast.host;

import io.handfast.tcp.FastOpenKeys;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.Tunable;
import io.handfast.tcp.congestion.CongestionControls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a stack as sysctl(8) reads and writes them: names with dots or slashes, with or
 * without what stands before the last dot, and several numbers where Linux has several.
 */
public final class Sysctl {
  private static final String IN_THOUSANDS = "/1000";

  /** No number; zeros until it is set, which stand for a key from the stack's secret. */
  private static final String FAST_OPEN_KEY = "net.ipv4.tcp_fastopen_key";

  /** What Linux has and nobody can set here, with the reason. */
  private static final Map<String, String> READ_ONLY = readOnly();

  private Sysctl() {}

  private static Map<String, String> readOnly() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("net.ipv4.ip_forward", "nothing is forwarded between interfaces");
    reasons.put(
        "net.ipv4.tcp_available_congestion_control",
        "there are " + String.join(", ", CongestionControls.STANDARD));
    reasons.put("net.ipv4.tcp_mem", "it counts pages; set handfast.tcp_mem_bytes");
    reasons.put(
        "net.ipv4.tcp_tw_recycle",
        "it broke peers behind one NAT, and Linux has none since 4.12; see net.ipv4.tcp_tw_reuse");
    return reasons;
  }

  /** Every setting in the order of {@link Tunable}; the numbers of one name joined by tabs. */
  public static Map<String, String> list(TcpConfig config) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Tunable each : Tunable.values()) {
      values.merge(nameOf(each), each.text(config.get(each) * unit(each)), (a, b) -> a + "\t" + b);
      if (each == Tunable.TCP_FASTOPEN) {
        values.put(FAST_OPEN_KEY, config.fastOpenKeys().toString());
      }
    }
    return values;
  }

  /**
   * The full name that is meant.
   *
   * @throws IllegalArgumentException when there is none; the message suggests one
   */
  public static String resolve(String asked) {
    String name = asked.trim().replace('/', '.');
    for (String each : list(TcpConfig.LINUX).keySet()) {
      if (each.equals(name) || each.endsWith("." + name)) {
        return each;
      }
    }
    for (String each : READ_ONLY.keySet()) {
      if (each.equals(name) || each.endsWith("." + name)) {
        throw new IllegalArgumentException(
            "'" + each + "' cannot be set here: " + READ_ONLY.get(each));
      }
    }
    throw new IllegalArgumentException(
        "there is no '" + asked + "' here; did you mean '" + nearest(name) + "'?");
  }

  /**
   * The settings with one changed.
   *
   * @param assignment {@code NAME=VALUE}, or several values with blanks between them
   * @throws IllegalArgumentException when the name is not known or the value out of range
   */
  public static TcpConfig set(TcpConfig config, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("'" + assignment + "' is not NAME=VALUE");
    }
    String name = resolve(assignment.substring(0, equals));
    if (name.equals(FAST_OPEN_KEY)) {
      return config.with(FastOpenKeys.parse(assignment.substring(equals + 1)));
    }
    List<Tunable> parts = partsOf(name);
    String[] values = assignment.substring(equals + 1).trim().split("\\s+");
    // Linux's line of minimum, default and maximum: the minimum has no meaning here.
    int skipped = values.length == 3 && parts.size() == 2 && isBufferSize(name) ? 1 : 0;
    if (values.length - skipped != parts.size()) {
      throw new IllegalArgumentException(
          name + " takes " + parts.size() + " values, not " + values.length);
    }
    TcpConfig changed = config;
    for (int i = 0; i < parts.size(); i++) {
      changed = changed.with(parts.get(i), number(parts.get(i), values[i + skipped]));
    }
    return changed;
  }

  private static boolean isBufferSize(String name) {
    return name.endsWith("mem");
  }

  private static long number(Tunable tunable, String text) {
    return tunable.words().isEmpty()
        ? Math.ceilDiv(tunable.parse(text), unit(tunable))
        : tunable.parse(text);
  }

  private static List<Tunable> partsOf(String name) {
    List<Tunable> parts = new ArrayList<>();
    for (Tunable each : Tunable.values()) {
      if (nameOf(each).equals(name)) {
        parts.add(each);
      }
    }
    return parts;
  }

  /** Name as Linux has it: without the index of one of several values, or the unit. */
  static String nameOf(Tunable tunable) {
    String name = tunable.sysctl();
    return name.replaceFirst("(\\[\\d]|" + IN_THOUSANDS + ")$", "");
  }

  /** Linux's units in one of ours. */
  private static long unit(Tunable tunable) {
    return tunable.sysctl().endsWith(IN_THOUSANDS) ? 1_000 : 1;
  }

  private static String nearest(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return list(TcpConfig.LINUX).keySet().stream()
        .min(
            Comparator.comparingInt(
                each -> distance(each.substring(each.lastIndexOf('.') + 1), last)))
        .orElseThrow();
  }

  /** Letters to insert, remove or change until the texts are equal (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
