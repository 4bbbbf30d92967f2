package io.handfast.sim.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant. */
public final class Suggestion {
  private Suggestion() {}

  /** The most similar of the known names, when one is similar at all. */
  public static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT))))
        .filter(each -> isSimilar(wanted, each.toLowerCase(Locale.ROOT)));
  }

  private static boolean isSimilar(String wanted, String known) {
    boolean part = wanted.length() >= 3 && (known.contains(wanted) || wanted.contains(known));
    return part || distance(wanted, known) <= Math.max(2, wanted.length() / 3);
  }

  /** A sentence for a mistake: what is unknown, what may have been meant, what there is. */
  static String unknown(String what, String name, Collection<String> known) {
    String there = "there is " + String.join(", ", known);
    return "no "
        + what
        + " '"
        + name
        + "'; "
        + of(name, known).map(each -> "did you mean '" + each + "'? (" + there + ")").orElse(there);
  }

  /** Levenshtein's: insertions, deletions and replacements. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
