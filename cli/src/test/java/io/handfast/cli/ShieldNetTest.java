package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.handfast.host.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code handfast shield} between two namespaces: a server of the kernel's inside, honest clients
 * and a flood of spoofed SYNs outside.
 */
@NetTest
class ShieldNetTest {
  private static final String SERVER = "203.0.113.80";
  private static final int CLIENTS = 40;

  private final Sandbox outside = new Sandbox();
  private final Sandbox inside = new Sandbox();
  @TempDir private Path directory;
  private Process shield;
  private byte[] content;

  @AfterEach
  void letGo() {
    inside.close();
    outside.close();
  }

  private void shield(String mode) throws IOException {
    long server = inside.start(List.of("sleep", "300")).pid();
    shield =
        outside.handfastUntil(
            "Stop with",
            "shield",
            "--tun",
            "out0",
            "--address",
            "192.0.2.1/24",
            "--protect",
            "in0",
            "--protect-netns",
            "/proc/" + server + "/ns/net",
            "--protect-address",
            SERVER + "/24",
            "--mode",
            mode,
            "--json");
    outside.run("ip", "route", "add", "blackhole", "198.18.0.0/15");
    content = new byte[2_000_000];
    new Random(4).nextBytes(content);
    Files.write(directory.resolve("file"), content);
  }

  private void serve() throws Exception {
    if (inside.has("nginx")) {
      Path config = directory.resolve("nginx.conf");
      Files.writeString(
          config,
          "daemon off; master_process off; pid "
              + directory.resolve("pid")
              + "; error_log stderr; events { }\n"
              + "http { access_log off; server { listen 80; root "
              + directory
              + "; } }\n");
      inside.start(List.of("nginx", "-p", directory.toString(), "-c", config.toString()));
      Thread.sleep(500); // it says nothing when it is ready
    } else {
      inside.until(
          "Serving HTTP",
          inside.start(
              List.of("python3", "-u", "-m", "http.server", "80", "-d", directory.toString())));
    }
  }

  private Process flood(int perSecond, int seconds) throws IOException {
    Path script = directory.resolve("spoofed_syns.py");
    try (var in = ShieldNetTest.class.getResourceAsStream("spoofed_syns.py")) {
      Files.copy(in, script);
    }
    return outside.until(
        "flooding",
        outside.start(
            List.of(
                "python3",
                "-u",
                script.toString(),
                SERVER,
                Integer.toString(perSecond),
                Integer.toString(seconds))));
  }

  /** Spoofed SYNs that a capture inside shows. */
  private long spoofedIn(Path capture) {
    String lines =
        inside
            .run(
                "tcpdump",
                "-nr",
                capture.toString(),
                "src net 198.18.0.0/15 and tcp[tcpflags] & tcp-syn != 0")
            .output();
    return lines.lines().filter(line -> line.contains("198.1")).count();
  }

  private Map<?, ?> statistics() throws Exception {
    outside.run("kill", "-TERM", Long.toString(shield.pid()));
    String last = shield.inputReader().lines().reduce("", (_, line) -> line);
    assertThat(shield.waitFor()).isZero();
    return (Map<?, ?>) Json.read(last);
  }

  private static long number(Map<?, ?> statistics, String name) {
    return ((Number) statistics.get(name)).longValue();
  }

  @ParameterizedTest
  @CsvSource({"off", "cache", "cookies", "proxy", "adaptive"})
  void theServerKeepsServingHonestClientsUnderAFlood(String mode) throws Exception {
    assumeTrue(inside.has("tcpdump") && outside.has("curl"), "needs tcpdump and curl");
    shield(mode);
    serve();
    Path capture = Files.createTempFile("shield", ".pcap");
    try {
      Process dump =
          inside.until(
              "listening",
              inside.start(
                  List.of("tcpdump", "-U", "-i", "in0", "-s", "100", "-w", capture.toString())));
      Process flood = flood(5_000, 8);
      Thread.sleep(1_000);
      String url = "http://" + SERVER + "/file?[1-" + CLIENTS + "]";
      // HTTP/1.0 without keep-alive: a connection for each.
      String fetched =
          outside
              .run(
                  "curl",
                  "-sS",
                  "-0",
                  "-m",
                  "5",
                  "-o",
                  "/dev/null",
                  "-w",
                  "%{http_code} %{size_download} %{num_connects}\\n",
                  url)
              .output();
      assertThat(fetched.lines()).hasSize(CLIENTS).allMatch(line -> line.equals("200 2000000 1"));
      assertThat(flood.inputReader().readLine()).startsWith("sent ");
      inside.run("kill", "-INT", Long.toString(dump.pid()));
      dump.waitFor();
      Map<?, ?> counts = statistics();
      long spoofed = spoofedIn(capture);
      switch (mode) {
        case "off" -> assertThat(spoofed).isGreaterThan(10_000);
        // Until a quarter of 4,096 is half-open they pass, and each may come a few times.
        case "adaptive" -> assertThat(number(counts, "SynPassed")).isBetween(1_000L, 1_200L);
        default -> {
          assertThat(spoofed).isZero();
          assertThat(number(counts, "SynReceived")).isGreaterThan(10_000);
          assertThat(number(counts, "ServerConnected")).isEqualTo(CLIENTS);
        }
      }
    } finally {
      Files.deleteIfExists(capture);
    }
  }

  @ParameterizedTest
  @CsvSource({"cookies", "proxy"})
  void aDownloadIsByteExact(String mode) throws Exception {
    shield(mode);
    byte[] big = new byte[100_000_000];
    new Random(9).nextBytes(big);
    Files.write(directory.resolve("big"), big);
    serve();
    String expected =
        outside.run("sh", "-c", "sha256sum < " + directory.resolve("big")).output().split(" ")[0];
    String got =
        outside
            .run("sh", "-c", "curl -sSf -m 60 http://" + SERVER + "/big | sha256sum")
            .output()
            .split(" ")[0];
    assertThat(got).isEqualTo(expected);
  }

  /** The price: the client is connected before anybody knows whether the server is there. */
  @Test
  void aClosedPortConnectsAndIsReset() throws Exception {
    shield("cookies");
    String program =
        "import socket\n"
            + "s = socket.create_connection(('"
            + SERVER
            + "', 81), timeout=5)\n"
            + "try: print(s.recv(1))\n"
            + "except ConnectionResetError: print('reset')\n";
    assertThat(outside.run("python3", "-c", program).output()).contains("reset");
    assertThat(number(statistics(), "ServerRefused")).isEqualTo(1);
  }
}
