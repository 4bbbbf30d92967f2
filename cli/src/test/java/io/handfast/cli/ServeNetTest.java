package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code handfast serve}, fetched by curl. */
@NetTest
class ServeNetTest {
  private static final String V4 = "http://10.7.0.2/";
  private static final String V6 = "http://[fd00::2]/";

  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private Process serve(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve",
                directory.toString(),
                "--address",
                "10.7.0.2/24",
                "--address",
                "fd00::2/64"));
    arguments.addAll(List.of(more));
    return sandbox.handfastUntil("Stop with", arguments.toArray(String[]::new));
  }

  private void file(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Files.write(directory.resolve(name), content);
  }

  private String sum(String fetch) {
    String[] words = sandbox.run("sh", "-c", fetch + " | sha256sum").output().split(" ");
    return words[0];
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(strings = {"on", "off"})
  void filesOfAllSizesArriveUnchangedOverBothFamilies(String offload) throws Exception {
    file("byte", 1);
    file("mebibyte", 1 << 20);
    file("hundred", 100 << 20);
    serve("--offload", offload);

    for (String name : List.of("byte", "mebibyte", "hundred")) {
      String expected = sum("cat " + directory.resolve(name));
      for (String server : List.of(V4, V6)) {
        assertThat(sum("curl -gsSf -m 60 " + server + name)).as(server + name).isEqualTo(expected);
      }
    }
  }

  @Test
  void twoHundredFetchesShareOneConnection() throws Exception {
    file("small", 3_000);
    serve();

    String curl =
        sandbox
            .run(
                "curl",
                "-sSf",
                "-m",
                "30",
                "-w",
                "\n%{num_connects} %{http_code} %{size_download}\n",
                "-o",
                "/dev/null",
                "--url",
                V4 + "small?[1-200]")
            .output();

    List<String> lines = curl.lines().filter(line -> !line.isBlank()).toList();
    assertThat(lines).hasSize(200).allMatch(line -> line.endsWith(" 200 3000"));
    assertThat(lines.stream().filter(line -> line.startsWith("1 "))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--http1.0, http, 1.1",
    "--http1.1, http, 1.1",
    "--http2-prior-knowledge, http, 2",
    "--http1.1, https, 1.1",
    "--http2, https, 2"
  })
  void everyVersionOfHttpIsSpoken(String option, String scheme, String version) throws Exception {
    file("small", 3_000);
    serve("--tls");
    String fetch = "curl -skSf -m 30 " + option + " " + scheme + "://10.7.0.2/small";
    assertThat(sum(fetch)).isEqualTo(sum("cat " + directory.resolve("small")));
    assertThat(sandbox.run("sh", "-c", fetch + " -o /dev/null -w '%{http_version}'").output())
        .isEqualTo(version);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    serve();
    String curl =
        sandbox.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", V4 + "none").output();
    assertThat(curl).isEqualTo("404");
  }

  @Test
  void sigtermEndsItWithZeroAndTakesTheDeviceAway() throws Exception {
    Process server = serve();
    server.destroy();
    assertThat(server.waitFor()).isZero();
    assertThat(sandbox.run("ip", "link", "show", "hf0").code()).isNotZero();
  }

  @Test
  void sigintEndsItWith130() throws Exception {
    assumeFalse(ignoresSigint(), "SIGINT is ignored here, as in a shell's background job");
    Process server = serve();
    sandbox.run("kill", "-INT", Long.toString(server.pid()));
    assertThat(server.waitFor()).isEqualTo(130);
  }

  /** What this JVM ignores its children ignore as well (signal(7)). */
  private static boolean ignoresSigint() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String ignored = lines.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
      return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 1L << 2 - 1) != 0;
    }
  }

  @Test
  void sysctlReadsAndChangesARunningInstance() {
    serve("--sysctl", "net.ipv4.tcp_fin_timeout=30");
    assertThat(sandbox.handfast("sysctl", "tcp_fin_timeout").output())
        .isEqualToIgnoringNewLines("net.ipv4.tcp_fin_timeout = 30");
    assertThat(sandbox.handfast("sysctl", "tcp_syncookies=2", "tcp_fin_timeout=31").code())
        .isZero();
    assertThat(sandbox.handfast("sysctl", "-a").output())
        .contains("net.ipv4.tcp_syncookies = 2", "net.ipv4.tcp_fin_timeout = 31");
    assertThat(sandbox.run("curl", "-s", "-o", "/dev/null", V4).code()).isZero();
    assertThat(sandbox.handfast("netstat", "-s").output()).contains("SyncookiesRecv: 1");
    Sandbox.Outcome wrong = sandbox.handfast("sysctl", "tcp_sincookies=1");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.output()).contains("did you mean 'net.ipv4.tcp_syncookies'?");
  }

  /** The line of the tutorials, with a half-open connection made by hand. */
  @Test
  void netstatShowsAHalfOpenConnection() {
    serve();
    sandbox.run("ip", "route", "add", "blackhole", "198.18.0.0/15");
    String spoofed =
        "import socket,struct\n"
            + "s=socket.socket(socket.AF_INET,socket.SOCK_RAW,socket.IPPROTO_RAW)\n"
            + "def c(b):\n"
            + "  t=sum(struct.unpack('!%dH'%(len(b)//2),b))\n"
            + "  t=(t>>16)+(t&0xffff)\n"
            + "  return ~(t+(t>>16))&0xffff\n"
            + "a=socket.inet_aton('198.18.0.9');d=socket.inet_aton('10.7.0.2')\n"
            + "h=struct.pack('!HHIIBBHHH',2000,80,1,0,80,2,9000,0,0)\n"
            + "k=c(a+d+struct.pack('!HH',6,20)+h)\n"
            + "h=h[:16]+struct.pack('!H',k)+h[18:]\n"
            + "i=struct.pack('!BBHHHBBH4s4s',69,0,40,0,0,64,6,0,a,d)\n"
            + "s.sendto(i+h,('10.7.0.2',0))\n";
    assertThat(sandbox.run("python3", "-c", spoofed).output()).isEmpty();
    assertThat(sandbox.handfast("netstat", "-nap").output())
        .containsPattern("tcp +0 +0 10\\.7\\.0\\.2:80 +198\\.18\\.0\\.9:2000 +SYN_RECV +\\d+/");
    assertThat(sandbox.handfast("ss", "-tan", "state", "syn-recv", "dst", "198.18.0.0/15").output())
        .contains("198.18.0.9:2000");
  }

  @Test
  void ssShowsTheListenerAndTheConnections() throws Exception {
    file("mebibyte", 1 << 20);
    serve();
    Process slow =
        sandbox.start(
            List.of("curl", "-s", "--limit-rate", "1k", "-o", "/dev/null", V4 + "mebibyte"));
    String listening = sandbox.handfast("ss", "-ltn").output();
    assertThat(listening).containsPattern("LISTEN +0 +50 +\\*:80 +\\*:\\*");

    String connected = sandbox.handfast("ss", "-tnoi", "--tun", "hf0").output();
    assertThat(slow.isAlive()).isTrue();
    assertThat(connected)
        .containsPattern("ESTAB +0 +\\d+ +10\\.7\\.0\\.2:80 +10\\.7\\.0\\.1:\\d+")
        .containsPattern("ts sack \\S+ wscale:\\d+,\\d+ rto:\\d+.* rtt:.* mss:1448 cwnd:\\d+")
        .doesNotContain("LISTEN");
  }
}
