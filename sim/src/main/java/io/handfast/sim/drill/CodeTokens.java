package io.handfast.sim.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of a code block. */
final class CodeTokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\\\\\n|#[^\\n]*|[ \\t\\r]+|'[^']*'|\"[^\"]*\"|0x[0-9a-fA-F]+|[0-9]+|\\w+"
              + "|[=!<>]=|[+-]=|\\n|.");
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final List<String> tokens = new ArrayList<>();
  private int at;

  CodeTokens(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int depth = 0;
    while (matcher.find()) {
      String token = matcher.group();
      depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      boolean blank = token.isBlank() && (depth > 0 || !token.equals("\n"));
      if (!blank && !token.startsWith("#") && !token.equals("\\\n")) {
        tokens.add(token);
      }
    }
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  boolean peek(String token) {
    return !atEnd() && tokens.get(at).equals(token);
  }

  boolean isComparison() {
    return !atEnd() && COMPARISONS.contains(tokens.get(at));
  }

  boolean accept(String token) {
    boolean here = peek(token);
    at += here ? 1 : 0;
    return here;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw DrillStop.error("a code block lacks '" + token + "'");
    }
  }

  String next() {
    if (atEnd()) {
      throw DrillStop.error("a code block ends too early");
    }
    return tokens.get(at++);
  }

  /** Everything up to the end of the statement, which is not taken, as one text. */
  String restOfStatement() {
    StringBuilder text = new StringBuilder();
    for (int i = at; i < tokens.size() && !endsStatement(i) && !tokens.get(i).equals(","); i++) {
      text.append(tokens.get(i)).append(' ');
    }
    return text.toString();
  }

  void skipStatement() {
    while (!atEnd() && !endsStatement(at)) {
      at++;
    }
  }

  private boolean endsStatement(int i) {
    return tokens.get(i).equals("\n") || tokens.get(i).equals(";");
  }
}
