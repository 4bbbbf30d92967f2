package io.handfast.sim.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OwnScriptsTest {
  /** An expected segment without SYN, whose numbers are absolute, up to its length. */
  private static final Pattern EXPECTATION = Pattern.compile("(> [^S ]+ +)(\\d+):(\\d+)\\(");

  private static Path resource(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(OwnScriptsTest.class.getResource(name), name);
    return Path.of(url.toURI());
  }

  @TestFactory
  Stream<DynamicTest> everyScriptPassesStrictlyInEveryMode()
      throws IOException, URISyntaxException {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(resource("/drill"))) {
      scripts = files.filter(file -> file.toString().endsWith(".pkt")).sorted().toList();
    }
    assertThat(scripts).hasSizeGreaterThan(10);
    return scripts.stream()
        .flatMap(script ->
            Stream.of(Mode.values())
                .filter(mode -> isFor(script.toString(), mode))
                .map(mode ->
                    DynamicTest.dynamicTest(
                        script.getFileName() + " " + mode.label(), () -> passes(script, mode))));
  }

  /** Scripts whose names end in a family are for that one. */
  private static boolean isFor(String name, Mode mode) {
    return mode.ipv4() ? !name.endsWith("-v6.pkt") : !name.endsWith("-v4.pkt");
  }

  private static void passes(Path script, Mode mode) throws IOException {
    Verdict verdict = Drill.run(script, DrillOptions.STRICT.in(mode));
    assertThat(verdict.reason()).isEmpty();
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PASS);
    assertThat(verdict.strict()).isTrue();
  }

  /** A runner that overlooks something would pass these, too. */
  @TestFactory
  Stream<DynamicTest> noExpectationCanBeFalsified() throws IOException, URISyntaxException {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(resource("/drill"))) {
      scripts = files.filter(file -> file.toString().endsWith(".pkt")).sorted().toList();
    }
    return scripts.stream()
        .map(script ->
            DynamicTest.dynamicTest(
                script.getFileName().toString(), () -> everyLineMatters(script)));
  }

  private static void everyLineMatters(Path script) throws IOException {
    List<String> lines = Files.readAllLines(script);
    for (int i = 0; i < lines.size(); i++) {
      Matcher expectation = EXPECTATION.matcher(lines.get(i));
      if (expectation.find()) {
        List<String> falsified = new ArrayList<>(lines);
        long from = Long.parseLong(expectation.group(2)) + 1;
        long to = Long.parseLong(expectation.group(3)) + 1;
        falsified.set(i, expectation.replaceFirst("$1" + from + ":" + to + "("));
        Mode mode = isFor(script.toString(), Mode.IPV4) ? Mode.IPV4 : Mode.IPV6;
        Verdict verdict =
            Drill.run("falsified", String.join("\n", falsified), DrillOptions.STRICT.in(mode));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.FAIL);
        assertThat(verdict.reason())
            .startsWith("line " + (i + 1) + ": ")
            .contains("the sequence number differs");
      }
    }
  }

  @Test
  void aWrongScriptFailsWithTheLineAndWhatDiffers() throws IOException, URISyntaxException {
    Verdict verdict = Drill.run(resource("/drill/wrong/wrong-ack.pkt"), DrillOptions.STRICT);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.FAIL);
    assertThat(verdict.reason())
        .isEqualTo(
            "line 12: expected > . 1:1(0) ack 201 at 0.060000 s;"
                + " the stack sent > . 1:1(0) ack 101 win 65436 at 0.020000 s:"
                + " the acknowledgement number differs, the time differs");
    assertThat(verdict.toJson()).contains("\"verdict\":\"fail\",\"strict\":true,\"reason\":\"line");
  }

  @Test
  void whatTheStackDoesNotHaveIsUnsupportedNotPassed() {
    Verdict verdict =
        Drill.run(
            "proxy",
            """
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 send(3, ..., 10, 0x10) = 10
            """,
            DrillOptions.STRICT);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNSUPPORTED);
    assertThat(verdict.reason()).isEqualTo("line 2: sending with flags 0x10");
  }

  @Test
  void aCallThatWouldBlockUnannouncedFails() {
    String script =
        """
        0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 bind(3, ..., ...) = 0
        +0 listen(3, 1) = 0
        """;
    assertThat(Drill.run("x", script + "+0 accept(3, ..., ...) = 4", DrillOptions.STRICT).reason())
        .isEqualTo("line 4: accept would block");
    Verdict pending =
        Drill.run("x", script + "+0...0.1 accept(3, ..., ...) = 4", DrillOptions.STRICT);
    assertThat(pending.reason())
        .isEqualTo("line 4: accept is still blocked at the end of the script");
  }

  @Test
  void aDefectOfTheScriptIsAnError() {
    Verdict verdict = Drill.run("x", "0 close(7) = 0", DrillOptions.STRICT);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.ERROR);
    assertThat(verdict.reason()).isEqualTo("line 1: descriptor 7 is not open");
  }
}
