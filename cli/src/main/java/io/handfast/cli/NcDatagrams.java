package io.handfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.Consumer;

/** Datagrams both ways; a listener answers whoever was the first to send. */
final class NcDatagrams {
  /** What fits into a packet of the usual MTU; a larger one would be refused. */
  private static final int CHUNK = 1_400;

  private static final long TICK_NANOS = 20_000_000L;

  private final DatagramChannel channel;
  private final long silenceNanos;
  private final Consumer<String> teller;
  private final InputStream in = System.in;
  private volatile long lastNews = System.nanoTime();
  private volatile IOException failure;

  NcDatagrams(DatagramChannel channel, int silenceSeconds, Consumer<String> teller) {
    this.channel = channel;
    this.silenceNanos = silenceSeconds * 1_000_000_000L;
    this.teller = teller;
  }

  void run() throws IOException, InterruptedException {
    if (!channel.isConnected()) {
      greet();
    }
    Thread receiver = Thread.ofPlatform().daemon().name("nc-output").start(this::receive);
    send();
    while (receiver.isAlive() && System.nanoTime() - lastNews < silenceNanos) {
      Thread.sleep(TICK_NANOS / 1_000_000);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void greet() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(0xffff);
    SocketAddress first = channel.receive(buffer);
    channel.connect(first);
    teller.accept("datagrams from " + first);
    show(buffer);
  }

  private void send() throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int got = in.read(chunk); got >= 0 && failure == null; got = in.read(chunk)) {
      channel.write(ByteBuffer.wrap(chunk, 0, got));
      lastNews = System.nanoTime();
    }
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(0xffff);
    try {
      while (true) {
        channel.read(buffer);
        show(buffer);
        buffer.clear();
      }
    } catch (ClosedChannelException _) {
      // We are done.
    } catch (PortUnreachableException e) {
      failure = new IOException("nobody listens on that port", e);
    } catch (IOException e) {
      failure = e;
    }
  }

  private void show(ByteBuffer buffer) {
    lastNews = System.nanoTime();
    System.out.write(buffer.array(), 0, buffer.position());
    System.out.flush();
  }
}
