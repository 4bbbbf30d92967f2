package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Two hosts and what tests do with them; each test has its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class NetworkTest {
  final HandfastSelectorProvider provider = new HandfastSelectorProvider();
  final ExecutorService background = Executors.newCachedThreadPool(NetworkTest::daemon);
  TwoHosts net;

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  @BeforeEach
  void startHosts() {
    net = new TwoHosts();
  }

  @AfterEach
  void stopHosts() {
    background.shutdownNow();
    net.close();
  }

  /** A listener on the server host, at a port of its choice. */
  ServerSocketChannel listen() throws IOException {
    return provider.openServerSocketChannel().bind(net.serverAddress(0), 1024);
  }

  static InetSocketAddress addressOf(ServerSocketChannel listener) throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  /** Both ends of a new connection, in blocking mode. */
  Pair connect() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SocketChannel client = provider.openSocketChannel();
      client.connect(addressOf(listener));
      return new Pair(client, listener.accept());
    }
  }

  record Pair(SocketChannel client, SocketChannel server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Exactly {@code count} bytes from a blocking channel, as text. */
  static String readText(SocketChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        break;
      }
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  /** Waits until the thread is parked or blocked in its call; it must not have ended. */
  static void untilWaiting(Thread thread) {
    until(() -> {
      Thread.State state = thread.getState();
      assertThat(state).as("a call that should block").isNotEqualTo(Thread.State.TERMINATED);
      return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    });
  }
}
