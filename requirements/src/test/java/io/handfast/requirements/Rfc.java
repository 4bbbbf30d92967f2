package io.handfast.requirements;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The requirements of one RFC, as its file in {@code src/test/resources/rfc} has them.
 *
 * <p>The file: {@code # title}, perhaps {@code ! no open MUST}, then lines that begin with {@code
 * >} and introduce the document, then groups ({@code ## name}) of rows: id, level, section, text,
 * status and note, with tabs between; the last two may be missing.
 *
 * @param number of the RFC
 * @param title of the RFC
 * @param noOpenMust every MUST has its test or does not apply, and so it stays
 * @param introduction paragraphs for the document
 */
record Rfc(
    int number, String title, boolean noOpenMust, List<String> introduction, List<Row> rows) {
  static final List<String> LEVELS = List.of("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY");

  static Rfc parse(int number, List<String> lines) {
    String title = "";
    String group = "";
    List<String> introduction = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("## ")) {
        group = line.substring(3);
      } else if (line.startsWith("# ")) {
        title = line.substring(2);
      } else if (line.startsWith("> ")) {
        introduction.add(line.substring(2));
      } else if (!line.isBlank() && !line.startsWith("! ")) {
        rows.add(row(group, line));
      }
    }
    return new Rfc(
        number,
        title,
        lines.contains("! no open MUST"),
        List.copyOf(introduction),
        List.copyOf(rows));
  }

  private static Row row(String group, String line) {
    String[] cells = Arrays.copyOf(line.split("\t"), 6);
    if (cells[3] == null || !LEVELS.contains(cells[1])) {
      throw new IllegalArgumentException("No row of requirements: " + line);
    }
    String status = cells[4] == null ? "" : cells[4];
    String note = cells[5] == null ? "" : cells[5];
    return new Row(group, cells[0], cells[1], cells[2], cells[3], Row.Status.of(status), note);
  }

  String name() {
    return "RFC " + number;
  }

  /** How an annotation names a row. */
  String key(Row row) {
    return name() + " " + row.id();
  }

  /** Where the document is, from the root of the project. */
  String document() {
    return number == 9293 ? "docs/rfc9293.md" : "docs/rfc/rfc" + number + ".md";
  }

  String url() {
    return "https://www.rfc-editor.org/rfc/rfc" + number + ".html";
  }
}
