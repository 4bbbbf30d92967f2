package io.handfast.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.helidon.webserver.WebServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.undertow.Undertow;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers, unmodified, each asked by the JDK's client. */
@Timeout(60)
class ServersTest {
  private final TwoMachines machines = new TwoMachines();
  @TempDir private Path directory;

  @AfterEach
  void end() {
    machines.close();
  }

  private void assertServed() throws Exception {
    String got =
        machines.onClient(() -> {
          try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(TwoMachines.url())).build();
            return client.send(request, BodyHandlers.ofString()).body();
          }
        });
    assertThat(got.equals(TwoMachines.PAGE)).isTrue();
    machines.assertCarried(TwoMachines.PAGE.length());
  }

  @Test
  void theJdksServer() throws Exception {
    HttpServer server =
        machines.onServer(() -> HttpServer.create(new InetSocketAddress(TwoMachines.PORT), 0));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, TwoMachines.PAGE.length());
          exchange.getResponseBody().write(TwoMachines.PAGE.getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    machines.onServer(() -> {
      server.start();
      return null;
    });
    assertServed();
    server.stop(0);
  }

  @Test
  void netty() throws Exception {
    var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    machines.onServer(() ->
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 16))
                        .addLast(new NettyPage());
                  }
                })
            .bind(TwoMachines.PORT)
            .sync());
    assertServed();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static final class NettyPage extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      var page = Unpooled.copiedBuffer(TwoMachines.PAGE, StandardCharsets.US_ASCII);
      var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, page);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, page.readableBytes());
      context.writeAndFlush(response);
    }
  }

  @Test
  void jetty() throws Exception {
    Server server = jettyServer();
    assertServed();
    server.stop();
  }

  private Server jettyServer() throws Exception {
    return machines.onServer(() -> {
      Server made = new Server(TwoMachines.PORT);
      made.setHandler(
          new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
              Content.Sink.write(response, true, TwoMachines.PAGE, callback);
              return true;
            }
          });
      made.start();
      return made;
    });
  }

  @Test
  void tomcat() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(TwoMachines.PORT);
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "page", new PageServlet());
    context.addServletMappingDecoded("/page", "page");
    machines.onServer(() -> {
      tomcat.getConnector();
      tomcat.start();
      return null;
    });
    assertServed();
    tomcat.stop();
    tomcat.destroy();
  }

  private static final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().write(TwoMachines.PAGE.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void undertow() throws Exception {
    Undertow undertow =
        machines.onServer(() -> {
          Undertow made =
              Undertow.builder()
                  .addHttpListener(TwoMachines.PORT, TwoMachines.SERVER)
                  .setHandler(exchange -> exchange.getResponseSender().send(TwoMachines.PAGE))
                  .build();
          made.start();
          return made;
        });
    assertServed();
    undertow.stop();
  }

  @Test
  void helidon() throws Exception {
    WebServer server =
        machines.onServer(() ->
            WebServer.builder()
                .port(TwoMachines.PORT)
                .routing(routes ->
                    routes.get("/page", (request, response) -> response.send(TwoMachines.PAGE)))
                .build()
                .start());
    assertServed();
    server.stop();
  }

  @Test
  void vertx() throws Exception {
    Vertx vertx =
        machines.onServer(() -> {
          Vertx made = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
          made.createHttpServer()
              .requestHandler(request -> request.response().end(TwoMachines.PAGE))
              .listen(TwoMachines.PORT)
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
          return made;
        });
    assertServed();
    vertx.close();
  }
}
