package io.handfast.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sentence of a scenario, word by word. */
final class Words {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|min|h)");
  private static final List<String> ORDINALS =
      List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth");

  private final YamlNode node;
  private final String sentence;
  private final String[] words;
  private int at;

  Words(YamlNode node, String sentence) {
    this.node = node;
    this.sentence = sentence;
    this.words = sentence.strip().split("\\s+");
  }

  boolean isOver() {
    return at >= words.length;
  }

  /** The next word, or an empty text. */
  String peek() {
    return isOver() ? "" : words[at];
  }

  String next(String what) {
    if (isOver()) {
      throw problem("it ends too early: " + what + " is missing");
    }
    return words[at++];
  }

  /** Takes the words when they come next. */
  boolean take(String... expected) {
    for (int i = 0; i < expected.length; i++) {
      if (at + i >= words.length || !words[at + i].equals(expected[i])) {
        return false;
      }
    }
    at += expected.length;
    return true;
  }

  void expect(String word) {
    if (!take(word)) {
      throw problem(
          "write '" + word + "'" + (isOver() ? " at its end" : " before '" + peek() + "'"));
    }
  }

  void end() {
    if (!isOver()) {
      throw problem("nothing may follow: remove '" + peek() + "'");
    }
  }

  long number(String what) {
    String word = next(what);
    try {
      return Long.parseLong(word.replace("_", ""));
    } catch (NumberFormatException e) {
      throw problem(what + " is a whole number, not '" + word + "'");
    }
  }

  Duration time(String what) {
    String word = next(what);
    Duration time = parseTime(word);
    if (time == null) {
      throw problem(what + " is a time like 200ms, 1.5s or 2h, not '" + word + "'");
    }
    return time;
  }

  /** Times up to the end or to another word; at least one. */
  List<Duration> times() {
    List<Duration> times = new java.util.ArrayList<>();
    times.add(time("a time"));
    while (parseTime(peek()) != null) {
      times.add(time("a time"));
    }
    return times;
  }

  /** {@code first}, {@code third}, {@code 12th}, or 0 when the next word is none. */
  int ordinal() {
    int index = ORDINALS.indexOf(peek());
    if (index >= 0) {
      at++;
      return index + 1;
    }
    Matcher matcher = Pattern.compile("(\\d+)(st|nd|rd|th)").matcher(peek());
    if (matcher.matches()) {
      at++;
      return Integer.parseInt(matcher.group(1));
    }
    return 0;
  }

  ScenarioProblem problem(String message) {
    return node.problem("'" + sentence + "': " + message);
  }

  YamlNode node() {
    return node;
  }

  /** A time with its unit, or null. */
  static Duration parseTime(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    double unit =
        switch (matcher.group(2)) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "min" -> 60e9;
          default -> 3600e9;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unit));
  }

  /** For people: {@code 1.5 s}, with as many digits as it takes, ms at the finest. */
  static String seconds(Duration time) {
    String text = String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    return text.replaceAll("\\.?0+$", "") + " s";
  }
}
