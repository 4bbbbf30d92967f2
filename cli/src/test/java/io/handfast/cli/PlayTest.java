package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.sim.scenario.Scenarios;
import io.handfast.trace.TextColumns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code handfast play}. */
class PlayTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path folder;

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void theListNamesEveryScenario() {
    assertThat(run("play", "--list", "--locale", "en")).isZero();
    assertThat(out.toString()).contains("Opening", "Closing").contains(Scenarios.names());
    assertThat(run("play", "--list", "--locale", "zh")).isZero();
    assertThat(out.toString()).contains("建立连接", "三次握手");
  }

  @Test
  void aScenarioIsExplained() {
    assertThat(run("play", "lost-syn-ack", "--locale", "en")).isZero();
    assertThat(out.toString())
        .contains("The SYN-ACK is lost", "dropped by a rule", "repaired at 1.050000")
        .contains("timer ran out (1) after 1 s", "RFC 9293 §3.10.7", "✓ client's connect succeeds");
  }

  /** A cell of a Chinese character is two columns wide: both lines of time stay straight. */
  @ParameterizedTest
  @ValueSource(strings = {"lost-syn-ack", "lost-last-ack", "rebooted-peer", "zero-window"})
  void theChineseDiagramIsAligned(String name) {
    assertThat(run("play", name, "--locale", "zh")).isZero();
    List<String> bars =
        out.toString().lines().filter(each -> each.matches(".*[│┊┬┴].*[│┊┬┴].*")).toList();
    assertThat(bars).hasSizeGreaterThan(5);
    for (String side : List.of("first", "last")) {
      assertThat(bars.stream().map(each -> column(each, side)).distinct()).hasSize(1);
    }
    assertThat(out.toString()).doesNotContain("the SYN", "sent again");
  }

  private static int column(String line, String side) {
    List<Integer> at = new java.util.ArrayList<>();
    for (int i = 0; i < line.length(); i++) {
      if ("│┊┬┴".indexOf(line.charAt(i)) >= 0) {
        at.add(TextColumns.width(line.substring(0, i)));
      }
    }
    return side.equals("first") ? at.getFirst() : at.getLast();
  }

  @Test
  void whatIsDroppedMoreIsRepaired() {
    assertThat(
            run("play", "handshake", "--drop", "SYN", "--drop", "the first ACK", "--locale", "en"))
        .isZero();
    assertThat(out.toString())
        .contains("dropped by a rule", "sent again")
        .doesNotContain("✗ client");
  }

  @Test
  void aVerdictThatIsNotMetIsExitCodeOne() throws IOException {
    String wrong = Scenarios.source("handshake").orElseThrow().replace("ok at 100ms", "ok at 99ms");
    Path file = Files.writeString(folder.resolve("wrong.yaml"), wrong);
    assertThat(run("play", file.toString(), "--locale", "en")).isEqualTo(1);
    assertThat(out.toString())
        .contains("✗ client's connect succeeds at 0.099 s; instead: ok 100ms");
  }

  @Test
  void aFileThatCannotBeReadIsToldWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.yaml"), "group: openin\n");
    assertThat(run("play", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("bad.yaml:1: no group 'openin'; did you mean 'opening'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lost-synack | did you mean 'lost-syn-ack'",
        "handshake --show sss | --show takes ss, netstat or dump",
        "handshake --show ss --host sever | there is client, server",
        "handshake --at soon | --at takes a time like 200ms",
        "handshake --drop SYNN | did you mean 'SYN'?",
        "handshake --locale fr | --locale takes en or zh, not 'fr'",
        "handshake --host client | --host belongs to --show",
      })
  void wrongUsageIsTold(String arguments, String expected) {
    assertThat(run(("play " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("handfast: ").contains(expected);
  }

  @Test
  void aHostIsShownAtAMoment() {
    assertThat(run("play", "old-duplicate-syn", "--at", "100.1s", "--show", "netstat")).isZero();
    assertThat(out.toString()).containsPattern("10.0.0.2:80 +10.0.0.1:\\d+ +SYN_RECV");
    assertThat(run("play", "close-wait-leak", "--at", "1h", "--show", "ss", "--host", "server"))
        .isZero();
    assertThat(out.toString().lines().filter(each -> each.startsWith("CLOSE-WAIT"))).hasSize(3);
    assertThat(run("play", "lost-syn", "--show", "dump", "--host", "client")).isZero();
    assertThat(out.toString()).containsPattern("TcpExtTCPSynRetrans +1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void theSvgStandsAlone(String locale) throws IOException {
    Path svg = folder.resolve("d.svg");
    assertThat(run("play", "lost-syn-ack", "--svg", svg.toString(), "--locale", locale)).isZero();
    String text = Files.readString(svg);
    assertThat(text).contains("prefers-color-scheme: dark", "SYN,ACK", "SYN-RECEIVED", "<title");
    assertThat(text.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "href");
  }

  @Test
  void theStateDiagramShowsBothWays() throws IOException {
    Path svg = folder.resolve("states.svg");
    assertThat(
            run(
                "play",
                "simultaneous-close",
                "--states",
                "--svg",
                svg.toString(),
                "--locale",
                "zh"))
        .isZero();
    assertThat(out.toString())
        .contains("▌   CLOSING    ▐", "━━ client   ══ server   ┄┄ 未经过")
        .contains("FIN-WAIT-1   → CLOSING");
    assertThat(Files.readString(svg)).contains("class=\"a\"", "class=\"b\"", "CLOSING");
  }

  @Test
  void theCaptureTheJsonAndTheMarkdownAreWritten() throws IOException {
    Path file = folder.resolve("c.pcapng");
    assertThat(run("play", "four-way-close", "--json", "--pcapng", file.toString())).isZero();
    assertThat(out.toString()).contains("\"scenario\":\"four-way-close\"", "\"met\":true");
    assertThat(Files.size(file)).isGreaterThan(500);
    assertThat(run("play", "four-way-close", "--markdown", "--locale", "en")).isZero();
    assertThat(out.toString()).contains("# The four-way close", "```text", "- ✓ client passes");
  }

  @Test
  void theSameSeedGivesTheSameText() {
    run("play", "bursty-network", "--seed", "7", "--json");
    String first = out.toString();
    out.getBuffer().setLength(0);
    run("play", "bursty-network", "--seed", "7", "--json");
    assertThat(out.toString()).isEqualTo(first);
  }
}
