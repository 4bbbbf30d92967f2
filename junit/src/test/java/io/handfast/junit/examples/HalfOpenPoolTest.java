package io.handfast.junit.examples;

import static io.handfast.sim.Packets.RST;
import static io.handfast.sim.Packets.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** OkHttp's pool holds a connection of which the server, rebooted, knows nothing any more. */
@Network
class HalfOpenPoolTest {
  @Test
  void thePooledConnectionIsResetAndOkHttpTriesAgain(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    OkHttpClient http = new OkHttpClient.Builder().socketFactory(client.socketFactory()).build();
    TinyHttpServer.keepingConnections(server, "before");
    assertThat(get(http, server)).isEqualTo("before");

    server.reboot();
    TinyHttpServer.keepingConnections(server, "after");

    assertThat(get(http, server)).isEqualTo("after");
    assertThat(network.packets(RST.and(each -> each.from() == server.node()))).isNotEmpty();
    assertThat(network.packets(SYN)).hasSize(2);
  }

  @Test
  void withoutRetriesTheProgramGetsToSeeIt(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .socketFactory(client.socketFactory())
            .retryOnConnectionFailure(false)
            .build();
    TinyHttpServer.keepingConnections(server, "before");
    assertThat(get(http, server)).isEqualTo("before");

    server.reboot();
    TinyHttpServer.keepingConnections(server, "after");

    assertThatThrownBy(() -> get(http, server)).isInstanceOf(IOException.class);
    assertThat(network.packets(SYN)).hasSize(1);
  }

  private static String get(OkHttpClient http, TestHost server) throws IOException {
    Request request = new Request.Builder().url(server.http(80, "/").toString()).build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
