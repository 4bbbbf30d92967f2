package io.handfast.junit.examples;

import static io.handfast.sim.Packets.SYN;
import static io.handfast.sim.Packets.SYN_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.junit.Host;
import io.handfast.junit.Network;
import io.handfast.junit.TestHost;
import io.handfast.junit.TestNetwork;
import io.handfast.sim.Rule;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three clients, unmodified, and a network that loses the first SYN-ACK: each has its answer, a
 * second later. The second passes in virtual time.
 */
@Network
class LostSynAckTest {
  private static final String URL =
      "jdbc:postgresql://10.0.0.2/shop?user=ann&sslmode=disable&gssEncMode=disable"
          + "&preferQueryMode=simple&socketFactory=io.handfast.junit.ScopedSocketFactory";

  @BeforeEach
  void loseTheFirstSynAck(TestNetwork network) {
    network.rule(Rule.drop().first(SYN_ACK));
  }

  @AfterEach
  void theSecondSynWasAnswered(TestNetwork network) {
    List<Duration> syns = network.times(SYN);
    assertThat(syns).hasSize(2);
    assertThat(syns.get(1).minus(syns.get(0))).isEqualTo(Duration.ofSeconds(1));
    assertThat(network.packets(SYN_ACK)).hasSize(2);
  }

  @Test
  void theHttpClientOfTheJdk(@Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    TinyHttpServer.keepingConnections(server, "hello");
    String body =
        client.call(() -> {
          try (HttpClient http = HttpClient.newBuilder().executor(client.executor()).build()) {
            HttpRequest request = HttpRequest.newBuilder(server.http(80, "/")).build();
            return http.send(request, BodyHandlers.ofString()).body();
          }
        });
    assertThat(body).isEqualTo("hello");
  }

  @Test
  void netty(@Host("client") TestHost client, @Host("server") TestHost server) throws Exception {
    TinyHttpServer.keepingConnections(server, "hello");
    String body =
        client.call(() -> {
          EventLoopGroup group =
              new MultiThreadIoEventLoopGroup(1, client.executor(), NioIoHandler.newFactory());
          try {
            return fetch(group, server).get();
          } finally {
            group.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).sync();
          }
        });
    assertThat(body).isEqualTo("hello");
  }

  private static CompletableFuture<String> fetch(EventLoopGroup group, TestHost server) {
    CompletableFuture<String> body = new CompletableFuture<>();
    Bootstrap bootstrap = new Bootstrap().group(group).channel(NioSocketChannel.class);
    bootstrap.handler(
        new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(new HttpClientCodec(), new HttpObjectAggregator(1 << 16), new Ask(body));
          }
        });
    bootstrap
        .connect(server.address(80))
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            body.completeExceptionally(connected.cause());
          }
        });
    return body;
  }

  private static final class Ask extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final CompletableFuture<String> body;

    Ask(CompletableFuture<String> body) {
      this.body = body;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      body.complete(response.content().toString(StandardCharsets.UTF_8));
      context.close();
    }
  }

  @Test
  void thePostgresDriver(@Host("client") TestHost client, @Host("server") TestHost server)
      throws Exception {
    TinyPostgres.start(server);
    try (Connection connection = client.call(() -> DriverManager.getConnection(URL));
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT 42")) {
      assertThat(answer.next()).isTrue();
      assertThat(answer.getInt(1)).isEqualTo(42);
    }
  }
}
