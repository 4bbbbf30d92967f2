package io.handfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.handfast.event.Counter;
import io.handfast.nio.Hosts;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's own HTTP server and client, unmodified, on two hosts of a simulated link. */
@Timeout(60)
class LiveSimulationTest {
  @Test
  void anUnmodifiedClientFetchesFromAnUnmodifiedServerThroughLoss() throws Exception {
    byte[] body = new byte[300_000];
    new java.util.Random(1).nextBytes(body);
    Simulation simulation = new Simulation(7);
    SimHost client = simulation.host("client", "10.0.0.1/24");
    SimHost server = simulation.host("server", "10.0.0.2/24");
    simulation.link(client, server).impair(Impairment.NONE.withDelay(20_000_000).withLoss(0.1));
    try (LiveSimulation live = new LiveSimulation(simulation)) {
      HttpServer http =
          Hosts.call(
              live.host(server), () -> HttpServer.create(new InetSocketAddress("10.0.0.2", 80), 0));
      http.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      Hosts.run(live.host(server), http::start);
      HttpResponse<byte[]> response =
          Hosts.call(
              live.host(client),
              () -> {
                try (HttpClient fetcher = HttpClient.newHttpClient()) {
                  return fetcher.send(
                      HttpRequest.newBuilder(URI.create("http://10.0.0.2/")).build(),
                      HttpResponse.BodyHandlers.ofByteArray());
                }
              });
      http.stop(0);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(body);
      assertThat(server.stack().counters().get(Counter.TCP_PASSIVE_OPENS)).isEqualTo(1);
    }
  }
}
