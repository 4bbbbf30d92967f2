package io.handfast.junit.examples;

import static io.handfast.sim.Packets.SYN;
import static io.handfast.sim.Packets.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.junit.Time;
import io.handfast.sim.Rule;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JDK's HttpClient and a server whose answers to the handshake never arrive. */
@Network
class ConnectTimeoutTest {
  /** Linux gives up after 131 s: is that what your program is prepared to wait? */
  @Test
  void withoutATimeoutOfItsOwnTheClientWaitsForTwoMinutes(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    network.rule(Rule.drop().every(SYN_ACK));
    TinyHttpServer.keepingConnections(server, "never seen");
    client.run(() -> {
      try (HttpClient http = HttpClient.newBuilder().executor(client.executor()).build()) {
        HttpRequest request = HttpRequest.newBuilder(server.http(80, "/")).build();
        assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
            .isInstanceOf(ConnectException.class);
      }
    });
    List<Duration> syns = network.times(SYN);
    assertThat(syns.stream().map(each -> each.minus(syns.getFirst()).toMillis() / 1e3))
        .startsWith(0., 1., 2., 3., 4., 5., 7., 11., 19., 35., 67.);
    assertThat(network.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(131));
  }

  /** The client measures its own timeout by the real clock: so does the network here. */
  @Test
  @Network(time = Time.REAL)
  void withATimeoutItGivesUpEarlier(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    network.link().cut();
    client.run(() -> {
      HttpClient.Builder builder = HttpClient.newBuilder().executor(client.executor());
      try (HttpClient http = builder.connectTimeout(Duration.ofMillis(100)).build()) {
        HttpRequest request = HttpRequest.newBuilder(server.http(80, "/")).build();
        assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
            .isInstanceOf(HttpConnectTimeoutException.class);
      }
    });
    assertThat(network.times(SYN)).hasSize(1);
  }
}
