package io.handfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.handfast.host.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code handfast gateway} between two namespaces: the world, with servers of the kernel's, and the
 * box, which has nothing but the TUN.
 */
@NetTest
class GatewayNetTest {
  private static final String SERVER = "198.51.100.1";

  private final Sandbox world = new Sandbox();
  private final Sandbox box = new Sandbox();
  @TempDir private Path directory;
  private Process gateway;
  private Path script;

  @AfterEach
  void letGo() {
    box.close();
    world.close();
  }

  private void gateway(String... more) throws IOException {
    script = directory.resolve("gateway.py");
    try (var in = GatewayNetTest.class.getResourceAsStream("gateway.py")) {
      Files.copy(in, script);
    }
    world.run("ip", "address", "add", SERVER + "/32", "dev", "lo");
    long inside = box.start(List.of("sleep", "300")).pid();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "gateway",
                "--netns",
                "/proc/" + inside + "/ns/net",
                "--address",
                "10.9.0.2/24",
                "--json"));
    arguments.addAll(List.of(more));
    gateway = world.handfastUntil("Stop with", arguments.toArray(String[]::new));
  }

  private Process server(String name) {
    return world.until("ready", world.start(python(name)));
  }

  private List<String> python(String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3", "-u", script.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private String client(String... arguments) {
    return box.run(python(arguments).toArray(String[]::new)).output();
  }

  /** Ends the gateway; what it counted. */
  private Map<?, ?> statistics() throws Exception {
    world.run("kill", "-TERM", Long.toString(gateway.pid())); // destroy() would close its output
    String last = gateway.inputReader().lines().reduce("", (_, line) -> line);
    assertThat(gateway.waitFor()).isZero();
    return (Map<?, ?>) Json.read(last);
  }

  private static long number(Map<?, ?> statistics, String name) {
    return ((Number) statistics.get(name)).longValue();
  }

  private static String sumOf(Sandbox sandbox, String command) {
    return sandbox.run("sh", "-c", command + " | sha256sum").output().split(" ")[0];
  }

  @Test
  void aDownloadOf300MegabytesIsByteExact() throws Exception {
    byte[] content = new byte[300_000_000];
    new Random(1).nextBytes(content);
    Files.write(directory.resolve("big"), content);
    gateway();
    world.until(
        "Serving HTTP",
        world.start(
            List.of("python3", "-u", "-m", "http.server", "8000", "-d", directory.toString())));
    String expected = sumOf(world, "cat " + directory.resolve("big"));
    assertThat(sumOf(box, "curl -sSf -m 80 http://" + SERVER + ":8000/big")).isEqualTo(expected);
    assertThat(number(statistics(), "bytesIn")).isGreaterThan(300_000_000L);
  }

  @Test
  void anHttp2LoadIsByteExact() throws Exception {
    assumeTrue(world.has("nghttpd") && box.has("h2load"), "needs nghttpd and h2load");
    Files.write(directory.resolve("small"), new byte[20_000]);
    gateway();
    world.start(List.of("nghttpd", "--no-tls", "-d", directory.toString(), "8080"));
    Thread.sleep(500); // it says nothing when it is ready
    String load =
        box.run("h2load", "-n", "10000", "-c", "20", "-m", "20", "http://" + SERVER + ":8080/small")
            .output();
    assertThat(load).contains("10000 succeeded, 0 failed, 0 errored, 0 timeout");
    assertThat(load).contains("(200000000) data");
  }

  @Test
  void eachDirectionEndsByItself() throws Exception {
    gateway();
    server("answers-after-fin");
    Process finisher = server("finishes-first");
    String seen = client("half-close");
    assertThat(seen).contains("answered whole", "server said goodbye");
    String sum = seen.lines().filter(line -> line.startsWith("sent ")).findFirst().orElseThrow();
    assertThat(finisher.inputReader().readLine()).isEqualTo("got 2000000 " + sum.substring(5));
    assertThat(number(statistics(), "resets")).isZero();
  }

  @Test
  void resetsPassInBothDirections() throws Exception {
    gateway();
    server("resets");
    Process victim = server("waits-for-reset");
    assertThat(client("be-reset")).contains("was reset");
    client("do-reset");
    assertThat(victim.inputReader().readLine()).isEqualTo("was reset");
    assertThat(number(statistics(), "resets")).isEqualTo(2);
  }

  @Test
  void aDeadUpstreamLooksAsItIs() throws Exception {
    gateway();
    world.run("ip", "route", "add", "unreachable", "203.0.113.1");
    // A TUN that nobody reads swallows what goes there; the kernel gives up after 1 + 2 s.
    world.run("ip", "tuntap", "add", "deaf", "mode", "tun");
    world.run("ip", "link", "set", "deaf", "up");
    world.run("ip", "route", "add", "203.0.113.2", "dev", "deaf");
    world.run("sysctl", "-qw", "net.ipv4.tcp_syn_retries=1");
    world.run("sysctl", "-qw", "net.ipv4.tcp_syn_linear_timeouts=0");

    assertThat(connect(SERVER, 81)).contains("111"); // ECONNREFUSED
    assertThat(connect("203.0.113.1", 81)).contains("113"); // EHOSTUNREACH
    assertThat(connect("203.0.113.2", 81)).contains("timed out");
    Map<?, ?> statistics = statistics();
    assertThat(number(statistics, "refused")).isEqualTo(2);
    assertThat(number(statistics, "ignored")).isPositive();
  }

  private String connect(String host, int port) {
    String program =
        "import socket\n"
            + "try: socket.create_connection(('"
            + host
            + "', "
            + port
            + "), timeout=8)\n"
            + "except Exception as e: print(e.errno, e)\n";
    return box.run("python3", "-c", program).output();
  }

  @Test
  void datagramsPassAndAClosedPortIsTold() throws Exception {
    gateway();
    server("udp-echo");
    assertThat(client("udp-client").lines()).containsExactly("echo hi", "refused");
  }

  @Test
  void throughSocks5() throws Exception {
    gateway("--socks5", "127.0.0.1:1080");
    server("socks");
    server("answers-after-fin");
    server("finishes-first");
    server("udp-echo");
    assertThat(client("half-close")).contains("answered whole", "server said goodbye");
    assertThat(connect(SERVER, 81)).contains("111");
    assertThat(client("udp-ask").lines()).containsExactly("True", "True", "True");
  }

  @Test
  @Timeout(180)
  void tenThousandFlowsHoldAtOnce() throws Exception {
    int descriptors = Integer.parseInt(world.run("sh", "-c", "ulimit -Hn").output().strip());
    assumeTrue(descriptors > 10_100, "needs more than 10,100 open files");
    gateway("--sysctl", "net.core.somaxconn=4096");
    server("echo");
    Process many = box.start(python("many", "10000"));
    box.until("right answers 20000", many);
    box.until("ready", many);
    Map<?, ?> statistics = statistics();
    assertThat(number(statistics, "open")).isEqualTo(10_000);
    assertThat(number(statistics, "upstreamErrors")).isZero();
  }
}
