package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as far as it needs no network. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void withoutACommandItShowsItsHelp() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("serve", "get", "run", "ss", "bench");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drill",
        "serve",
        "get",
        "run",
        "ss",
        "netstat",
        "sysctl",
        "top",
        "bench",
        "bench serve"
      })
  void everyCommandHasHelpWithExamples(String command) {
    String[] arguments = (command + " --help").split(" ");
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("Examples:", "handfast " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve .", "get http://10.7.0.1/", "run java", "bench serve"})
  void theOptionsOfAHostAreTheSameEverywhere(String command) {
    String help = CommandLine.Help.Ansi.OFF.string(usageOf(command.split(" ")));
    assertThat(help)
        .contains(
            "--tun",
            "--address",
            "--peer",
            "--mtu",
            "--offload",
            "--capture",
            "--profile",
            "--sysctl");
  }

  private static String usageOf(String[] words) {
    CommandLine command = Main.commandLine().getSubcommands().get(words[0]);
    CommandLine last = words[0].equals("bench") ? command.getSubcommands().get("serve") : command;
    return last.getUsageMessage();
  }

  @Test
  void benchSynPrintsWhatAnsweringCosts() {
    assertThat(run("bench", "syn", "--seconds", "0.05")).isZero();
    assertThat(out.toString())
        .containsPattern("IPv4, SYN cookies .* 100%")
        .containsPattern("IPv6, SYN cookies .* 100%")
        .containsPattern("no cookies .* 0%");
  }

  @Test
  void benchScaleOpensCarriesAndCloses() {
    assertThat(run("bench", "scale", "--connections", "2000")).isZero();
    assertThat(out.toString())
        .contains("2,000 of 2,000 carried a byte each way", "2,000 timers due at once")
        .contains("2,000 in TIME-WAIT");
  }

  @Test
  void theVersionIsShown() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("handfast ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | nonsense",
        "serve | DIR",
        "serve . --address 10.7.0.2/33 | 33",
        "serve . --address ten | ten",
        "serve . --peer 1.2.3 | 1.2.3",
        "serve . --mtu 100 | 1280 to 65535",
        "serve . --mtu 65536 | 1280 to 65535",
        "serve . --offload maybe | maybe",
        "serve . --profile bsd | bsd",
        "serve . --port x | x",
        "get | URL",
        "get mailto:somebody | not an http URL",
        "get http://a/ --http 3 | none of 1.0, 1.1 and 2",
        "get http://a/ --http 2 --pipeline | goes with HTTP/1.1",
        "compare-http --requests 0 | 1 to 1000",
        "nc 10.7.0.1 | HOST and PORT",
        "nc -l ssh | no port",
        "resolve a --type AAAAA | no type of record",
        "bench serve --api threads | threads",
        "bench --measures speed | none of [rx-vnet",
        "bench --stacks linux | none of [handfast-inline",
        "bench --runs 0 | above 0",
        "drill | FILE",
        "drill nowhere.pkt | nowhere.pkt",
        "drill . --mode ipv5 | ipv5",
        "drill . --profile freebsd | freebsd",
      })
  void wrongUsageIsToldInOneLineAndExitCodeTwo(String arguments, String expected) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("handfast: ")
        .contains(expected);
  }

  @Test
  void aDirectoryThatIsNotThereIsAFailure() {
    assertThat(run("serve", "/no/such/directory")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("handfast: not a directory: /no/such/directory\n");
  }

  @Test
  void ssWithoutInstancesSaysSo() {
    assertThat(run("ss", "--tun", "nosuchtun0")).isEqualTo(1);
    assertThat(err.toString()).contains("no instance", "nosuchtun0");
  }

  @Test
  void runRefusesWhatIsNoLoopback() {
    assertThat(run("run", "--loopback", "both", "--", "java", "-version")).isEqualTo(2);
    assertThat(err.toString()).contains("'--loopback': neither stack nor kernel");
  }

  @Test
  void drillSaysWhatDiffersAndExitsWithOne(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.pkt"), "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
    assertThat(run("drill", folder.toString())).isZero();
    assertThat(out.toString()).contains("pass", "a.pkt", "1 script: 1 pass");
    Files.writeString(folder.resolve("b.pkt"), "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3 oops");
    assertThat(run("drill", "--json", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("\"verdict\":\"pass\"", "\"verdict\":\"error\"");
  }
}
