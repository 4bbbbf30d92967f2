package io.handfast.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain values: {@link Map}, {@link List}, {@link String}, {@link Long}, {@link
 * Double}, {@link Boolean} and null.
 */
public final class Json {
  private static final int DEPTH_MAX = 64;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** Text of a value on one line; what is none of the kinds is written as its string. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Boolean _, Number _ -> out.append(value);
      case Map<?, ?> map -> writeMap(map, out);
      case Iterable<?> list -> writeList(list, out);
      default -> writeString(value.toString(), out);
    }
  }

  private static void writeMap(Map<?, ?> map, StringBuilder out) {
    String separator = "{";
    for (Map.Entry<?, ?> each : map.entrySet()) {
      out.append(separator);
      writeString(each.getKey().toString(), out);
      out.append(':');
      write(each.getValue(), out);
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void writeList(Iterable<?> list, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (Object each : list) {
      out.append(separator);
      write(each, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void writeString(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  public static Object read(String text) {
    Json reader = new Json(text);
    Object value = reader.value();
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.unexpected();
    }
    return value;
  }

  private Object value() {
    if (++depth > DEPTH_MAX) {
      throw unexpected();
    }
    skipSpace();
    Object value =
        switch (peek()) {
          case '{' -> map();
          case '[' -> list();
          case '"' -> string();
          case 't' -> literal("true", true);
          case 'f' -> literal("false", false);
          case 'n' -> literal("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    do {
      skipSpace();
      String key = string();
      skipSpace();
      expect(':');
      map.put(key, value());
    } while (another('}'));
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    do {
      list.add(value());
    } while (another(']'));
    return list;
  }

  private boolean another(char end) {
    skipSpace();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      case '"', '\\', '/' -> c;
      default -> throw unexpected();
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw unexpected();
    }
    char c = (char) Integer.parseInt(text, at, at + 4, 16);
    at += 4;
    return c;
  }

  private Object literal(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    try {
      return digits.matches("-?\\d+") ? (Object) Long.valueOf(digits) : Double.valueOf(digits);
    } catch (NumberFormatException e) {
      throw unexpected();
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw unexpected();
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw unexpected();
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not JSON at character " + at);
  }
}
