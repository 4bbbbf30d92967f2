package io.handfast.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Gives the answers of one connection or stream to the exchanges that wait, in their order. */
final class AnswerHandler extends SimpleChannelInboundHandler<HttpObject> {
  private final LongSupplier clock;
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private Throwable ended;

  AnswerHandler(LongSupplier clock) {
    this.clock = clock;
  }

  /** Called by the event loop. */
  void expect(Exchange exchange) {
    waiting.add(exchange);
    if (ended != null) {
      failAll(ended);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message.decoderResult().isFailure()) {
      exceptionCaught(context, message.decoderResult().cause());
      return;
    }
    Exchange current = waiting.peek();
    if (current == null) {
      return;
    }
    if (message instanceof HttpResponse head) {
      current.head(head, clock.getAsLong());
    }
    if (message instanceof HttpContent piece) {
      current.piece(ByteBufUtil.getBytes(piece.content()));
    }
    if (message instanceof LastHttpContent) {
      waiting.remove().done(clock.getAsLong());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failAll(new IOException("the server ended the connection before it had answered"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failAll(cause);
    context.close();
  }

  private void failAll(Throwable reason) {
    ended = reason;
    waiting.forEach(each -> each.fail(reason));
    waiting.clear();
  }
}
