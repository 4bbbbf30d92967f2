package io.handfast.bench.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A program that knows nothing of Handfast: the JDK's HttpClient sends many requests at once to the
 * JDK's HttpServer in the same process, each on a connection of its own. Prints the milliseconds of
 * each burst, the first one in a cold JVM.
 */
public final class RequestBurst {
  private static final int BACKLOG = 4_096;
  private static final byte[] ANSWER = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

  private RequestBurst() {}

  /** Arguments: requests in a burst, bursts. The exit code is 1 when a request failed. */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", RequestBurst::answer);
    server.start();
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    HttpRequest request = HttpRequest.newBuilder(target).build();
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      System.out.println(burst(request, count));
    }
    System.exit(0);
  }

  /** Milliseconds until all are answered. */
  private static long burst(HttpRequest request, int count) {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long start = System.nanoTime();
      List<CompletableFuture<HttpResponse<byte[]>>> answers =
          Stream.generate(() -> client.sendAsync(request, BodyHandlers.ofByteArray()))
              .limit(count)
              .toList();
      for (CompletableFuture<HttpResponse<byte[]>> each : answers) {
        check(each.join());
      }
      return (System.nanoTime() - start) / 1_000_000;
    }
  }

  private static void check(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200 || answer.body().length != ANSWER.length) {
      throw new IllegalStateException("a wrong answer: " + answer);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }
}
