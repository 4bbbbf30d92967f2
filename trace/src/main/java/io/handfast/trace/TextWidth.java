package io.handfast.trace;

import java.util.ArrayList;
import java.util.List;

/** Text in columns of a terminal, where Chinese, Japanese and Korean characters take two. */
final class TextWidth {
  /** Signs that no line begins with. */
  private static final String CLOSING = "，。、；：？！）”’》…—";

  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::columns).sum();
  }

  private static int columns(int codePoint) {
    boolean wide =
        codePoint >= 0x1100
            && (codePoint <= 0x115f
                || codePoint >= 0x2e80 && codePoint <= 0xa4cf
                || codePoint >= 0xac00 && codePoint <= 0xd7a3
                || codePoint >= 0xf900 && codePoint <= 0xfaff
                || codePoint >= 0xfe30 && codePoint <= 0xfe6f
                || codePoint >= 0xff00 && codePoint <= 0xff60
                || codePoint >= 0x1f300 && codePoint <= 0x1faff
                || codePoint >= 0x20000 && codePoint <= 0x3fffd);
    return wide ? 2 : 1;
  }

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - of(text)));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - of(text))) + text;
  }

  static String center(String text, int width) {
    return left(" ".repeat(Math.max(0, (width - of(text)) / 2)) + text, width);
  }

  /** The text cut to a width. */
  static String cut(String text, int width) {
    int columns = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      columns += columns(text.codePointAt(i));
      if (columns > width) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /** Lines of at most {@code width} columns (at least 2), broken between words where possible. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (of(rest) > width) {
      String line = cut(rest, width);
      int end = Math.max(1, breakAt(rest, line.length()));
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /**
   * Where a line of at most {@code max} characters ends: behind a word, or between two that are
   * wide.
   */
  private static int breakAt(String text, int max) {
    for (int at = max; at > 0; at--) {
      boolean space = text.charAt(at) == ' ';
      boolean wide = columns(text.codePointAt(at)) == 2 || columns(text.codePointBefore(at)) == 2;
      boolean whole = !Character.isLowSurrogate(text.charAt(at));
      if (space || wide && whole && CLOSING.indexOf(text.charAt(at)) < 0) {
        return at;
      }
    }
    return max;
  }
}
