package io.handfast.sim.drill;

import java.util.Map;
import java.util.function.Function;

/** Runs the little Python of a code block: assertions, assignments, sums and comparisons. */
final class Evaluator {
  private final CodeTokens tokens;
  private final Function<String, Long> known;
  private final Map<String, Long> variables;

  /**
   * A block.
   *
   * @param known values of names, null for an unknown one
   * @param variables where assignments go
   */
  Evaluator(String text, Function<String, Long> known, Map<String, Long> variables) {
    this.tokens = new CodeTokens(text);
    this.known = known;
    this.variables = variables;
  }

  void run() {
    while (!tokens.atEnd()) {
      if (!tokens.accept("\n") && !tokens.accept(";")) {
        statement();
      }
    }
  }

  private void statement() {
    if (tokens.accept("assert")) {
      assertion();
    } else if (tokens.accept("print")) {
      tokens.skipStatement();
    } else {
      assignment();
    }
  }

  private void assertion() {
    String text = tokens.restOfStatement();
    boolean holds = comparison() != 0;
    tokens.skipStatement();
    if (!holds) {
      throw DrillStop.mismatch("assert " + text.strip() + ": it does not hold, with " + seen(text));
    }
  }

  /** The names of a statement and their values. */
  private String seen(String text) {
    StringBuilder seen = new StringBuilder();
    CodeTokens names = new CodeTokens(text);
    while (!names.atEnd()) {
      String token = names.next();
      Long value = token.startsWith("tcpi_") ? known.apply(token) : null;
      if (value != null && seen.indexOf(token + " ") < 0) {
        seen.append(seen.isEmpty() ? "" : ", ").append(token).append(" = ").append(value);
      }
    }
    return seen.toString();
  }

  private void assignment() {
    String name = tokens.next();
    String operator = tokens.next();
    long value = comparison();
    switch (operator) {
      case "=" -> variables.put(name, value);
      case "+=" -> variables.merge(name, value, Long::sum);
      case "-=" -> variables.merge(name, -value, Long::sum);
      default -> throw DrillStop.unsupported("this statement in a code block: " + name + operator);
    }
  }

  // ---- expressions, loosest first ----

  private long comparison() {
    long left = bitwise();
    boolean holds = true;
    boolean compared = false;
    while (tokens.isComparison()) {
      String operator = tokens.next();
      long right = bitwise();
      holds &= compare(left, operator, right);
      compared = true;
      left = right;
    }
    return compared ? (holds ? 1 : 0) : left;
  }

  private static boolean compare(long left, String operator, long right) {
    return switch (operator) {
      case "==" -> left == right;
      case "!=" -> left != right;
      case "<" -> left < right;
      case "<=" -> left <= right;
      case ">" -> left > right;
      default -> left >= right;
    };
  }

  private long bitwise() {
    long value = sum();
    while (tokens.peek("&") || tokens.peek("|")) {
      boolean and = tokens.next().equals("&");
      long right = sum();
      value = and ? value & right : value | right;
    }
    return value;
  }

  private long sum() {
    long value = product();
    while (tokens.peek("+") || tokens.peek("-")) {
      value += tokens.next().equals("+") ? product() : -product();
    }
    return value;
  }

  private long product() {
    long value = single();
    while (tokens.peek("*") || tokens.peek("/")) {
      boolean times = tokens.next().equals("*");
      long right = single();
      value = times ? value * right : value / right;
    }
    return value;
  }

  private long single() {
    if (tokens.accept("(")) {
      long value = comparison();
      tokens.expect(")");
      return value;
    }
    if (tokens.accept("-")) {
      return -single();
    }
    String token = tokens.next();
    if (Character.isDigit(token.charAt(0))) {
      return Long.decode(token);
    }
    Long value = known.apply(token);
    if (value == null) {
      throw DrillStop.unsupported("the stack does not tell " + token);
    }
    return value;
  }
}
