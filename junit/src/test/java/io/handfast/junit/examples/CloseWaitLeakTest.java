package io.handfast.junit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.tcp.State;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** A response that nobody closes keeps its connection, long after the server has gone. */
@Network
class CloseWaitLeakTest {
  @Test
  void theForgottenResponseIsACloseWait(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    OkHttpClient http = new OkHttpClient.Builder().socketFactory(client.socketFactory()).build();
    TinyHttpServer.closingConnections(server, "hello");
    Request request = new Request.Builder().url(server.http(80, "/").toString()).build();

    Response forgotten = http.newCall(request).execute();
    network.await("the server has closed", () -> client.count(State.CLOSE_WAIT) == 1);
    network.leap(Duration.ofHours(1));

    assertThat(client.count(State.CLOSE_WAIT)).isOne();
    assertThat(server.count(State.FIN_WAIT_2)).isZero(); // tcp_fin_timeout: an orphan has 60 s
    assertThat(client.socketTable())
        .containsPattern("CLOSE-WAIT .*10\\.0\\.0\\.2:80 .*LEAK\\? the peer has finished");

    forgotten.close();
    network.await("the socket is closed", () -> client.count(State.CLOSE_WAIT) == 0);
  }
}
