package io.handfast.http;

import io.handfast.event.Counter;
import io.handfast.http.HttpFailure.Step;
import io.handfast.names.Lookup;
import io.handfast.names.LookupStep;
import io.handfast.names.Lookups;
import io.handfast.names.NameException;
import io.handfast.names.Resolver;
import io.handfast.nio.NetworkHost;
import io.handfast.wire.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a URL once or many times on one host, and reports when each phase began and ended.
 *
 * <p>
 *
 * {@snippet :
 * HttpReport report = new HttpRun(host, resolver).run(HttpJob.of(uri, HttpMode.HTTP_2, 10));
 * }
 *
 * <p>An address from the hosts file or the cache that cannot be connected to: the name servers are
 * asked once, and their addresses tried; then it is an error that says all of it.
 */
public final class HttpRun {
  private static final long CLOSE_NANOS = 1_000_000_000L;

  private final NetworkHost host;
  private final Resolver resolver;
  private final List<LookupStep> steps = new ArrayList<>();
  private final List<ConnectionTiming> connections = new ArrayList<>();
  private final List<RequestTiming> requests = new ArrayList<>();
  private int asked;
  private HttpJob job;
  private Dialer dialer;
  private Lookup lookup;

  /** A run, for one job. */
  public HttpRun(NetworkHost host, Resolver resolver) {
    this.host = host;
    this.resolver = resolver;
  }

  private long now() {
    return host.driver().now();
  }

  /**
   * Runs the job.
   *
   * @throws HttpFailure when it does not come to its end
   */
  public HttpReport run(HttpJob what) throws IOException {
    job = what;
    long started = now();
    lookup = resolve(Lookups.DEFAULT);
    long resolved = now();
    try (Dialer opened = new Dialer(host, job)) {
      dialer = opened;
      switch (job.mode()) {
        case HTTP_1_0 -> oneConnectionEach();
        case HTTP_1_1 -> oneAfterTheOther();
        case PIPELINED, HTTP_2 -> allAtOnce();
      }
    }
    return new HttpReport(job, started, lookup, steps, resolved, connections, requests, now());
  }

  private Lookup resolve(Lookups how) throws HttpFailure {
    try {
      return resolver.lookup(job.host(), how.withListener(steps::add));
    } catch (NameException e) {
      throw new HttpFailure(Step.NAME, e.getMessage(), e);
    }
  }

  private Dialer.Line connect() throws HttpFailure {
    List<String> failed = new ArrayList<>();
    Dialer.Line line = dialer.connect(lookup.addresses(), failed);
    if (line == null) {
      line = askOnce(failed);
    }
    connections.add(line.timing());
    return line;
  }

  private Dialer.Line askOnce(List<String> failed) throws HttpFailure {
    String from = lookup.source() == Lookup.Source.HOSTS ? "hosts file" : "cache";
    boolean known =
        lookup.source() == Lookup.Source.HOSTS || lookup.source() == Lookup.Source.CACHE;
    if (!known || lookup.addresses().stream().allMatch(IpAddress::isLoopback)) {
      throw new HttpFailure(Step.CONNECT, String.join("; ", failed), null);
    }
    String before = String.join("; ", failed) + " (from the " + from + "); DNS was asked once: ";
    Lookup fresh;
    try {
      fresh = resolver.lookup(job.host(), Lookups.DEFAULT.fresh().withListener(steps::add));
    } catch (NameException e) {
      throw new HttpFailure(Step.CONNECT, before + e.getMessage(), e);
    }
    List<IpAddress> others =
        fresh.addresses().stream().filter(each -> !lookup.addresses().contains(each)).toList();
    if (others.isEmpty()) {
      throw new HttpFailure(Step.CONNECT, before + "it says the same", null);
    }
    List<String> failedToo = new ArrayList<>(failed);
    Dialer.Line line = dialer.connect(others, failedToo);
    if (line == null) {
      List<String> later = failedToo.subList(failed.size(), failedToo.size());
      throw new HttpFailure(Step.CONNECT, before + String.join("; ", later), null);
    }
    lookup = fresh;
    return line;
  }

  private void oneConnectionEach() throws HttpFailure {
    for (int i = 0; i < job.requests(); i++) {
      Dialer.Line line = connect();
      requests.add(await(send(line, line.channel(), line.answers())));
      close(line);
    }
  }

  private void oneAfterTheOther() throws HttpFailure {
    Dialer.Line line = connect();
    for (int i = 0; i < job.requests(); i++) {
      if (!line.channel().isActive()) {
        close(line);
        line = connect();
      }
      requests.add(await(send(line, line.channel(), line.answers())));
    }
    close(line);
  }

  private void allAtOnce() throws HttpFailure {
    Dialer.Line line = connect();
    List<Exchange> sent = new ArrayList<>();
    for (int i = 0; i < job.requests(); i++) {
      sent.add(
          job.mode() == HttpMode.HTTP_2
              ? stream(line)
              : send(line, line.channel(), line.answers()));
    }
    for (Exchange each : sent) {
      requests.add(await(each));
    }
    close(line);
  }

  private Exchange exchange() {
    boolean first = asked++ == 0;
    return new Exchange(connections.size() - 1, first ? job.body() : _ -> {}, now());
  }

  private Exchange send(Dialer.Line line, Channel channel, AnswerHandler answers) {
    Exchange exchange = exchange();
    channel
        .eventLoop()
        .execute(() -> {
          answers.expect(exchange);
          write(channel, exchange);
        });
    return exchange;
  }

  private void write(Channel channel, Exchange exchange) {
    FullHttpRequest request = request();
    exchange.asks(request);
    channel
        .writeAndFlush(request)
        .addListener(written -> {
          if (written.isSuccess()) {
            exchange.sent(now());
          } else {
            exchange.fail(written.cause());
          }
        });
  }

  private Exchange stream(Dialer.Line line) {
    Exchange exchange = exchange();
    AnswerHandler answers = new AnswerHandler(this::now);
    new Http2StreamChannelBootstrap(line.channel())
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false), answers);
              }
            })
        .open()
        .addListener(opened -> {
          if (opened.isSuccess()) {
            answers.expect(exchange);
            write((Http2StreamChannel) opened.getNow(), exchange);
          } else {
            exchange.fail(opened.cause());
          }
        });
    return exchange;
  }

  private FullHttpRequest request() {
    boolean old = job.mode() == HttpMode.HTTP_1_0;
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1, HttpMethod.GET, job.target());
    request.headers().set(HttpHeaderNames.HOST, job.uri().getAuthority());
    request.headers().set(HttpHeaderNames.USER_AGENT, "handfast/0.1.0");
    request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
    return request;
  }

  private RequestTiming await(Exchange exchange) throws HttpFailure {
    int number = requests.size() + 1;
    try {
      return exchange.answered.get(job.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      String reason = String.valueOf(e.getCause().getMessage());
      throw new HttpFailure(Step.ANSWER, "request " + number + ": " + reason, e.getCause());
    } catch (TimeoutException e) {
      String reason = " was not answered within " + job.timeout().toMillis() / 1000.0 + " s";
      throw new HttpFailure(Step.ANSWER, "request " + number + reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpFailure(Step.ANSWER, "interrupted", e);
    }
  }

  /** Closes and waits until both ends have finished; TIME-WAIT is not waited for. */
  private void close(Dialer.Line line) {
    long closing = now();
    line.channel().close().awaitUninterruptibly();
    long deadline = System.nanoTime() + CLOSE_NANOS;
    while (isOpen(line.timing()) && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(200_000);
    }
    ConnectionTiming t = line.timing();
    connections.set(
        connections.indexOf(t),
        new ConnectionTiming(
            t.local(),
            t.remote(),
            t.failed(),
            t.dialed(),
            t.connected(),
            t.secured(),
            closing,
            now()));
  }

  private boolean isOpen(ConnectionTiming connection) {
    host.driver().lock();
    try {
      return host.stack().sockets(now()).stream()
          .anyMatch(each ->
              each.localPort() == connection.local().getPort()
                  && each.remotePort() == connection.remote().getPort()
                  && !each.state().name().equals("TIME_WAIT"));
    } finally {
      host.driver().unlock();
    }
  }

  /** Handshakes that this host has begun so far: SYNs that opened a connection. */
  public static long handshakes(NetworkHost host) {
    host.driver().lock();
    try {
      return host.stack().counters().get(Counter.TCP_ACTIVE_OPENS);
    } finally {
      host.driver().unlock();
    }
  }
}
