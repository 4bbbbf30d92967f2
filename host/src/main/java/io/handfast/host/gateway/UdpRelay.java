package io.handfast.host.gateway;

import io.handfast.event.Errno;
import io.handfast.udp.UdpFlow;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.Unreachable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** One UDP flow through the gateway, until it is silent for too long or nobody is there. */
final class UdpRelay implements Loop.Task {
  private static final int MOVES_PER_TURN = 64;

  private final Loop loop;
  private final UdpFlow flow;
  private final UdpSocket client;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private DatagramChannel channel;

  /** The way through a SOCKS5 server; null when there is none. */
  private Socks5Association association;

  private InetSocketAddress controlEnd;
  private InetSocketAddress ownEnd;
  private long lastActive = System.nanoTime();
  private boolean over;

  UdpRelay(Loop loop, UdpFlow flow) {
    this.loop = loop;
    this.flow = flow;
    this.client = flow.socket();
    client.observer(_ -> onNews());
  }

  private void onNews() {
    if (scheduled.compareAndSet(false, true)) {
      loop.schedule(this);
    }
  }

  @Override
  public void run() {
    scheduled.set(false);
    if (over) {
      return;
    }
    try {
      if (channel == null && !begin()) {
        return;
      }
      if (association != null && association.isOver()) {
        end(client::close);
        return;
      }
      if (moveToUpstream() | moveToClient()) {
        onNews();
      }
    } catch (PortUnreachableException e) {
      end(now -> flow.unreachable(Unreachable.PORT, now));
    } catch (IOException e) {
      UpstreamFailure failure = UpstreamFailure.of(e);
      if (failure == UpstreamFailure.OURS) {
        loop.traffic().upstreamError(e.toString());
      }
      end(now -> flow.unreachable(unreachable(failure), now));
    }
  }

  private static Unreachable unreachable(UpstreamFailure failure) {
    return switch (failure) {
      case NO_NET -> Unreachable.NET;
      case FORBIDDEN -> Unreachable.PROHIBITED;
      case REFUSED -> Unreachable.PORT;
      case NO_HOST, TIMED_OUT, OURS -> Unreachable.HOST;
    };
  }

  /** False while the flow has no way on. */
  private boolean begin() throws IOException {
    boolean loops =
        Gateway.isInside(loop.host, flow.destination())
            || loop.isOwnEnd(client.remoteAddress(), client.remotePort());
    if (loops) {
      end(now -> flow.unreachable(Unreachable.HOST, now));
      return false;
    }
    if (loop.config.socks5().isEmpty()) {
      open(destination());
      return true;
    }
    if (association == null) {
      association =
          new Socks5Association(loop.config.socks5().get(), destination(), loop.selector(), this);
      controlEnd = association.ownEnd();
      loop.opened(this, controlEnd);
    }
    InetSocketAddress relay = association.proceed();
    if (relay != null) {
      open(relay);
    }
    return relay != null;
  }

  private InetSocketAddress destination() {
    return Loop.socketAddress(flow.destination(), flow.destinationPort());
  }

  private void open(InetSocketAddress to) throws IOException {
    channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.connect(to);
    ownEnd = (InetSocketAddress) channel.getLocalAddress();
    loop.opened(this, ownEnd);
    channel.register(loop.selector(), SelectionKey.OP_READ, this);
  }

  private boolean moveToUpstream() throws IOException {
    for (int i = 0; i < MOVES_PER_TURN; i++) {
      ByteBuffer buffer = loop.scratch.clear();
      if (association != null) {
        association.putHeader(buffer);
      }
      int[] count = new int[1];
      locked(now -> count[0] = client.receive(buffer, now));
      if (count[0] == Errno.EAGAIN.result()) {
        return false;
      }
      if (count[0] >= 0) {
        lastActive = System.nanoTime();
        send(buffer.flip());
      }
    }
    return true;
  }

  private void send(ByteBuffer datagram) throws IOException {
    int length = datagram.remaining();
    try {
      if (channel.write(datagram) == length) {
        loop.traffic().out(length);
      } else {
        loop.traffic().datagramDropped();
      }
    } catch (PortUnreachableException e) {
      throw e;
    } catch (IOException tooLarge) {
      loop.traffic().datagramDropped();
    }
  }

  private boolean moveToClient() throws IOException {
    for (int i = 0; i < MOVES_PER_TURN; i++) {
      ByteBuffer buffer = loop.scratch.clear();
      int length = channel.read(buffer);
      // An empty datagram is a datagram, but a read says the same of none at all.
      if (length <= 0) {
        return false;
      }
      lastActive = System.nanoTime();
      give(buffer.flip());
    }
    return true;
  }

  private void give(ByteBuffer datagram) {
    boolean usable = association == null || association.skipHeader(datagram);
    int length = datagram.remaining();
    int[] count = {-1};
    if (usable) {
      locked(now -> count[0] = client.send(datagram, null, 0, now));
    }
    if (count[0] == length) {
      loop.traffic().in(length);
    } else {
      loop.traffic().datagramDropped();
    }
  }

  void endWhenIdle(long now) {
    if (now - lastActive > loop.config.udpIdle().toNanos()) {
      abort();
    }
  }

  @Override
  public void abort() {
    end(client::close);
  }

  private void end(LongConsumer last) {
    if (over) {
      return;
    }
    over = true;
    locked(last);
    loop.ended(this, ownEnd);
    loop.ended(this, controlEnd);
    try {
      if (channel != null) {
        channel.close();
      }
      if (association != null) {
        association.close();
      }
    } catch (IOException e) {
      loop.traffic().upstreamError(e.toString());
    }
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
