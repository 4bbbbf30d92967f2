package io.handfast.requirements;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the document of an RFC. */
final class MatrixDocument {
  /** What makes the documents anew. */
  static final String COMMAND =
      "./mvnw -B -ntp -q -pl requirements test -Dhandfast.requirements.write=true";

  private final Matrix matrix;
  private final Rfc rfc;
  private final StringBuilder out = new StringBuilder();

  private MatrixDocument(Matrix matrix, Rfc rfc) {
    this.matrix = matrix;
    this.rfc = rfc;
  }

  static String of(Matrix matrix, Rfc rfc) {
    return new MatrixDocument(matrix, rfc).write();
  }

  /** The documents below the root of the project that are not as they would be made now. */
  static List<String> outOfDate(Matrix matrix, Path root) throws IOException {
    List<String> outOfDate = new ArrayList<>();
    for (Rfc rfc : matrix.rfcs()) {
      Path file = root.resolve(rfc.document());
      String there = Files.exists(file) ? Files.readString(file) : "";
      if (!there.equals(of(matrix, rfc))) {
        outOfDate.add(rfc.document());
      }
    }
    return outOfDate;
  }

  /** Makes the documents below the root of the project. */
  static void write(Matrix matrix, Path root) throws IOException {
    for (Rfc rfc : matrix.rfcs()) {
      Path file = root.resolve(rfc.document());
      Files.createDirectories(file.getParent());
      Files.writeString(file, of(matrix, rfc));
    }
  }

  private String write() {
    line("# " + rfc.name() + ": " + rfc.title());
    line("");
    line("**" + counts(rfc) + "**");
    line("");
    rfc.introduction().forEach(paragraph -> line(paragraph + "\n"));
    line("Made by `" + COMMAND + "` from");
    line(
        "[the rows](%s) and the tests' `@Requirement` annotations; the build fails when it is out of date."
            .formatted(
                fromHere("requirements/src/test/resources/rfc/rfc" + rfc.number() + ".tsv")));
    String group = null;
    for (Row row : rfc.rows()) {
      if (!row.group().equals(group)) {
        group = row.group();
        line("\n## " + group + "\n");
        line("| id | level | section | what it asks | shown by, or why not |");
        line("|---|---|---|---|---|");
      }
      line(row(row));
    }
    if (rfc.number() == 9293) {
      others();
    }
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /** How many of each level are in which state, as a sentence. */
  static String counts(Rfc rfc) {
    return List.of("MUST", "SHOULD", "MAY").stream()
        .map(level -> counts(rfc, level))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; ", "", "."));
  }

  private static String counts(Rfc rfc, String level) {
    List<Row> rows = rfc.rows().stream().filter(row -> row.level().startsWith(level)).toList();
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%d of %d %s shown by a test".formatted(count(rows, Row.Status.SHOWN), rows.size(), level));
    append(text, rows, Row.Status.DOES_NOT_APPLY, "do not apply", true);
    boolean seldom = level.equals("MUST") && count(rows, Row.Status.DECLINED) == 0;
    append(text, rows, Row.Status.DECLINED, "declined", !seldom);
    append(text, rows, Row.Status.NOT_YET, "open", true);
    return text.toString();
  }

  private static void append(
      StringBuilder text, List<Row> rows, Row.Status status, String words, boolean wanted) {
    if (wanted) {
      text.append(", ").append(count(rows, status)).append(' ').append(words);
    }
  }

  private static long count(List<Row> rows, Row.Status status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  private String row(Row row) {
    String section =
        "[%s](%s#%s)"
            .formatted(
                row.section(),
                rfc.url(),
                (Character.isLetter(row.section().charAt(0)) ? "appendix-" : "section-")
                    + row.section());
    return "| %s | %s | %s | %s | %s |"
        .formatted(row.id(), row.level(), section, row.text(), answer(row));
  }

  private String answer(Row row) {
    String tests =
        matrix.testsOf(rfc, row).stream().map(this::link).collect(Collectors.joining(", "));
    if (row.status() == Row.Status.SHOWN) {
      return row.note().isEmpty() ? tests : tests + ". " + row.note();
    }
    return "**" + row.status().words + "**: " + row.note();
  }

  private String link(TestMethod test) {
    return "[%s](%s)%s"
        .formatted(test, fromHere(test.path()), test.byDefault() ? "" : " (`-Pnet`)");
  }

  private String fromHere(String path) {
    return "../".repeat((int) rfc.document().chars().filter(c -> c == '/').count()) + path;
  }

  private void others() {
    line("\n## Other RFCs\n");
    line("| RFC | what | count |");
    line("|---|---|---|");
    for (Rfc other : matrix.rfcs()) {
      if (other != rfc) {
        String file = other.document().substring("docs/".length());
        line("| [%s](%s) | %s | %s |".formatted(other.name(), file, other.title(), counts(other)));
      }
    }
  }
}
