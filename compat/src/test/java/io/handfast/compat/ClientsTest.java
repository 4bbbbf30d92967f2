package io.handfast.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.helidon.webclient.api.WebClient;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients, unmodified, each asking the JDK's server; gRPC asks its own. */
@Timeout(60)
class ClientsTest {
  private final TwoMachines machines = new TwoMachines();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = machines.onServer(() -> HttpServer.create(new InetSocketAddress(TwoMachines.PORT), 0));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, TwoMachines.PAGE.length());
          exchange.getResponseBody().write(TwoMachines.PAGE.getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.setExecutor(workers);
    machines.onServer(() -> {
      server.start();
      return null;
    });
  }

  @AfterEach
  void end() {
    server.stop(0);
    workers.shutdownNow();
    machines.close();
  }

  private void assertFetches(Callable<String> client) throws Exception {
    assertThat(machines.onClient(client).equals(TwoMachines.PAGE)).isTrue();
    machines.assertCarried(TwoMachines.PAGE.length());
  }

  @Test
  void httpUrlConnection() throws Exception {
    assertFetches(() -> {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(TwoMachines.url()).toURL().openConnection();
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      }
    });
  }

  @Test
  void okHttp() throws Exception {
    assertFetches(() -> {
      OkHttpClient client = new OkHttpClient();
      try (Response response =
          client.newCall(new Request.Builder().url(TwoMachines.url()).build()).execute()) {
        return response.body().string();
      }
    });
  }

  @Test
  void apacheHttpClient() throws Exception {
    assertFetches(() -> {
      try (CloseableHttpClient client = HttpClients.createDefault()) {
        return client.execute(
            new HttpGet(TwoMachines.url()), response -> EntityUtils.toString(response.getEntity()));
      }
    });
  }

  @Test
  void jettysClient() throws Exception {
    assertFetches(() -> {
      HttpClient client = new HttpClient();
      client.start();
      try {
        return client.GET(TwoMachines.url()).getContentAsString();
      } finally {
        client.stop();
      }
    });
  }

  @Test
  void helidonsClient() throws Exception {
    assertFetches(
        () -> WebClient.builder().build().get(TwoMachines.url()).requestEntity(String.class));
  }

  @Test
  void vertxsClient() throws Exception {
    assertFetches(() -> {
      Vertx vertx = Vertx.vertx();
      try {
        return vertx
            .createHttpClient()
            .request(HttpMethod.GET, TwoMachines.PORT, TwoMachines.SERVER, "/page")
            .compose(request -> request.send().compose(HttpClientResponse::body))
            .map(Buffer::toString)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      } finally {
        vertx.close();
      }
    });
  }

  @Test
  void grpcBothWays() throws Exception {
    MethodDescriptor<String, String> echo =
        MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("compat.Page/Get")
            .setRequestMarshaller(new Text())
            .setResponseMarshaller(new Text())
            .build();
    var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var clientLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Server grpc =
        machines.onServer(() ->
            NettyServerBuilder.forPort(9090)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelType(NioServerSocketChannel.class)
                .addService(
                    ServerServiceDefinition.builder("compat.Page")
                        .addMethod(
                            echo,
                            ServerCalls.asyncUnaryCall((_, answer) -> {
                              answer.onNext(TwoMachines.PAGE);
                              answer.onCompleted();
                            }))
                        .build())
                .build()
                .start());
    assertFetches(() -> {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(new InetSocketAddress(TwoMachines.SERVER, 9090))
              .eventLoopGroup(clientLoop)
              .channelType(NioSocketChannel.class)
              .usePlaintext()
              .build();
      try {
        return ClientCalls.blockingUnaryCall(channel, echo, CallOptions.DEFAULT, "page");
      } finally {
        channel.shutdownNow();
      }
    });
    grpc.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    clientLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
