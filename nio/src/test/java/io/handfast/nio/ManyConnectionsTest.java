package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManyConnectionsTest extends NetworkTest {
  private static final int CONNECTIONS = 1000;

  @Test
  void oneSelectorEchoesAThousandConnections() throws Exception {
    try (ServerSocketChannel listener = listen();
        Selector selector = provider.openSelector()) {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      background.submit(() -> serve(selector));
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        SocketChannel client = provider.openSocketChannel();
        client.connect(addressOf(listener));
        clients.add(client);
      }
      for (SocketChannel client : clients) {
        client.write(bytes("ping"));
      }
      for (SocketChannel client : clients) {
        assertThat(readText(client, 4)).isEqualTo("ping");
        client.close();
      }
    }
  }

  private static Void serve(Selector selector) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
    while (selector.isOpen()) {
      selector.select(key -> echo(key, buffer));
    }
    return null;
  }

  private static void echo(SelectionKey key, ByteBuffer buffer) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
        accepted.configureBlocking(false);
        accepted.register(key.selector(), SelectionKey.OP_READ);
        return;
      }
      SocketChannel channel = (SocketChannel) key.channel();
      if (channel.read(buffer.clear()) < 0) {
        channel.close();
      } else {
        channel.write(buffer.flip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aThousandVirtualThreadsBlockOnAFewPlatformThreads() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    List<Pair> pairs = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Pair pair = connect();
      pairs.add(pair);
      readers.add(Thread.ofVirtual().start(() -> readOne(pair.server(), answered)));
    }
    readers.forEach(NetworkTest::untilWaiting);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(100);
    for (Pair pair : pairs) {
      pair.client().write(bytes("x"));
    }
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(answered).hasValue(CONNECTIONS);
  }

  private static void readOne(SocketChannel channel, AtomicInteger answered) {
    try {
      assertThat(readText(channel, 1)).isEqualTo("x");
      answered.incrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
