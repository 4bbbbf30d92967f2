package io.handfast.junit.examples;

import static io.handfast.sim.Packets.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** A server that listens and does not accept: it hangs, or is far too busy. */
@Network
class FullAcceptQueueTest {
  @Test
  void whoComesTooLateIsNotRefusedButIgnored(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    try (ServerSocket busy = server.serverSocketFactory().createServerSocket(80, 1);
        Socket first = client.socketFactory().createSocket(server.address(), 80);
        Socket second = client.socketFactory().createSocket(server.address(), 80)) {
      // Linux takes one more than the backlog says: the queue is full now.
      OkHttpClient http =
          new OkHttpClient.Builder()
              .socketFactory(client.socketFactory())
              .connectTimeout(Duration.ofMillis(4_500))
              .build();
      Request request = new Request.Builder().url(server.http(80, "/").toString()).build();
      assertThatThrownBy(() -> http.newCall(request).execute())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(busy.isBound()).isTrue();
    }
    List<Duration> syns = network.times(SYN).subList(2, 7);
    assertThat(syns.stream().map(each -> each.minus(syns.getFirst()).toMillis()))
        .containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
    assertThat(server.count(Counter.EXT_LISTEN_OVERFLOWS)).isEqualTo(5);
  }
}
