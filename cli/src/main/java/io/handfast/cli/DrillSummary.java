package io.handfast.cli;

import io.handfast.sim.drill.Verdict;
import io.handfast.sim.drill.Verdict.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts verdicts folder by folder: once as they are, once with the differences overlooked. */
final class DrillSummary {
  private static final String[] COLUMNS = {
    "scripts", "strict", "relaxed", "fail", "unsupported", "error"
  };

  private final Map<String, int[]> folders = new TreeMap<>();
  private final int[] total = new int[COLUMNS.length];

  /**
   * Adds a script.
   *
   * @param strict how it went with nothing overlooked
   * @param relaxed how it went with PSH and window overlooked where they may differ
   */
  void add(Path script, Verdict strict, Verdict relaxed) {
    Path parent = script.getParent();
    String folder = parent == null ? "." : parent.toString();
    count(folders.computeIfAbsent(folder, _ -> new int[COLUMNS.length]), strict, relaxed);
    count(total, strict, relaxed);
  }

  private static void count(int[] row, Verdict strict, Verdict relaxed) {
    row[0]++;
    row[1] += strict.kind() == Kind.PASS ? 1 : 0;
    row[2] += relaxed.kind() == Kind.PASS ? 1 : 0;
    row[3] += relaxed.kind() == Kind.FAIL ? 1 : 0;
    row[4] += relaxed.kind() == Kind.UNSUPPORTED ? 1 : 0;
    row[5] += relaxed.kind() == Kind.ERROR ? 1 : 0;
  }

  /** The table, a line each: a head, the folders by name, the sum. */
  List<String> lines() {
    int width = folders.keySet().stream().mapToInt(String::length).max().orElse(0);
    String format = "%-" + Math.max(width, "folder".length()) + "s";
    List<String> lines = new ArrayList<>();
    lines.add(line(format, "folder", COLUMNS));
    folders.forEach((folder, row) -> lines.add(line(format, folder, words(row))));
    lines.add(line(format, "all", words(total)));
    return lines;
  }

  private static String line(String format, String name, String[] words) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, format, name));
    for (int i = 0; i < words.length; i++) {
      line.append("  ").append(" ".repeat(COLUMNS[i].length() - words[i].length()));
      line.append(words[i]);
    }
    return line.toString();
  }

  private static String[] words(int[] row) {
    String[] words = new String[row.length];
    for (int i = 0; i < row.length; i++) {
      words[i] = Integer.toString(row[i]);
    }
    return words;
  }
}
