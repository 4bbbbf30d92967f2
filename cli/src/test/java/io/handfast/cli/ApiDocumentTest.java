package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show as code is code that is compiled: each block stands in a source file. */
class ApiDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("^```(java|xml|kotlin)\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final List<String> SOURCES =
      List.of(
          "cli/src/test/java/io/handfast/cli/ApiSnippetsTest.java",
          "consumer/maven/pom.xml",
          "consumer/maven/src/main/java/module-info.java",
          "consumer/maven/src/main/java/example/Echo.java",
          "consumer/maven/src/test/java/example/LostSynTest.java",
          "consumer/gradle/build.gradle.kts");

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without indentation and line breaks, which the formatter decides. */
  private static String flat(String code) {
    return code.replaceAll("\\s+", "");
  }

  /** The parts of a block: an ellipsis on a line of its own leaves something out. */
  private static List<String> parts(String block) {
    return Stream.of(block.split("(?m)^\\s*…\\s*$")).map(ApiDocumentTest::flat).toList();
  }

  private static List<String> blocks(String page) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(read(ROOT.resolve("docs").resolve(page)));
    while (matcher.find()) {
      blocks.add(matcher.group(2));
    }
    return blocks;
  }

  @Test
  void everyBlockOfThePageIsCompiled() {
    String sources =
        SOURCES.stream().map(each -> flat(read(ROOT.resolve(each)))).collect(Collectors.joining());
    List<String> blocks = blocks("api.md");
    assertThat(blocks).hasSizeGreaterThan(15);
    for (String block : blocks) {
      assertThat(parts(block)).as(block).allMatch(sources::contains);
    }
  }
}
