package io.handfast.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The gate: every requirement has its test or its reason, and the documents say so. */
class RequirementMatrixTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path ROWS = Path.of("src/test/resources/rfc");
  private static final Pattern FILE = Pattern.compile("rfc(\\d+)\\.tsv");
  private static final boolean WRITE = Boolean.getBoolean("handfast.requirements.write");

  private final Matrix matrix = new Matrix(rfcs(), TestSources.read(ROOT));

  private static List<Rfc> rfcs() {
    List<Rfc> rfcs = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROWS)) {
      for (Path file : files.toList()) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        assertThat(name.matches()).as("a file of rows: %s", file).isTrue();
        rfcs.add(Rfc.parse(Integer.parseInt(name.group(1)), Files.readAllLines(file)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    // The one that replaces the others comes first.
    rfcs.sort(Comparator.comparingInt(rfc -> rfc.number() == 9293 ? 0 : rfc.number()));
    return rfcs;
  }

  @Test
  void everyRowHasItsTestOrItsReason() {
    assertThat(matrix.problems()).isEmpty();
  }

  @Test
  void theDocumentsAreThoseOfTheRowsAndTests() throws IOException {
    if (WRITE) {
      MatrixDocument.write(matrix, ROOT);
    }
    assertThat(MatrixDocument.outOfDate(matrix, ROOT))
        .as("out of date; make them anew with: %s", MatrixDocument.COMMAND)
        .isEmpty();
  }

  @Test
  void everyTestThatTheReadmesNameExists() throws IOException {
    for (String file : List.of("README.md", "README.zh-CN.md", "CHANGELOG.md")) {
      assertThat(matrix.unknownTests(file, Files.readString(ROOT.resolve(file)))).isEmpty();
    }
  }

  /** The text of RFC 9293 numbers them without a gap, and REC-1 besides. */
  @Test
  void rfc9293HasAllItsRows() {
    Rfc rfc = matrix.rfcs().getFirst();
    List<String> ids = rfc.rows().stream().map(row -> row.id().replaceAll(" .*", "")).toList();
    assertThat(ids).hasSize(126); // rows of the table of appendix B
    assertThat(ids.stream().distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(named("MUST-", 69), named("SHLD-", 31), named("MAY-", 18), named("REC-", 1))
                .flatMap(stream -> stream)
                .toList());
  }

  private static Stream<String> named(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> prefix + number);
  }
}
