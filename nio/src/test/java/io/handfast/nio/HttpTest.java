package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The JDK's own HTTP server and client, unmodified; our provider is the default of this JVM. */
class HttpTest extends NetworkTest {
  private static final int REQUESTS = 200;
  private static final byte[] BODY = body();

  private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();

  private static byte[] body() {
    byte[] body = new byte[1 << 20];
    new Random(11).nextBytes(body);
    return body;
  }

  private HttpServer startServer() throws Exception {
    HttpServer server = Hosts.call(net.server, () -> HttpServer.create(net.serverAddress(0), 0));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    Hosts.run(net.server, server::start);
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    clientPorts.add(exchange.getRemoteAddress().getPort());
    exchange.getRequestBody().readAllBytes();
    boolean large = exchange.getRequestURI().getPath().equals("/large");
    byte[] body = large ? BODY : exchange.getRequestURI().getPath().getBytes();
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static URI uri(HttpServer server, String path) {
    return URI.create("http://10.0.0.2:" + server.getAddress().getPort() + path);
  }

  @Test
  void ourProviderIsTheDefault() {
    assertThat(SelectorProvider.provider()).isInstanceOf(HandfastSelectorProvider.class);
  }

  @Test
  void requestsOneAfterTheOtherShareAConnection() throws Exception {
    HttpServer server = startServer();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(uri(server, "/" + i)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("/" + i);
      }
      assertThat(clientPorts).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aMebibyteGoesEachWayThroughTheStacks() throws Exception {
    HttpServer server = startServer();
    long before = TwoHosts.packetsTo(net.client);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(uri(server, "/large"))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(Arrays.equals(response.body(), BODY)).isTrue();
    } finally {
      server.stop(0);
    }
    assertThat(TwoHosts.packetsTo(net.client) - before).isGreaterThan(10);
  }

  @Test
  void twoHundredRequestsInParallelAreAnswered() throws Exception {
    HttpServer server = startServer();
    try (HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        responses.add(
            client.sendAsync(
                HttpRequest.newBuilder(uri(server, "/" + i)).build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(responses.get(i).get().body()).isEqualTo("/" + i);
      }
    } finally {
      server.stop(0);
    }
    assertThat(clientPorts).isNotEmpty();
  }
}
