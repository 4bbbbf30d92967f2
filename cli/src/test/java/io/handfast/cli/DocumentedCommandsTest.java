package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command in the questions and answers works; an unknown scenario would fail it. */
class DocumentedCommandsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String PROMPT = "$ ./handfast ";

  private static List<String> commands(String page) throws IOException {
    return Files.readAllLines(DOCS.resolve(page)).stream()
        .filter(each -> each.startsWith(PROMPT))
        .map(each -> each.substring(PROMPT.length()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"questions.md", "questions.zh-CN.md", "tutorials.md", "tutorials.zh-CN.md"})
  void everyCommandOfThePageSucceeds(String page) throws IOException {
    List<String> commands = commands(page);
    assertThat(commands).hasSizeGreaterThan(20);
    for (String each : commands) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err))
              .execute(each.split(" "));
      assertThat(code).as("%s: %s %s%s", page, each, err, out).isZero();
    }
  }

  @Test
  void theTwinsHaveTheSameCommandsUnderTheSameNumberOfHeadings() throws IOException {
    for (String page : List.of("questions", "tutorials")) {
      List<String> chinese = new ArrayList<>();
      for (String each : commands(page + ".zh-CN.md")) {
        chinese.add(each.replace(" --locale zh", ""));
      }
      assertThat(chinese).isEqualTo(commands(page + ".md"));
      assertThat(headings(page + ".zh-CN.md")).isEqualTo(headings(page + ".md"));
    }
  }

  private static long headings(String page) throws IOException {
    return Files.readAllLines(DOCS.resolve(page)).stream()
        .filter(each -> each.startsWith("#"))
        .count();
  }
}
