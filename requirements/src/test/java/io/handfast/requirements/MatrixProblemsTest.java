package io.handfast.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate falls shut when it should. */
class MatrixProblemsTest {
  private static final String GOOD =
      """
      class SomeTest {
        @Test
        @Requirement("RFC 9293 MUST-1")
        void shows() {}
      }
      """;

  @TempDir private Path root;

  private Matrix matrix(int rfc, String rows, String source) throws IOException {
    Path folder = Files.createDirectories(root.resolve("core/src/test/java"));
    Files.writeString(folder.resolve("SomeTest.java"), source);
    return new Matrix(List.of(Rfc.parse(rfc, rows.lines().toList())), TestSources.read(root));
  }

  private List<String> problems(String rows, String source) throws IOException {
    return matrix(9293, rows, source).problems();
  }

  @Test
  void aRowWithItsTestIsRight() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.", GOOD)).isEmpty();
  }

  @Test
  void aRowWithNeitherTestNorReasonFails() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.\nMUST-2\tMUST\t3.1\tDo.", GOOD))
        .containsExactly("RFC 9293 MUST-2 has neither a test nor a reason.");
  }

  @Test
  void aReasonHasToBeThere() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.\nMAY-2\tMAY\t3.1\tDo.\tdeclined", GOOD))
        .containsExactly("RFC 9293 MAY-2 is \"declined\" without a reason.");
  }

  @Test
  void anAnnotationOfAnUnknownRowFails() throws IOException {
    assertThat(problems("", GOOD))
        .containsExactly("SomeTest.shows names RFC 9293 MUST-1, which is no row.");
  }

  @Test
  void anAnnotatedMethodThatNobodyRunsFails() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.", GOOD.replace("@Test", "")))
        .containsExactly("SomeTest.shows names requirements, but is no test.");
  }

  @Test
  void aTestOutsideTheDefaultBuildIsNotEnough() throws IOException {
    for (String mark : List.of("@NetTest", "@Tag(\"slow\")", "@Disabled")) {
      assertThat(problems("MUST-1\tMUST\t3.1\tDo.", mark + " " + GOOD))
          .containsExactly("RFC 9293 MUST-1 has no test that the default build runs.");
    }
  }

  @Test
  void anOpenMustFailsWhereNoneIsAllowed() throws IOException {
    String rows = "MUST-1\tMUST\t3.1\tDo.\tnot yet\tTo be done.";
    String source = GOOD.replace("@Requirement(\"RFC 9293 MUST-1\")", "");
    assertThat(problems("! no open MUST\n" + rows, source))
        .containsExactly("RFC 9293 MUST-1 is a MUST and cannot be \"not yet\".");
    assertThat(matrix(8985, rows, source).problems()).isEmpty();
  }

  @Test
  void aDeclinedMustFailsWhereNoneIsAllowed() throws IOException {
    String rows = "! no open MUST\n1\tMUST NOT\t3.1\tDo.\tdeclined\tNo wish.";
    assertThat(matrix(8985, rows, "class SomeTest {}").problems())
        .containsExactly("RFC 8985 1 is a MUST and cannot be \"declined\".");
  }

  @Test
  void aRowThatIsSaidToBeOpenAndHasATestFails() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.\tn/a\tNever happens.", GOOD))
        .containsExactly("RFC 9293 MUST-1 is \"does not apply\", but [SomeTest.shows] show it.");
  }

  @Test
  void aRowTwiceFails() throws IOException {
    assertThat(problems("MUST-1\tMUST\t3.1\tDo.\nMUST-1\tMUST\t3.1\tDo.", GOOD))
        .containsExactly("RFC 9293 MUST-1 is there twice.");
  }

  @Test
  void aNamedTestThatDoesNotExistFails() throws IOException {
    String rows = "MUST-1\tMUST\t3.1\tDo.\t\tSee `%s`.";
    assertThat(problems(rows.formatted("SomeTest.shows"), GOOD)).isEmpty();
    assertThat(problems(rows.formatted("SomeTest"), GOOD)).isEmpty();
    assertThat(problems(rows.formatted("SomeTest.hides"), GOOD))
        .containsExactly("RFC 9293 MUST-1 names the test SomeTest.hides, which does not exist.");
    assertThat(problems(rows.formatted("OtherTest"), GOOD))
        .containsExactly("RFC 9293 MUST-1 names the test OtherTest, which does not exist.");
  }

  @Test
  void aDocumentChangesWithTheTestsThatShowARow() throws IOException {
    String rows = "# Title\n> Words.\n## Group\nMUST-1\tMUST\t3.1\tDo.";
    Matrix matrix = matrix(9293, rows, GOOD);
    String document = MatrixDocument.of(matrix, matrix.rfcs().getFirst());
    assertThat(document)
        .contains("# RFC 9293: Title")
        .contains("**1 of 1 MUST shown by a test, 0 do not apply, 0 open.**")
        .contains("[SomeTest.shows](../core/src/test/java/SomeTest.java)");
    Matrix other = matrix(9293, rows, GOOD.replace("shows", "proves"));
    assertThat(MatrixDocument.of(other, other.rfcs().getFirst())).isNotEqualTo(document);
  }

  @Test
  void aDocumentThatDiffersIsOutOfDate() throws IOException {
    Matrix matrix = matrix(9293, "MUST-1\tMUST\t3.1\tDo.", GOOD);
    assertThat(MatrixDocument.outOfDate(matrix, root)).containsExactly("docs/rfc9293.md");
    MatrixDocument.write(matrix, root);
    assertThat(MatrixDocument.outOfDate(matrix, root)).isEmpty();
    Files.writeString(root.resolve("docs/rfc9293.md"), "more", StandardOpenOption.APPEND);
    assertThat(MatrixDocument.outOfDate(matrix, root)).containsExactly("docs/rfc9293.md");
  }

  @Test
  void aLineThatIsNoRowIsRefused() {
    assertThatThrownBy(() -> Rfc.parse(9293, List.of("MUST-1\tWILL\t3.1\tDo.")))
        .hasMessageContaining("MUST-1");
  }
}
