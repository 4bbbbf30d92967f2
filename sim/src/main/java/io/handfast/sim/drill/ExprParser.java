package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads arguments of system calls. */
final class ExprParser {
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

  private final Cursor cursor;
  private final Map<String, String> definitions;

  ExprParser(Cursor cursor, Map<String, String> definitions) {
    this.cursor = cursor;
    this.definitions = definitions;
  }

  /** Expressions separated by commas up to {@code end}, which is taken too. */
  List<Expr> list(String end) {
    List<Expr> items = new ArrayList<>();
    while (!cursor.accept(end)) {
      if (!items.isEmpty()) {
        cursor.expect(",");
      }
      items.add(expression());
    }
    return items;
  }

  Expr expression() {
    Expr first = single();
    if (cursor.peek() != '|') {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (cursor.accept("|")) {
      parts.add(single());
    }
    return new Expr.Or(parts);
  }

  private Expr single() {
    if (cursor.accept("...")) {
      return new Expr.Ellipsis();
    }
    if (cursor.accept("[")) {
      return new Expr.Sequence(list("]"));
    }
    if (cursor.accept("{")) {
      return struct();
    }
    if (cursor.accept("\"")) {
      return new Expr.Text(unescaped(cursor.until("\"")));
    }
    return cursor.startsWord() ? named(cursor.word()) : new Expr.Num(cursor.integer());
  }

  private Expr named(String word) {
    if (cursor.accept("(")) {
      return new Expr.Function(word, list(")"));
    }
    return new Expr.Name(definitions.getOrDefault(word, word));
  }

  private Expr struct() {
    List<Expr.Field> fields = new ArrayList<>();
    while (!cursor.accept("}")) {
      if (!fields.isEmpty()) {
        cursor.expect(",");
      }
      Expr value = expression();
      fields.add(cursor.accept("=") ? field(value) : new Expr.Field("", value));
    }
    return new Expr.Struct(fields);
  }

  /** The left side was read as an expression: a name, or a name with a length in parentheses. */
  private Expr.Field field(Expr left) {
    String name =
        switch (left) {
          case Expr.Name(String plain) -> plain;
          case Expr.Function(String withLength, List<Expr> _) -> withLength;
          default -> throw cursor.error("expected the name of a field before '='");
        };
    return new Expr.Field(name, expression());
  }

  /** With each {@code \\xNN} as the character of that number. */
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }
}
