package io.handfast.sim.drill;

import java.util.function.IntPredicate;

/** A place in the text of a script. Blanks and comments are passed over before each look. */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  // ---- where ----

  /** Line of the present place, from 1. */
  int line() {
    return 1
        + (int)
            text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
  }

  private int column() {
    return Math.min(at, text.length()) - text.lastIndexOf('\n', Math.max(0, at - 1));
  }

  /** An error at the present place. */
  DrillStop error(String message) {
    return DrillStop.syntax(line(), Math.max(1, column()), message);
  }

  // ---- blanks ----

  private void skipBlanks() {
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw error("this comment has no end");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  boolean atEnd() {
    skipBlanks();
    return at >= text.length();
  }

  // ---- looking and taking ----

  /** The next character, or 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  /** The very next character, blank or not; 0 at the end. */
  char peekHere() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  boolean accept(String token) {
    skipBlanks();
    boolean here = text.startsWith(token, at);
    at += here ? token.length() : 0;
    return here;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw error("expected '" + token + "', found " + found());
    }
  }

  private String found() {
    return atEnd() ? "the end of the script" : "'" + text.charAt(at) + "'";
  }

  /** Takes this word when it is next, whole. */
  boolean acceptWord(String word) {
    int before = at;
    if (word.equals(tryTake(Cursor::isWordPart))) {
      return true;
    }
    at = before;
    return false;
  }

  /** A name: a letter or underscore, then letters, digits and underscores. */
  String word() {
    if (!startsWord()) {
      throw error("expected a word, found " + found());
    }
    return tryTake(Cursor::isWordPart);
  }

  boolean startsWord() {
    char next = peek();
    return Character.isLetter(next) || next == '_';
  }

  private static boolean isWordPart(int c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** All following characters of a kind, perhaps none. */
  String tryTake(IntPredicate kind) {
    skipBlanks();
    int from = at;
    while (at < text.length() && kind.test(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  /** Everything up to {@code end}, which is taken too. */
  String until(String end) {
    int to = text.indexOf(end, at);
    if (to < 0) {
      throw error("expected '" + end + "' somewhere behind this");
    }
    String inner = text.substring(at, to);
    at = to + end.length();
    return inner;
  }

  // ---- numbers ----

  boolean startsNumber() {
    char next = peek();
    boolean fraction =
        next == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    return Character.isDigit(next) || fraction;
  }

  /** A decimal or hexadecimal number, perhaps negative. */
  long integer() {
    boolean negative = accept("-");
    String digits = tryTake(Cursor::isWordPart);
    try {
      long value =
          digits.startsWith("0x")
              ? Long.parseLong(digits.substring(2), 16)
              : Long.parseLong(digits);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      throw error("expected a number, found " + (digits.isEmpty() ? found() : digits));
    }
  }

  /** Seconds with an optional fraction, as microseconds; further digits are cut off. */
  long micros() {
    if (!startsNumber()) {
      throw error("expected a time in seconds, found " + found());
    }
    String whole = tryTake(Character::isDigit);
    String fraction = "";
    if (peekHere() == '.' && startsNumber()) {
      at++;
      fraction = tryTake(Character::isDigit);
    }
    String six = (fraction + "000000").substring(0, 6);
    return Long.parseLong("0" + whole) * 1_000_000 + Long.parseLong(six);
  }
}
