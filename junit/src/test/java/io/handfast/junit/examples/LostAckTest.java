package io.handfast.junit.examples;

import static io.handfast.sim.Packets.DATA;
import static io.handfast.sim.Packets.PURE_ACK;
import static io.handfast.sim.Packets.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.junit.Time;
import io.handfast.sim.Rule;
import io.handfast.tcp.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The last segment of the handshake is lost: the Redis client is connected, and the server does not
 * know. A proxy cannot show this: it accepts the connection itself, so its two handshakes are
 * whole.
 */
@Network(time = Time.REAL) // so that the server does not repeat its SYN-ACK before we have looked
class LostAckTest {
  private static final JedisClientConfig PLAIN =
      DefaultJedisClientConfig.builder()
          .clientSetInfoConfig(ClientSetInfoConfig.DISABLED) // PING is the first command
          .build();

  @Test
  void theClientIsConnectedWhileTheServerIsNot(
      TestNetwork network, @Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    // The final ACK is lost, and so is the first command, which would have done as well.
    network.rule(Rule.drop().from(client.node()).first(PURE_ACK));
    network.rule(Rule.drop().from(client.node()).first(DATA));
    startRedis(server);
    try (Jedis redis = new Jedis(() -> connected(client, server), PLAIN)) {
      assertThat(client.count(State.ESTABLISHED)).isOne();
      assertThat(server.count(State.SYN_RECEIVED)).isOne();
      assertThat(server.count(State.ESTABLISHED)).isZero();

      assertThat(redis.ping()).isEqualTo("PONG");
      assertThat(server.count(State.ESTABLISHED)).isOne();
    }
    assertThat(network.packets(SYN_ACK)).hasSize(1); // the command, sent again, brought the ACK
    assertThat(network.packets(DATA.and(each -> each.from() == client.node()))).hasSize(2);
  }

  private static Socket connected(TestHost client, TestHost server) {
    try {
      Socket socket = client.socketFactory().createSocket();
      socket.connect(server.address(6379), 2_000);
      return socket;
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }

  /** Knows one command. */
  private static void startRedis(TestHost host) throws Exception {
    ServerSocket listener = host.serverSocketFactory().createServerSocket(6379);
    host.start(() -> {
      try (Socket socket = listener.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.equals("PING")) {
            socket.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        }
      }
    });
  }
}
