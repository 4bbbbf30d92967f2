package io.handfast.cli;

import io.handfast.event.Counter;
import io.handfast.host.Host;
import io.handfast.host.Json;
import io.handfast.http.FileServer;
import io.handfast.http.HttpJob;
import io.handfast.http.HttpMode;
import io.handfast.http.HttpReport;
import io.handfast.http.HttpRun;
import io.handfast.names.Resolver;
import io.handfast.nio.NetworkHost;
import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast compare-http}: the same requests in four ways, with what each costs TCP. */
@Command(
    name = "compare-http",
    description = {
      "Compares HTTP/1.0, kept-alive and pipelined HTTP/1.1, and HTTP/2.",
      "Makes the same requests by each and counts the handshakes and segments that it took, by",
      "the stack's own counters.",
      "Without a URL, two simulated hosts do it, without root: Netty's client, Jetty's server."
    },
    footer = {
      "",
      "Examples:",
      "  handfast compare-http",
      "  handfast compare-http --delay 100 --requests 20 --json",
      "  handfast compare-http http://10.7.0.1/ --address 10.7.0.2/24",
    })
final class CompareHttpCommand implements Callable<Integer> {
  private static final String DELAY = "20";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      description = "of a server that speaks HTTP/2 without TLS, or https")
  private URI url;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "10",
      description = "requests of each way, 1 to 1000 (default: ${DEFAULT-VALUE})")
  private int requests;

  @Option(
      names = "--delay",
      paramLabel = "MS",
      defaultValue = DELAY,
      description = "delay of the simulated link, each way, 0 to 10000 (default: ${DEFAULT-VALUE})")
  private int delay;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "size of the simulated server's page (default: ${DEFAULT-VALUE})")
  private int bytes;

  @Option(
      names = {"-k", "--insecure"},
      description = "take any certificate")
  private boolean insecure;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  /** One line of the table. */
  private record Row(HttpMode mode, long handshakes, long out, long in, long nanos) {}

  @Override
  public Integer call() throws Exception {
    if (requests < 1 || requests > 1_000 || delay < 0 || delay > 10_000 || bytes < 0) {
      throw new ParameterException(
          spec.commandLine(), "--requests takes 1 to 1000, --delay 0 to 10000, --bytes 0 and more");
    }
    List<Row> rows = new ArrayList<>();
    for (HttpMode mode : HttpMode.values()) {
      if (url == null) {
        simulated(mode); // the first time, loading classes takes longer than the network
      }
      rows.add(url == null ? simulated(mode) : real(mode));
    }
    if (json) {
      spec.commandLine().getOut().println(Json.write(rows.stream().map(this::fields).toList()));
    } else {
      show(rows);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Row real(HttpMode mode) throws IOException {
    try (Host host = options.open()) {
      return measure(host, host.resolver(), url, mode);
    }
  }

  private Row simulated(HttpMode mode) throws Exception {
    Path directory = Files.createTempDirectory("handfast");
    Path page = directory.resolve("page");
    Files.write(page, new byte[bytes]);
    Simulation simulation = new Simulation(1);
    SimHost left = simulation.host("client", "10.0.0.1/24");
    SimHost right = simulation.host("server", "10.0.0.2/24");
    simulation.link(left, right).impair(Impairment.NONE.withDelay(delay * 1_000_000L));
    try (LiveSimulation live = new LiveSimulation(simulation)) {
      NetworkHost client = live.host(left);
      try (FileServer _ = FileServer.of(live.host(right), directory).start()) {
        URI uri = URI.create("http://10.0.0.2/page");
        return measure(client, Resolver.of(client).build(), uri, mode);
      }
    } finally {
      Files.delete(page);
      Files.delete(directory);
    }
  }

  private Row measure(NetworkHost host, Resolver resolver, URI uri, HttpMode mode)
      throws IOException {
    long opens = counter(host, Counter.TCP_ACTIVE_OPENS);
    long out = counter(host, Counter.TCP_OUT_SEGS);
    long in = counter(host, Counter.TCP_IN_SEGS);
    HttpJob job = new HttpJob(uri, mode, requests, PATIENCE, insecure, _ -> {});
    HttpReport report = new HttpRun(host, resolver).run(job);
    return new Row(
        mode,
        counter(host, Counter.TCP_ACTIVE_OPENS) - opens,
        counter(host, Counter.TCP_OUT_SEGS) - out,
        counter(host, Counter.TCP_IN_SEGS) - in,
        report.requests().getLast().done() - report.resolved());
  }

  private static long counter(NetworkHost host, Counter counter) {
    host.driver().lock();
    try {
      return host.stack().counters().get(counter);
    } finally {
      host.driver().unlock();
    }
  }

  private Map<String, Object> fields(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("way", row.mode.title());
    fields.put("requests", requests);
    fields.put("handshakes", row.handshakes);
    fields.put("segmentsOut", row.out);
    fields.put("segmentsIn", row.in);
    fields.put("millis", Math.round(row.nanos / 1e3) / 1e3);
    return fields;
  }

  private void show(List<Row> rows) {
    var out = spec.commandLine().getOut();
    out.println(
        requests
            + (requests == 1 ? " request to " : " requests to ")
            + (url == null ? "a simulated server, " + delay + " ms away each way" : url)
            + ":");
    out.printf("%-22s %10s %9s %9s %11s%n", "", "handshakes", "segs out", "segs in", "ms");
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "%-22s %10d %9d %9d %11.1f%n",
          row.mode.title(),
          row.handshakes,
          row.out,
          row.in,
          row.nanos / 1e6);
    }
  }
}
