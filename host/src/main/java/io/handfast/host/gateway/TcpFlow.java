package io.handfast.host.gateway;

import io.handfast.event.Errno;
import io.handfast.tcp.TcpFlowRequest;
import io.handfast.tcp.TcpSocket;
import io.handfast.wire.Unreachable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * One TCP connection through the gateway: first the upstream, then the answer to the client, then
 * bytes in both directions. Each direction ends by itself with its FIN; an error ends both.
 */
final class TcpFlow implements Loop.Task {
  /** Moves in one turn, so that a fast flow does not starve the others. */
  private static final int MOVES_PER_TURN = 8;

  private enum Stage {
    NEW,
    CONNECTING,
    GREETING,
    RELAYING,
    OVER
  }

  private final Loop loop;
  private final TcpFlowRequest request;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private Stage stage = Stage.NEW;
  private SocketChannel channel;
  private SelectionKey key;
  private InetSocketAddress ownEnd;
  private Socks5Greeting greeting;
  private TcpSocket client;

  /** The client has acknowledged our SYN-ACK. */
  private boolean clientIsThere;

  // Bytes that the other side had no room for; null when there are none.
  private ByteBuffer toUpstream;
  private ByteBuffer toClient;
  private boolean upstreamShut;
  private boolean clientShut;

  TcpFlow(Loop loop, TcpFlowRequest request) {
    this.loop = loop;
    this.request = request;
  }

  @Override
  public void run() {
    scheduled.set(false);
    try {
      switch (stage) {
        case NEW -> begin();
        case CONNECTING -> connected();
        case GREETING -> greet();
        case RELAYING -> relay();
        case OVER -> {}
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  // ---- the upstream first ----

  private void begin() throws IOException {
    boolean loops =
        Gateway.isInside(loop.host, request.destination())
            || loop.isOwnEnd(request.source(), request.sourcePort());
    if (loops) {
      stage = Stage.OVER;
      decide(now -> request.unreachable(Unreachable.HOST, now));
      return;
    }
    stage = Stage.CONNECTING;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    boolean done = channel.connect(loop.config.socks5().orElseGet(this::destination));
    ownEnd = (InetSocketAddress) channel.getLocalAddress();
    loop.opened(this, ownEnd);
    key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
    if (done) {
      connected();
    }
  }

  private InetSocketAddress destination() {
    return Loop.socketAddress(request.destination(), request.destinationPort());
  }

  private void connected() throws IOException {
    if (!channel.finishConnect()) {
      return;
    }
    if (loop.config.socks5().isPresent()) {
      stage = Stage.GREETING;
      greeting = Socks5Greeting.connect(channel, destination());
      greet();
    } else {
      accept();
    }
  }

  private void greet() throws IOException {
    if (greeting.proceed()) {
      greeting = null;
      accept();
    } else {
      key.interestOps(greeting.interest());
    }
  }

  private void accept() {
    stage = Stage.RELAYING;
    key.interestOps(0);
    locked(now -> {
      client = request.accept(now);
      client.keepAlive(true);
      client.noDelay(true);
      client.observer(_ -> onNews());
    });
  }

  private void onNews() {
    if (scheduled.compareAndSet(false, true)) {
      loop.schedule(this);
    }
  }

  // ---- bytes ----

  private void relay() throws IOException {
    if (!clientIsThere && !checkClient()) {
      return;
    }
    boolean more = moveToUpstream() | moveToClient();
    if (stage != Stage.RELAYING) {
      return;
    }
    if (upstreamShut && clientShut) {
      end();
      return;
    }
    boolean wantsInput = !clientShut && toClient == null;
    boolean wantsRoom = toUpstream != null;
    key.interestOps(
        (wantsInput ? SelectionKey.OP_READ : 0) | (wantsRoom ? SelectionKey.OP_WRITE : 0));
    if (more) {
      onNews();
    }
  }

  private boolean checkClient() throws IOException {
    int[] result = new int[1];
    locked(_ -> result[0] = client.finishConnect());
    if (result[0] == Errno.EINPROGRESS.result()) {
      return false;
    }
    if (result[0] < 0) {
      clientFailed();
      return false;
    }
    clientIsThere = true;
    return true;
  }

  /** True when there may be more to move than one turn allows. */
  private boolean moveToUpstream() throws IOException {
    for (int i = 0; i < MOVES_PER_TURN && !upstreamShut; i++) {
      if (toUpstream != null) {
        loop.traffic().out(channel.write(toUpstream));
        if (toUpstream.hasRemaining()) {
          return false;
        }
        toUpstream = null;
      }
      ByteBuffer buffer = loop.scratch();
      int[] count = new int[1];
      locked(now -> count[0] = client.read(buffer, now));
      if (count[0] == Errno.EAGAIN.result()) {
        return false;
      } else if (count[0] < 0) {
        clientFailed();
        return false;
      } else if (count[0] == 0) {
        channel.shutdownOutput();
        upstreamShut = true;
        return false;
      }
      loop.traffic().out(channel.write(buffer.flip()));
      toUpstream = rest(buffer);
    }
    return !upstreamShut;
  }

  private boolean moveToClient() throws IOException {
    for (int i = 0; i < MOVES_PER_TURN && !clientShut && stage == Stage.RELAYING; i++) {
      if (toClient != null) {
        if (!give(toClient)) {
          return false;
        }
        toClient = null;
      }
      ByteBuffer buffer = loop.scratch();
      int count = channel.read(buffer);
      if (count == 0) {
        return false;
      } else if (count < 0) {
        locked(client::shutdownWrite);
        clientShut = true;
        return false;
      }
      loop.traffic().in(count);
      if (!give(buffer.flip())) {
        toClient = rest(buffer);
        return false;
      }
    }
    return !clientShut;
  }

  /** Writes to the client; false when not all was taken, of which the observer hears later. */
  private boolean give(ByteBuffer bytes) throws IOException {
    int[] count = new int[1];
    locked(now -> count[0] = client.write(bytes, now));
    if (count[0] < 0 && count[0] != Errno.EAGAIN.result()) {
      clientFailed();
    }
    return !bytes.hasRemaining();
  }

  private static ByteBuffer rest(ByteBuffer buffer) {
    return buffer.hasRemaining()
        ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip()
        : null;
  }

  // ---- the end ----

  /** The upstream failed: before the answer that is the answer, later a reset. */
  private void fail(IOException why) {
    if (stage == Stage.RELAYING) {
      loop.traffic().reset();
      locked(now -> client.abort(now));
    } else if (stage != Stage.OVER) {
      UpstreamFailure failure = UpstreamFailure.of(why);
      if (failure == UpstreamFailure.OURS) {
        loop.traffic().upstreamError(why.toString());
      }
      decide(now -> failure.answer(request, now));
    }
    over();
  }

  /** The client has reset the connection, or has never been there: the upstream gets a reset. */
  private void clientFailed() throws IOException {
    loop.traffic().reset();
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    locked(client::close);
    over();
  }

  private void end() {
    locked(client::close);
    over();
  }

  private void over() {
    stage = Stage.OVER;
    toUpstream = null;
    toClient = null;
    if (channel != null) {
      loop.ended(this, ownEnd);
      try {
        channel.close();
      } catch (IOException e) {
        loop.traffic().upstreamError(e.toString());
      }
    }
  }

  @Override
  public void abort() {
    if (client != null && stage == Stage.RELAYING) {
      locked(now -> client.abort(now));
    } else if (stage != Stage.OVER) {
      decide(request::ignore);
    }
    over();
  }

  private void decide(LongConsumer decision) {
    locked(now -> {
      if (!request.isDecided()) {
        decision.accept(now);
      }
    });
  }

  private void locked(LongConsumer call) {
    loop.driver.lock();
    try {
      call.accept(loop.driver.now());
    } finally {
      loop.driver.unlock();
    }
  }
}
