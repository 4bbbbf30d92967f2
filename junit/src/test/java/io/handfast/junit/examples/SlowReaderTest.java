package io.handfast.junit.examples;

import static io.handfast.sim.Packets.PURE_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.junit.Host;
import io.handfast.junit.NetworkExtension;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.sim.PacketRule;
import io.handfast.sim.Rule;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpConfig;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.Tunable;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that reads slowly holds up the server, by TCP's window alone. */
class SlowReaderTest {
  private static final int LENGTH = 1_000_000;

  /** Small buffers, so that a megabyte does not fit into those of both ends. */
  @RegisterExtension
  static final NetworkExtension NETWORK =
      NetworkExtension.builder()
          .tcp(
              TcpConfig.LINUX
                  .with(Tunable.TCP_RMEM_MAX, 131_072)
                  .with(Tunable.TCP_WMEM_MAX, 131_072))
          .build();

  @Test
  void theServerWaitsInItsWriteUntilTheClientReads(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    TinyHttpServer.keepingConnections(server, "x".repeat(LENGTH));
    client.run(() -> {
      try (HttpClient http = HttpClient.newBuilder().executor(client.executor()).build()) {
        InputStream body = open(http, server);
        network.await("the window is closed", () -> isBlocked(server));
        assertThat(server.socketTable()).contains("the peer's window is closed");
        assertThat(body.readAllBytes()).hasSize(LENGTH);
      }
    });
  }

  /**
   * The one ACK that opens the window again is lost, and nothing else is on its way: both ends
   * would wait for ever, if the server's TCP did not ask again. No proxy between two sockets can do
   * this: it has no say over the ACKs of the two kernels.
   */
  @Test
  void aLostWindowUpdateIsRepairedByAProbe(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    TinyHttpServer.keepingConnections(server, "x".repeat(LENGTH));
    client.run(() -> {
      try (HttpClient http = HttpClient.newBuilder().executor(client.executor()).build()) {
        InputStream body = open(http, server);
        network.await("the window is closed", () -> isBlocked(server));
        PacketRule loss = Rule.drop().from(client.node()).every(PURE_ACK);
        network.rule(loss);
        Future<Void> reader = client.start(() -> assertThat(body.readAllBytes()).hasSize(LENGTH));
        network.await("the client has read what it had", () -> unread(client) == 0);
        assertThat(reader.isDone()).isFalse();
        assertThat(isBlocked(server)).isTrue(); // it has not heard of it
        network.link().withoutRule(loss);
        network.leap(Duration.ofMinutes(2));
        reader.get();
      }
    });
  }

  private static InputStream open(HttpClient http, TestHost server) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.http(80, "/")).build();
    return http.send(request, BodyHandlers.ofInputStream()).body();
  }

  private static boolean isBlocked(TestHost server) {
    return server.sockets().stream()
        .anyMatch(each ->
            each.state() == State.ESTABLISHED && each.sendWindow() == 0 && each.sendQueue() > 0);
  }

  private static long unread(TestHost client) {
    return client.sockets().stream().mapToLong(TcpInfo::receiveQueue).sum();
  }
}
