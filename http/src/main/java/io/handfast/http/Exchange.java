package io.handfast.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One request on its way; filled in by the event loop. */
final class Exchange {
  final CompletableFuture<RequestTiming> answered = new CompletableFuture<>();
  private final int connection;
  private final Consumer<byte[]> body;
  private final long started;
  private long sent;
  private long firstByte;
  private long bytes;
  private int status;
  private HttpMessage request;
  private HttpHeads heads;

  Exchange(int connection, Consumer<byte[]> body, long started) {
    this.connection = connection;
    this.body = body;
    this.started = started;
  }

  void asks(HttpMessage asked) {
    request = asked;
  }

  void sent(long now) {
    sent = now;
  }

  void head(HttpResponse head, long now) {
    status = head.status().code();
    heads = HttpHeads.of(request, head);
    firstByte = now;
    // The answer may be here before the loop has told that the request is gone.
    sent = sent == 0 ? now : sent;
  }

  void piece(byte[] piece) {
    bytes += piece.length;
    body.accept(piece);
  }

  void done(long now) {
    answered.complete(
        new RequestTiming(connection, started, sent, firstByte, now, status, bytes, heads));
  }

  void fail(Throwable reason) {
    answered.completeExceptionally(reason);
  }
}
