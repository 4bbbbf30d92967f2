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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From URL to page, with dnsmasq and nginx on the kernel's side. */
@NetTest
@Timeout(60)
class HttpNetTest {
  private static final String PAGE = "a page of nginx's\n".repeat(200);

  private final Sandbox sandbox = new Sandbox();
  @TempDir private Path directory;

  @BeforeEach
  void startServers() throws IOException {
    for (String each : List.of("dnsmasq", "nginx", "openssl")) {
      assumeTrue(Tools.has(each), each + " is not installed");
    }
    startDnsmasq();
    startNginx();
  }

  private void startDnsmasq() {
    sandbox.until(
        "started",
        sandbox.start(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file=",
                "--host-record=name.test,10.7.0.1,60",
                "--host-record=nobody.test,10.7.0.77,60")));
  }

  private void startNginx() throws IOException {
    String key = directory.resolve("key.pem").toString();
    String certificate = directory.resolve("cert.pem").toString();
    String made =
        sandbox
            .run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=name.test",
                "-keyout",
                key,
                "-out",
                certificate)
            .output();
    assertThat(Path.of(certificate)).as(made).exists();
    Files.writeString(directory.resolve("index.html"), PAGE);
    Files.writeString(directory.resolve("nginx.conf"), configuration(key, certificate));
    sandbox.start(
        List.of("nginx", "-c", directory.resolve("nginx.conf").toString(), "-e", "stderr"));
    sandbox.run(
        "sh", "-c", "for i in $(seq 100); do ss -ltn | grep -q :443 && exit; sleep 0.1; done");
  }

  private String configuration(String key, String certificate) {
    return """
    daemon off;
    user root;
    pid %1$s/nginx.pid;
    events {}
    http {
      access_log off;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      server {
        listen 80;
        listen 443 ssl http2;
        ssl_certificate %3$s;
        ssl_certificate_key %2$s;
        root %1$s;
      }
    }
    """
        .formatted(directory, key, certificate);
  }

  @AfterEach
  void letGo() {
    sandbox.close();
  }

  private Sandbox.Outcome handfast(String... words) {
    return sandbox.handfast(
        Stream.concat(Stream.of(words), Stream.of("--dns", "10.7.0.1")).toArray(String[]::new));
  }

  @Test
  void everyPhaseIsShownWithItsPackets() {
    Sandbox.Outcome get = handfast("get", "http://name.test/", "--timeline", "-v");
    assertThat(get.code()).as(get.output()).isZero();
    assertThat(phase(get, "Hosts and cache")).contains("knows nothing of name.test");
    assertThat(phase(get, "DNS Lookup")).contains("name.test is [10.7.0.1]").contains("  2  ");
    assertThat(phase(get, "Initial connection")).contains("to 10.7.0.1 port 80").contains("  3  ");
    assertThat(phase(get, "Content Download")).contains("200, " + PAGE.length() + " bytes");
    assertThat(get.output())
        .containsSubsequence(
            "DNS Lookup",
            "▶ IP 10.7.0.2.",
            "Initial connection",
            "Flags [S]",
            "Flags [S.]",
            "Request sent",
            "Flags [P.]",
            "Close",
            "Flags [F.]",
            "time_namelookup");
    assertThat(get.output())
        .containsPattern("num_connects +1")
        .containsPattern("http_version +1.1");
  }

  private static String phase(Sandbox.Outcome get, String name) {
    return get.output().lines().filter(each -> each.contains(name)).findFirst().orElse("");
  }

  @Test
  void anArchiveHasTheTimingsOfEachRequest() throws IOException {
    Path har = directory.resolve("har.json");
    Path body = directory.resolve("copy");
    Sandbox.Outcome get =
        handfast(
            "get",
            "https://name.test/",
            "-k",
            "--http",
            "2",
            "--requests",
            "3",
            "--har",
            har.toString(),
            "-o",
            body.toString());
    assertThat(get.code()).as(get.output()).isZero();
    assertThat(Files.readString(body)).isEqualTo(PAGE);
    var log = (Map<?, ?>) ((Map<?, ?>) Json.read(Files.readString(har))).get("log");
    List<?> entries = (List<?>) log.get("entries");
    assertThat(entries).hasSize(3);
    var first = (Map<?, ?>) ((Map<?, ?>) entries.getFirst()).get("timings");
    assertThat(List.copyOf(first.keySet()).toString())
        .isEqualTo("[blocked, dns, connect, ssl, send, wait, receive]");
    assertThat(((Number) first.get("ssl")).doubleValue()).isPositive();
    var second = (Map<?, ?>) ((Map<?, ?>) entries.get(1)).get("timings");
    assertThat(((Number) second.get("connect")).doubleValue()).isEqualTo(-1);
  }

  @Test
  void tenRequestsTakeTenOneOneAndOneHandshakes() {
    Sandbox.Outcome table = handfast("compare-http", "https://name.test/", "-k", "--json");
    assertThat(table.code()).as(table.output()).isZero();
    List<?> rows = (List<?>) Json.read(table.output());
    assertThat(column(rows, "handshakes")).containsExactly(10L, 1L, 1L, 1L);
  }

  /** The hosts file knows a machine that is not there; the name server knows better. */
  @Test
  void anAddressOfTheHostsFileThatFailsHasDnsAskedOnce() throws IOException {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "10.7.0.1 nobody.test\n10.7.0.1 name.test\n");
    Sandbox.Outcome get =
        handfast(
            "get",
            "http://nobody.test:81/",
            "--hosts",
            hosts.toString(),
            "--connect-timeout",
            "1",
            "--timeline");
    assertThat(get.code()).isEqualTo(1);
    assertThat(get.output())
        .startsWith("handfast: connect: 10.7.0.1 port 81: ")
        .contains("(from the hosts file); DNS was asked once: 10.7.0.77 port 81: ")
        .hasLineCount(1);
    Files.writeString(hosts, "10.7.0.66 name.test\n");
    Sandbox.Outcome better =
        handfast(
            "get",
            "http://name.test/",
            "--hosts",
            hosts.toString(),
            "--connect-timeout",
            "1",
            "--timeline");
    assertThat(better.code()).as(better.output()).isZero();
    assertThat(better.output()).contains("after 10.7.0.66 port 80: ");
  }

  @Test
  void aNameThatNobodyKnowsEndsAtItsStep() {
    Sandbox.Outcome get = handfast("get", "http://other.test/", "--timeline");
    assertThat(get.output()).startsWith("handfast: name lookup: other.test: ").hasLineCount(1);
  }

  private static List<Object> column(List<?> rows, String name) {
    List<Object> values = new ArrayList<>();
    rows.forEach(each -> values.add(((Map<?, ?>) each).get(name)));
    return values;
  }
}
