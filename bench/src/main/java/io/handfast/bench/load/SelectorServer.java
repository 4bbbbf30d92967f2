package io.handfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** The services of {@link LoadPorts} as a plain java.nio program: one selector, one thread. */
public final class SelectorServer implements Runnable {
  private static final int BYTES = 1 << 18;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  private SelectorServer(Selector selector) {
    this.selector = selector;
  }

  /** Opens the services with a provider's channels; {@link #run} serves them. */
  public static SelectorServer open(SelectorProvider provider) throws IOException {
    Selector selector = provider.openSelector();
    for (int port : LoadPorts.ALL) {
      ServerSocketChannel listener = provider.openServerSocketChannel();
      listener.bind(new InetSocketAddress(port), LoadPorts.BACKLOG).configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT, port);
    }
    return new SelectorServer(selector);
  }

  /** Serves until the selector fails. */
  @Override
  public void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::serve);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        acceptAll(key);
      } else {
        serveConnection(key);
      }
    } catch (IOException e) {
      close(key); // the load tool resets connections when its time is over
    }
  }

  private void acceptAll(SelectionKey key) throws IOException {
    ServerSocketChannel listener = (ServerSocketChannel) key.channel();
    int port = (Integer) key.attachment();
    SocketChannel accepted = listener.accept();
    while (accepted != null) {
      if (port == LoadPorts.ACCEPT_CLOSE) {
        accepted.close();
      } else {
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        int interest = port == LoadPorts.SOURCE ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        accepted.register(selector, interest, port);
      }
      accepted = listener.accept();
    }
  }

  private void serveConnection(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    buffer.clear();
    if (key.isWritable()) {
      if (key.attachment() instanceof ByteBuffer rest) {
        channel.write(rest);
        continueWhenEmpty(key, rest);
      } else {
        channel.write(buffer);
      }
    } else if (channel.read(buffer) < 0) {
      close(key);
    } else if (key.attachment().equals(LoadPorts.ECHO)) {
      echo(key, channel);
    }
  }

  private void echo(SelectionKey key, SocketChannel channel) throws IOException {
    buffer.flip();
    channel.write(buffer);
    if (buffer.hasRemaining()) {
      ByteBuffer rest = ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip();
      key.attach(rest);
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private static void continueWhenEmpty(SelectionKey key, ByteBuffer rest) {
    if (!rest.hasRemaining()) {
      key.attach(LoadPorts.ECHO);
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException ignored) {
      // It is gone either way.
    }
  }
}
