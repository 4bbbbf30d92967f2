package io.handfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * The services of {@link LoadPorts} with blocking calls: a virtual thread for each connection, and
 * one that accepts for each port.
 */
public final class BlockingServer {
  private static final int BYTES = 1 << 18;
  private static final int ECHO_BYTES = 1 << 12;

  private BlockingServer() {}

  /** Opens the services with a provider's channels, and serves. */
  public static void open(SelectorProvider provider) throws IOException {
    for (int port : LoadPorts.ALL) {
      ServerSocketChannel listener = provider.openServerSocketChannel();
      listener.bind(new InetSocketAddress(port), LoadPorts.BACKLOG);
      Thread.ofVirtual().name("accept-" + port).start(() -> acceptAll(listener, port));
    }
  }

  private static void acceptAll(ServerSocketChannel listener, int port) {
    try {
      while (true) {
        SocketChannel accepted = listener.accept();
        if (port == LoadPorts.ACCEPT_CLOSE) {
          accepted.close();
        } else {
          accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
          Thread.ofVirtual().start(() -> serve(accepted, port));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void serve(SocketChannel channel, int port) {
    try (channel) {
      switch (port) {
        case LoadPorts.SOURCE -> pour(channel);
        case LoadPorts.ECHO -> echo(channel);
        case LoadPorts.IDLE -> channel.read(ByteBuffer.allocate(1));
        default -> drain(channel);
      }
    } catch (IOException ignored) {
      // The load resets its connections when its time is over.
    }
  }

  private static void drain(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    while (channel.read(buffer) >= 0) {
      buffer.clear();
    }
  }

  private static void pour(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    while (true) {
      channel.write(buffer.clear());
    }
  }

  private static void echo(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(ECHO_BYTES);
    while (channel.read(buffer) >= 0) {
      channel.write(buffer.flip());
      buffer.clear();
    }
  }
}
