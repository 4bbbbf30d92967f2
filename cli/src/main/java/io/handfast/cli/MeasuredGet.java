package io.handfast.cli;

import io.handfast.host.Host;
import io.handfast.host.Json;
import io.handfast.http.CurlVariables;
import io.handfast.http.Har;
import io.handfast.http.HttpJob;
import io.handfast.http.HttpReport;
import io.handfast.http.HttpRun;
import io.handfast.http.PacketLog;
import io.handfast.http.RequestTiming;
import io.handfast.http.Timeline;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** {@code get} with its phases: the run, then what is shown of it. */
final class MeasuredGet {
  private final URI url;
  private final HttpOptions http;
  private final HostOptions options;
  private final int timeoutSeconds;
  private final boolean verbose;
  private final PrintWriter out;
  private final PrintWriter err;
  private final AtomicReference<PacketLog> packets = new AtomicReference<>();

  MeasuredGet(
      URI url,
      HttpOptions http,
      HostOptions options,
      int timeoutSeconds,
      boolean verbose,
      PrintWriter out,
      PrintWriter err) {
    this.url = url;
    this.http = http;
    this.options = options;
    this.timeoutSeconds = timeoutSeconds;
    this.verbose = verbose;
    this.out = out;
    this.err = err;
  }

  /** The body goes to the file, else to standard output unless that shows the timeline. */
  int run(Path output) throws IOException {
    Instant startedAt = Instant.now();
    HttpReport report = output == null ? toStandardOutput() : toFile(output);
    if (http.timeline) {
      show(report);
    }
    if (http.har != null) {
      Files.writeString(http.har, Json.write(Har.of(report, startedAt)));
    }
    return verdict(report);
  }

  private HttpReport toFile(Path output) throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(output))) {
      return fetch(writer(file));
    }
  }

  private HttpReport toStandardOutput() throws IOException {
    HttpReport report = fetch(http.timeline ? _ -> {} : writer(System.out));
    System.out.flush();
    return report;
  }

  private static Consumer<byte[]> writer(OutputStream to) {
    return piece -> {
      try {
        to.write(piece);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private HttpReport fetch(Consumer<byte[]> body) throws IOException {
    HttpJob job =
        new HttpJob(
            url,
            http.mode(),
            http.requests == null ? 1 : http.requests,
            Duration.ofSeconds(timeoutSeconds),
            http.insecure,
            body);
    try (Host host = open()) {
      return new HttpRun(host, host.resolver()).run(job);
    }
  }

  /** Without offload each packet of the list is one on the wire. */
  private Host open() {
    var builder = options.builder();
    if (http.timeline) {
      builder
          .offload(false)
          .decorate(link -> {
            packets.set(new PacketLog(link, System::nanoTime));
            return packets.get();
          });
    }
    return builder.open().makeDefault();
  }

  private void show(HttpReport report) {
    out.println(
        "GET "
            + url
            + " over HTTP/"
            + report.job().mode().version()
            + ": "
            + report.requests().size()
            + " × "
            + report.requests().getFirst().status()
            + ", connections: "
            + report.connections().size());
    new Timeline(report).lines(packets.get().entries(), verbose).forEach(out::println);
    CurlVariables.of(report)
        .forEach((name, value) -> {
          String text =
              value instanceof Double d ? String.format(Locale.ROOT, "%.6f", d) : "" + value;
          out.printf("%20s  %s%n", name, text);
        });
    out.flush();
  }

  private int verdict(HttpReport report) {
    int worst = report.requests().stream().mapToInt(RequestTiming::status).max().orElse(0);
    if (worst < 400) {
      return 0;
    }
    err.println("handfast: the server answered " + worst);
    err.flush();
    return 1;
  }
}
