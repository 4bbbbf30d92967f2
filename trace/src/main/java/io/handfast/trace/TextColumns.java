package io.handfast.trace;

import java.util.List;

/** Text in columns of a terminal, where Chinese, Japanese and Korean characters take two. */
public final class TextColumns {
  private TextColumns() {}

  /** Columns that a text takes. */
  public static int width(String text) {
    return TextWidth.of(text);
  }

  /** Lines of at most {@code width} columns (at least 2), broken between words where possible. */
  public static List<String> wrap(String text, int width) {
    return TextWidth.wrap(text, width);
  }
}
