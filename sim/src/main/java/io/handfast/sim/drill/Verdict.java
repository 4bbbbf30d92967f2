package io.handfast.sim.drill;

import java.util.List;
import java.util.Locale;

/**
 * How a script went.
 *
 * @param script name or path
 * @param mode the mode it ran in
 * @param kind the result
 * @param strict false when a difference was overlooked because the options allow it
 * @param reason the first difference, or why it did not run; empty for a pass
 * @param notes what a person may want to know besides
 */
public record Verdict(
    String script, Mode mode, Kind kind, boolean strict, String reason, List<String> notes) {
  /** Results of a run. */
  public enum Kind {
    /** The stack did everything the script says. */
    PASS,
    /** The stack did something else. */
    FAIL,
    /** The script uses what the stack or the runner does not have. */
    UNSUPPORTED,
    /** The script cannot be read, or makes no sense. */
    ERROR;

    /** In lower case, as the output has it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the notes. */
  public Verdict {
    notes = List.copyOf(notes);
  }

  /** One line of JSON, without the line break. */
  public String toJson() {
    return "{\"script\":%s,\"mode\":%s,\"verdict\":%s,\"strict\":%s,\"reason\":%s}"
        .formatted(quote(script), quote(mode.label()), quote(kind.label()), strict, quote(reason));
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ') {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
