package io.handfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.names.HostsFile;
import io.handfast.names.Lookup;
import io.handfast.names.Resolver;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Netty's client against Jetty's server on two simulated hosts. */
@Timeout(60)
class HttpRunTest {
  private static final String PASSWORD = "only for a test";

  @TempDir private static Path directory;

  private LiveSimulation live;
  private NetworkHost client;
  private NetworkHost server;
  private FileServer files;
  private byte[] page;

  @BeforeEach
  void serve() throws Exception {
    page = new byte[30_000];
    new Random(4).nextBytes(page);
    Files.write(directory.resolve("page"), page);
    Simulation simulation = new Simulation(3);
    SimHost left = simulation.host("client", "10.0.0.1/24");
    SimHost right = simulation.host("server", "10.0.0.2/24");
    simulation.link(left, right).impair(Impairment.NONE.withDelay(20_000_000));
    live = new LiveSimulation(simulation);
    client = live.host(left);
    server = live.host(right);
    files = FileServer.of(server, directory).secure(443, keyStore(), PASSWORD).start();
  }

  @AfterEach
  void end() {
    files.close();
    live.close();
  }

  private static Path keyStore() throws Exception {
    Path file = directory.resolve("keys.p12");
    if (!Files.exists(file)) {
      SelfSigned.create(file, PASSWORD, List.of("10.0.0.2"));
    }
    return file;
  }

  private HttpReport run(HttpJob job) throws Exception {
    Resolver resolver = Resolver.of(client).hosts(HostsFile.ofText("10.0.0.2 web")).build();
    return new HttpRun(client, resolver).run(job);
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_0, 10", "HTTP_1_1, 1", "PIPELINED, 1", "HTTP_2, 1"})
  void tenRequestsTakeSoManyHandshakes(HttpMode mode, int handshakes) throws Exception {
    HttpReport report = run(HttpJob.of(URI.create("http://web/page"), mode, 10));
    assertThat(HttpRun.handshakes(client)).isEqualTo(handshakes);
    assertThat(report.connections()).hasSize(handshakes);
    assertThat(report.requests())
        .hasSize(10)
        .allMatch(each -> each.status() == 200 && each.bytes() == page.length);
    assertThat(report.lookup().source()).isEqualTo(Lookup.Source.HOSTS);
  }

  @ParameterizedTest
  @EnumSource
  void everyModeWorksOverTls(HttpMode mode) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    HttpJob job =
        new HttpJob(
            URI.create("https://web/page"),
            mode,
            2,
            Duration.ofSeconds(20),
            true,
            body::writeBytes);
    HttpReport report = run(job);
    assertThat(Arrays.equals(body.toByteArray(), page)).isTrue();
    assertThat(report.connections()).allMatch(each -> each.secured() > each.connected());
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, host, OK", "HTTP_2, host, ''"})
  void theArchiveHasTheHeadersOfBothSides(HttpMode mode, String asked, String words)
      throws Exception {
    HttpReport report = run(HttpJob.of(URI.create("http://web/page"), mode, 2));
    Map<?, ?> log = (Map<?, ?>) Har.of(report, Instant.EPOCH).get("log");
    for (Object each : (List<?>) log.get("entries")) {
      Map<?, ?> request = (Map<?, ?>) ((Map<?, ?>) each).get("request");
      Map<?, ?> response = (Map<?, ?>) ((Map<?, ?>) each).get("response");
      assertThat(values(request)).containsEntry(asked, "web").containsEntry("accept", "*/*");
      assertThat(values(response)).containsEntry("content-length", "" + page.length);
      assertThat(values(response).keySet()).noneMatch(name -> name.startsWith("x-http2"));
      assertThat(response.get("statusText")).isEqualTo(words);
      assertThat(((Map<?, ?>) response.get("content")).get("mimeType").toString())
          .isEqualTo(values(response).getOrDefault("content-type", ""));
    }
  }

  private static Map<String, String> values(Map<?, ?> message) {
    Map<String, String> values = new TreeMap<>();
    for (Object each : (List<?>) message.get("headers")) {
      Map<?, ?> header = (Map<?, ?>) each;
      values.put(header.get("name").toString().toLowerCase(), header.get("value").toString());
    }
    return values;
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertThatThrownBy(() -> run(HttpJob.of(URI.create("https://web/page"), HttpMode.HTTP_1_1, 1)))
        .isInstanceOfSatisfying(
            HttpFailure.class, e -> assertThat(e.step()).isEqualTo(HttpFailure.Step.TLS));
  }

  @Test
  void phasesFollowEachOtherAndCurlsVariablesGrow() throws Exception {
    HttpReport report = run(HttpJob.of(URI.create("http://web/page"), HttpMode.HTTP_1_1, 1));
    List<Phase> phases = new Timeline(report).phases();
    assertThat(phases)
        .extracting(Phase::name)
        .containsExactly(
            "Hosts and cache",
            "Initial connection",
            "Request sent",
            "Waiting (TTFB)",
            "Content Download",
            "Close");
    Phase connect = phases.get(1);
    assertThat(connect.end() - connect.start())
        .as("a handshake takes a round trip of 40 ms")
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
    var curl = CurlVariables.of(report);
    assertThat((double) curl.get("time_namelookup")).isLessThan((double) curl.get("time_connect"));
    assertThat((double) curl.get("time_connect"))
        .isLessThan((double) curl.get("time_starttransfer"));
    assertThat((double) curl.get("time_starttransfer"))
        .isLessThanOrEqualTo((double) curl.get("time_total"));
    assertThat(curl).containsEntry("num_connects", 1).containsEntry("http_version", "1.1");
  }

  @Test
  void aRefusedConnectionNamesItsStep() {
    assertThatThrownBy(
            () -> run(HttpJob.of(URI.create("http://10.0.0.2:81/"), HttpMode.HTTP_1_1, 1)))
        .isInstanceOf(HttpFailure.class)
        .hasMessageStartingWith("connect: 10.0.0.2 port 81: ")
        .hasMessageContaining("refused");
  }

  /** The address of the hosts file does not answer; nobody is at the name server's either. */
  @Test
  void aWrongHostsFileHasTheNameServersAskedOnce() {
    assertThatThrownBy(() -> run(HttpJob.of(URI.create("http://web:81/"), HttpMode.HTTP_1_1, 1)))
        .hasMessageContaining(
            "(from the hosts file); DNS was asked once: web: no name server is known");
  }
}
