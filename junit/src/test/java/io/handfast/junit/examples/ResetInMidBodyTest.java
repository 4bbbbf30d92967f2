package io.handfast.junit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.sim.Rule;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** A box on the way resets the connection in the middle of an answer. */
@Network
class ResetInMidBodyTest {
  @Test
  void theClientDoesNotTakeHalfAnAnswerForAWholeOne(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    network.rule(Rule.reset().from(server.node()).afterBytes(10_000));
    TinyHttpServer.keepingConnections(server, "x".repeat(100_000));
    client.run(() -> {
      try (HttpClient http = HttpClient.newBuilder().executor(client.executor()).build()) {
        HttpRequest request = HttpRequest.newBuilder(server.http(80, "/")).build();
        assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("fixed content-length: 100000")
            .hasRootCauseMessage("Connection reset: the peer sent a reset");
      }
    });
    assertThat(client.count(Counter.TCP_ESTAB_RESETS)).isOne();
  }
}
