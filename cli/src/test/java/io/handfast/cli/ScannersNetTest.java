package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * nmap and hping3 against a host of ours, port 80 open and its neighbours closed: the answers of
 * RFC 9293 section 3.10.7, and nothing that falls over.
 */
@NetTest
@Timeout(240)
class ScannersNetTest {
  private static final String HOST = "10.7.0.2";

  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private void serve(String... sysctls) throws IOException {
    Files.writeString(directory.resolve("file"), "hello");
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("serve", directory.toString(), "--address", HOST + "/24"));
    for (String each : sysctls) {
      arguments.addAll(List.of("--sysctl", each));
    }
    sandbox.handfastUntil("Stop with", arguments.toArray(String[]::new));
  }

  /** It still serves, and no packet met a defect. */
  private void isWell() {
    assertThat(sandbox.run("curl", "-sS", "-m", "5", "http://" + HOST + "/file").output())
        .isEqualTo("hello");
    assertThat(sandbox.handfast("netstat", "-s").output())
        .doesNotContainPattern("(PacketErrors|TCPAssertions): [1-9]");
  }

  private String nmap(String scan) {
    return sandbox
        .run("nmap", "-n", "-Pn", "--max-retries", "2", scan, "-p", "79,80,81", HOST)
        .output();
  }

  /**
   * A SYN gets SYN-ACK or reset. FIN, Xmas (FIN, PSH, URG) and null scans get a reset from a closed
   * port and nothing from an open one, which nmap calls open|filtered.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "-sS, open",
    "-sT, open",
    "-sF, 'open|filtered'",
    "-sX, 'open|filtered'",
    "-sN, 'open|filtered'",
    "-sA, unfiltered"
  })
  void nmapReadsTheAnswersOfTheRfc(String scan, String open) throws Exception {
    assumeTrue(sandbox.has("nmap"), "needs nmap");
    serve();
    String closed = scan.equals("-sA") ? "unfiltered" : "closed";
    assertThat(nmap(scan))
        .containsPattern("79/tcp +" + closed + " ")
        .containsPattern("80/tcp +" + open.replace("|", "\\|") + " ")
        .containsPattern("81/tcp +" + closed + " ");
    isWell();
    assertThat(halfOpen()).isZero();
  }

  /** Odd flags, options and fragments by the dozen; which system it takes us for is its affair. */
  @Test
  void nmapTriesToTellTheSystem() throws Exception {
    assumeTrue(sandbox.has("nmap"), "needs nmap");
    serve();
    String seen = sandbox.run("nmap", "-n", "-Pn", "-O", "-p", "79,80,81", HOST).output();
    assertThat(seen).contains("Nmap done").containsPattern("80/tcp +open ");
    assertThat(seen).doesNotContain("TCP Sequence Prediction: Difficulty=0");
    isWell();
  }

  private long halfOpen() {
    return sandbox.handfast("ss", "-tan", "state", "syn-recv").output().lines().skip(1).count();
  }

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "-S, 80, flags=SA",
    "-S, 81, flags=RA",
    "-A, 80, flags=R ",
    "-A, 81, flags=R ",
    "-F, 81, flags=RA",
    "-F, 80, '100% packet loss'",
    "-R, 80, '100% packet loss'",
    "-R, 81, '100% packet loss'",
    "-SF, 80, '100% packet loss'",
    "-SR, 80, '100% packet loss'"
  })
  void hpingGetsTheAnswersOfTheRfc(String flags, String port, String answer) throws Exception {
    assumeTrue(sandbox.has("hping3"), "needs hping3");
    serve();
    String seen =
        sandbox.run("hping3", "-n", flags, "-p", port, "-c", "2", "-i", "u100000", HOST).output();
    assertThat(seen).contains(answer);
    isWell();
  }

  /** 5,000 SYNs from anywhere; with one repetition each record is gone after 3 s. */
  @Test
  void theSynQueueDrainsAfterASpoofedFlood() throws Exception {
    serve("net.ipv4.tcp_synack_retries=1");
    // The kernel is not to answer our SYN-ACKs with resets: there is no way to those sources.
    sandbox.run("ip", "route", "add", "blackhole", "198.18.0.0/15");
    Path script = directory.resolve("spoofed_syns.py");
    try (var in = ScannersNetTest.class.getResourceAsStream("spoofed_syns.py")) {
      Files.copy(in, script);
    }
    sandbox.run("python3", script.toString(), HOST, "5000", "1");
    assertThat(halfOpen()).isPositive();
    assertThat(sandbox.run("curl", "-sS", "-m", "2", "http://" + HOST + "/file").output())
        .isEqualTo("hello");
    Thread.sleep(4_000);
    assertThat(halfOpen()).isZero();
    isWell();
  }

  /** hping3 floods for a second, with random flags and sources too. */
  @Test
  void hpingFloodsBreakNothing() throws Exception {
    assumeTrue(sandbox.has("hping3"), "needs hping3");
    serve("net.ipv4.tcp_synack_retries=1");
    for (String flags : List.of("-S", "-A", "-F", "-SA", "-SFUP", "-Y", "-2", "-1")) {
      sandbox.run(
          "hping3", "-q", "-n", flags, "-p", "80", "-c", "2000", "-i", "u100", "-d", "20", HOST);
    }
    Thread.sleep(4_000);
    assertThat(halfOpen()).isZero();
    isWell();
  }
}
