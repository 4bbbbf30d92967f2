package io.handfast.http;

import io.handfast.http.HttpFailure.Step;
import io.handfast.nio.HandfastSelectorProvider;
import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import io.handfast.wire.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Opens Netty channels on one host, ready for one version of HTTP. */
final class Dialer implements AutoCloseable {
  private static final HandfastSelectorProvider PROVIDER = new HandfastSelectorProvider();

  static {
    // Netty would look for a hardware address, and warn where a namespace has none.
    if (System.getProperty("io.netty.machineId") == null) {
      System.setProperty("io.netty.machineId", "02:00:00:00:00:00:00:01");
    }
  }

  private final NetworkHost host;
  private final HttpJob job;
  private final EventLoopGroup loop;
  private final SslContext tls;

  Dialer(NetworkHost host, HttpJob job) throws IOException {
    this.host = host;
    this.job = job;
    this.tls = job.isSecure() ? tls() : null;
    try (Hosts.Scope _ = Hosts.enter(host)) {
      loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory(PROVIDER));
    }
  }

  private SslContext tls() throws IOException {
    String protocol = job.mode() == HttpMode.HTTP_2 ? "h2" : "http/1.1";
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    protocol));
    if (job.insecure()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      builder.endpointIdentificationAlgorithm(null);
    }
    return builder.build();
  }

  /** A connection, and the first moments of its life. */
  record Line(Channel channel, AnswerHandler answers, ConnectionTiming timing) {}

  private long now() {
    return host.driver().now();
  }

  /**
   * Connects to the first address that lets us.
   *
   * @param failed takes each address that did not, with the reason
   * @return null when none did
   */
  Line connect(List<IpAddress> addresses, List<String> failed) throws HttpFailure {
    for (IpAddress each : addresses) {
      long dialed = now();
      AnswerHandler answers = new AnswerHandler(this::now);
      ChannelFuture future = dial(each, answers);
      future.awaitUninterruptibly();
      if (future.isSuccess()) {
        long connected = now();
        long secured = secure(future.channel());
        return new Line(
            future.channel(),
            answers,
            new ConnectionTiming(
                (InetSocketAddress) future.channel().localAddress(),
                (InetSocketAddress) future.channel().remoteAddress(),
                List.copyOf(failed),
                dialed,
                connected,
                secured,
                0,
                0));
      }
      failed.add(each + " port " + job.port() + ": " + reason(future.cause()));
    }
    return null;
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private ChannelFuture dial(IpAddress address, AnswerHandler answers) {
    try (Hosts.Scope _ = Hosts.enter(host)) {
      return new Bootstrap()
          .group(loop)
          .channelFactory(() -> new NioSocketChannel(PROVIDER))
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) job.timeout().toMillis())
          .option(ChannelOption.TCP_NODELAY, true)
          .handler(initializer(answers))
          .connect(new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), job.port()));
    } catch (IOException e) {
      throw new IllegalStateException(e); // of an address of a wrong length, which there is not
    }
  }

  private ChannelInitializer<Channel> initializer(AnswerHandler answers) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc(), job.host(), job.port()));
        }
        if (job.mode() == HttpMode.HTTP_2) {
          channel
              .pipeline()
              .addLast(
                  Http2FrameCodecBuilder.forClient()
                      .encoderEnforceMaxConcurrentStreams(true)
                      .build())
              .addLast(
                  new Http2MultiplexHandler(
                      new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel pushed) {
                          pushed.close();
                        }
                      }));
        } else {
          channel.pipeline().addLast(new HttpClientCodec(), answers);
        }
      }
    };
  }

  /** When TLS is agreed; 0 without. */
  private long secure(Channel channel) throws HttpFailure {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return 0;
    }
    handler.handshakeFuture().awaitUninterruptibly();
    if (!handler.handshakeFuture().isSuccess()) {
      Throwable cause = handler.handshakeFuture().cause();
      throw new HttpFailure(Step.TLS, job.uri().getAuthority() + ": " + reason(cause), cause);
    }
    if (job.mode() == HttpMode.HTTP_2 && !"h2".equals(handler.applicationProtocol())) {
      channel.close();
      String sentence = job.uri().getAuthority() + " does not offer HTTP/2 (ALPN h2)";
      throw new HttpFailure(Step.TLS, sentence, null);
    }
    return now();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
        .awaitUninterruptibly(2_000);
  }
}
