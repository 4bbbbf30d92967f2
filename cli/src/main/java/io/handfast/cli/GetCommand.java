package io.handfast.cli;

import io.handfast.host.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code handfast get}: fetches a URL, by the JDK's client on our stack. */
@Command(
    name = "get",
    description = "Fetches a URL and writes its body to standard output.",
    footer = {
      "",
      "An answer of 400 or above is a failure (exit code 1); its body is written all the same.",
      "",
      "Examples:",
      "  python3 -m http.server 8000    (in another terminal)",
      "  handfast get http://10.7.0.1:8000/ --address 10.7.0.2/24 -v",
      "  handfast get http://10.7.0.1:8000/big.iso --address 10.7.0.2/24 -o big.iso",
      "  handfast get http://name.test/ --dns 10.7.0.1 --timeline -v",
      "  handfast get https://10.7.0.1/ -k --http 2 --requests 10 --timeline",
    })
final class GetCommand implements Callable<Integer> {
  private static final int CHUNK = 1 << 18;

  @Parameters(paramLabel = "URL", description = "http or https")
  private URI url;

  @Option(
      names = {"-v", "--verbose"},
      description = "show the headers of request and answer")
  private boolean verbose;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "write the body to a file")
  private Path output;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "give up connecting after this time (default: ${DEFAULT-VALUE})")
  private int connectTimeout;

  @Mixin private HttpOptions http;
  @Mixin private HostOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpRequest request = request();
    if (http.measured()) {
      return measured();
    }
    try (Host _ = options.open();
        HttpClient client = client()) {
      if (verbose) {
        showRequest(request);
      }
      HttpResponse<InputStream> response = send(client, request);
      if (verbose) {
        showAnswer(response);
      }
      save(response);
      return verdict(response.statusCode());
    }
  }

  private int measured() throws IOException {
    boolean misplaced = http.pipeline && http.version != null && !http.version.equals("1.1");
    if (misplaced || http.requests != null && (http.requests < 1 || http.requests > 10_000)) {
      throw new ParameterException(
          spec.commandLine(),
          misplaced ? "--pipeline goes with HTTP/1.1" : "--requests takes 1 to 10000");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return new MeasuredGet(url, http, options, connectTimeout, verbose, out, err).run(output);
  }

  private HttpRequest request() {
    try {
      return HttpRequest.newBuilder(url).header("User-Agent", "handfast/0.1.0").build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "not an http URL: " + url);
    }
  }

  private HttpClient client() {
    // Its second attempt on a closed channel would hide why the first one failed.
    System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(Duration.ofSeconds(connectTimeout))
        .build();
  }

  private HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpTimeoutException e) {
      throw new Failures.Failure(
          "cannot connect to " + url.getAuthority() + ": " + Failures.sentence(e), e);
    }
  }

  private void showRequest(HttpRequest request) {
    PrintWriter err = spec.commandLine().getErr();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    err.println("> " + request.method() + " " + path + " HTTP/1.1");
    err.println("> Host: " + url.getAuthority());
    request
        .headers()
        .map()
        .forEach((name, values) ->
            values.forEach(value -> {
              err.println("> " + name + ": " + value);
            }));
    err.println(">");
    err.flush();
  }

  private void showAnswer(HttpResponse<?> response) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("< HTTP/1.1 " + response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) ->
            values.forEach(value -> {
              err.println("< " + name + ": " + value);
            }));
    err.println("<");
    err.flush();
  }

  private void save(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      if (output == null) {
        copy(body, System.out);
        System.out.flush();
        if (System.out.checkError()) {
          throw new Failures.Failure("cannot write to standard output");
        }
      } else {
        try (OutputStream file = Files.newOutputStream(output)) {
          copy(body, file);
        }
      }
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int got = from.read(chunk); got >= 0; got = from.read(chunk)) {
      to.write(chunk, 0, got);
    }
  }

  private int verdict(int status) {
    if (status < 400) {
      return 0;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("handfast: the server answered " + status);
    err.flush();
    return 1;
  }
}
