package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    Process server = serve();
    sandbox.run("kill", "-INT", Long.toString(server.pid()));
    assertThat(server.waitFor()).isEqualTo(130);
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
