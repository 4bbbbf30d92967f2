package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names on the stack, asked of dnsmasq on the kernel's side. */
@NetTest
class NamesNetTest {
  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private void startDnsmasq(String... more) {
    assumeTrue(Tools.has("dnsmasq"), "dnsmasq is not installed (Debian: dnsmasq-base)");
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file="));
    command.addAll(List.of(more));
    sandbox.until("started", sandbox.start(command));
  }

  @Test
  void aNameIsFoundWithItsSteps() {
    startDnsmasq("--host-record=name.test,10.7.0.1,60", "--cname=alias.test,name.test");
    Sandbox.Outcome found =
        sandbox.handfast("resolve", "alias.test", "--dns", "10.7.0.1", "--trace");
    assertThat(found.output())
        .contains("alias.test is not in the hosts file")
        .contains("alias.test A is not in the cache")
        .contains("query     alias.test A to 10.7.0.1 over UDP")
        .contains("alias.test A from 10.7.0.1: NOERROR")
        .contains("name.test (dns)")
        .endsWith("\n10.7.0.1\n");
    assertThat(found.code()).isZero();
  }

  @Test
  void anAnswerThatDoesNotFitComesOverTcp() {
    List<String> records = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      records.add("--host-record=big.test,10.9.0." + i);
    }
    startDnsmasq(records.toArray(String[]::new));
    Sandbox.Outcome found = sandbox.handfast("resolve", "big.test", "--dns", "10.7.0.1", "--trace");
    assertThat(found.output())
        .contains("truncated big.test A: asking over TCP")
        .contains("big.test A to 10.7.0.1 over TCP")
        .contains("\n10.9.0.60\n");
  }

  @Test
  void addressesOfBothFamiliesAndTheNameOfAnAddress() {
    startDnsmasq("--host-record=both.test,10.7.0.1,fd00::1");
    String[] host = {"--address", "10.7.0.2/24", "--address", "fd00::2/64", "--dns", "10.7.0.1"};
    assertThat(sandbox.handfast(words("resolve", "both.test", host)).output())
        .isEqualTo("10.7.0.1\nfd00::1\n");
    assertThat(sandbox.handfast(words("resolve", "10.7.0.1", host)).output())
        .isEqualTo("both.test\n");
    assertThat(sandbox.handfast(words("resolve", "both.test", host, "--type", "AAAA")).output())
        .contains(";; NOERROR", "both.test AAAA", "IN AAAA fd00::1");
  }

  private static String[] words(String command, String name, String[] host, String... more) {
    List<String> all = new ArrayList<>(List.of(command, name));
    all.addAll(List.of(host));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aNameThatIsNotThereIsTheServersWord() {
    startDnsmasq("--address=/none.test/");
    Sandbox.Outcome none = sandbox.handfast("resolve", "none.test", "--dns", "10.7.0.1");
    assertThat(none.output())
        .isEqualTo("handfast: none.test: there is no such name (says the name server)\n");
    assertThat(none.code()).isEqualTo(1);
  }

  @Test
  void nobodyAtTheNameServersPortIsToldAtOnce() {
    long start = System.nanoTime();
    Sandbox.Outcome none = sandbox.handfast("resolve", "name.test", "--dns", "10.7.0.1");
    assertThat(none.output())
        .contains("name.test: name server 10.7.0.1 cannot be reached")
        .hasLineCount(1);
    assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
  }

  @Test
  void anUnmodifiedProgramGetsItsNamesFromTheStack() throws Exception {
    startDnsmasq("--host-record=name.test,10.7.0.1");
    Path program = directory.resolve("Ask.java");
    Files.writeString(
        program,
        "class Ask { public static void main(String[] a) throws Exception {"
            + " java.nio.channels.SocketChannel.open().close();"
            + " System.out.println(java.net.InetAddress.getByName(\"name.test\")); } }");
    Sandbox.Outcome asked =
        sandbox.handfast("run", "--dns", "10.7.0.1", "--", "java", program.toString());
    assertThat(asked.output()).contains("name.test/10.7.0.1");
  }
}
