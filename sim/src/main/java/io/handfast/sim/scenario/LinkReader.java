package io.handfast.sim.scenario;

import io.handfast.sim.Distribution;
import io.handfast.sim.Impairment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a link: its two ends, and what it does to packets, both ways or each way by itself. */
final class LinkReader {
  private static final Set<String> IMPAIRMENTS =
      Set.of(
          "delay",
          "jitter",
          "spread",
          "rate",
          "queue",
          "loss",
          "burst",
          "duplicate",
          "reorder",
          "corrupt",
          "narrow",
          "overtaking");
  private static final Set<String> KEYS = new java.util.TreeSet<>(IMPAIRMENTS);

  static {
    KEYS.addAll(List.of("between", "mtu", "forth", "back"));
  }

  private LinkReader() {}

  static Scenario.LinkSpec read(YamlNode node, List<String> names) {
    Map<String, YamlNode> values = node.map(KEYS);
    YamlNode between = values.get("between");
    List<YamlNode> ends = between == null ? List.of() : between.list();
    if (ends.size() != 2) {
      throw node.problem("a link joins two nodes: 'between: [client, server]'");
    }
    for (YamlNode each : ends) {
      if (!names.contains(each.text())) {
        throw each.problem(Suggestion.unknown("node", each.text(), names));
      }
    }
    int mtu = values.containsKey("mtu") ? (int) values.get("mtu").number() : 1_500;
    Impairment both = impairment(Impairment.NONE, values);
    return new Scenario.LinkSpec(
        ends.get(0).text(),
        ends.get(1).text(),
        mtu,
        way(both, values, "forth"),
        way(both, values, "back"));
  }

  private static Impairment way(Impairment both, Map<String, YamlNode> values, String key) {
    return values.containsKey(key) ? impairment(both, values.get(key).map(IMPAIRMENTS)) : both;
  }

  private static Impairment impairment(Impairment from, Map<String, YamlNode> values) {
    Impairment result = from;
    for (Map.Entry<String, YamlNode> each : values.entrySet()) {
      result = with(result, each.getKey(), each.getValue(), values);
    }
    return result;
  }

  private static Impairment with(
      Impairment from, String key, YamlNode value, Map<String, YamlNode> all) {
    try {
      return switch (key) {
        case "delay" -> from.withDelay(time(value, value.text()));
        case "jitter" -> from.withJitter(time(value, value.text()).toNanos());
        case "spread" -> from.withDelay(spread(value));
        case "overtaking" -> value.text().equals("true") ? from.withOvertaking() : from;
        case "rate" -> from.withRate(rate(value), queue(all));
        case "loss" -> from.withLoss(share(value, value.text()));
        case "burst" -> burst(from, value);
        case "duplicate" -> from.withDuplicates(share(value, value.text()));
        case "reorder" -> reorder(from, value);
        case "corrupt" -> from.withCorruption(share(value, value.text()));
        case "narrow" -> from.withMtu((int) value.number());
        default -> from;
      };
    } catch (IllegalArgumentException e) {
      throw value.problem(e.getMessage());
    }
  }

  private static Duration time(YamlNode node, String text) {
    Duration time = Words.parseTime(text);
    if (time == null) {
      throw node.problem("a time is like 200ms, 1.5s or 2h, not '" + text + "'");
    }
    return time;
  }

  /** {@code 5%} or {@code 0.05}. */
  private static double share(YamlNode node, String text) {
    try {
      return text.endsWith("%")
          ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
          : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw node.problem("a share is like 5% or 0.05, not '" + text + "'");
    }
  }

  private static long rate(YamlNode node) {
    String text = node.text();
    String digits = text.replaceAll("[kMG]?(bit)?$", "");
    long unit =
        text.contains("G")
            ? 1_000_000_000
            : text.contains("M") ? 1_000_000 : text.contains("k") ? 1_000 : 1;
    try {
      return Math.round(Double.parseDouble(digits) * unit);
    } catch (NumberFormatException e) {
      throw node.problem("a rate is like 10Mbit or 512kbit, not '" + text + "'");
    }
  }

  private static int queue(Map<String, YamlNode> all) {
    return all.containsKey("queue") ? (int) all.get("queue").number() : 10_000;
  }

  private static String[] words(YamlNode node, String form, int... counts) {
    String[] words = node.text().split("\\s+");
    for (int each : counts) {
      if (words.length == each) {
        return words;
      }
    }
    throw node.problem("write '" + form + "', not '" + node.text() + "'");
  }

  private static Impairment burst(Impairment from, YamlNode node) {
    String[] words = words(node, "burst: 1% 20%", 2, 4);
    double begins = share(node, words[0]);
    double ends = share(node, words[1]);
    return words.length == 2
        ? from.withBurstLoss(begins, ends)
        : from.withBurstLoss(begins, ends, share(node, words[2]), share(node, words[3]));
  }

  private static Impairment reorder(Impairment from, YamlNode node) {
    String[] words = words(node, "reorder: 10% 5ms", 2);
    return from.withReordering(share(node, words[0]), time(node, words[1]).toNanos());
  }

  private static Distribution spread(YamlNode node) {
    String[] words = node.text().split("\\s+");
    return switch (words[0]) {
      case "uniform" -> {
        String[] two = words(node, "spread: uniform 10ms 30ms", 3);
        yield Distribution.uniform(time(node, two[1]), time(node, two[2]));
      }
      case "normal" -> {
        String[] two = words(node, "spread: normal 50ms 10ms", 3);
        yield Distribution.normal(time(node, two[1]), time(node, two[2]));
      }
      case "pareto" -> {
        String[] three = words(node, "spread: pareto 10ms 2.5 1s", 4);
        yield Distribution.pareto(
            time(node, three[1]), share(node, three[2]), time(node, three[3]));
      }
      case "table" -> {
        Duration[] delays = new Duration[words.length - 1];
        for (int i = 1; i < words.length; i++) {
          delays[i - 1] = time(node, words[i]);
        }
        yield Distribution.table(delays);
      }
      default ->
          throw node.problem(
              Suggestion.unknown(
                  "spread", words[0], List.of("uniform", "normal", "pareto", "table")));
    };
  }
}
