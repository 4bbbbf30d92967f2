package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SelectorTest extends NetworkTest {
  @Test
  void aKeyBecomesReadableWhenDataArrives() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.server(), selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      pair.client().write(bytes("x"));
      assertThat(selector.select()).isEqualTo(1);
      assertThat(selector.selectedKeys()).containsExactly(key);
      assertThat(key.isReadable()).isTrue();
      assertThat(key.isWritable()).isFalse();
    }
  }

  @Test
  void aKeyStaysReadyUntilTheDataIsRead() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      register(pair.server(), selector, SelectionKey.OP_READ);
      pair.client().write(bytes("xy"));
      selector.select();
      selector.selectedKeys().clear();
      assertThat(selector.selectNow()).isEqualTo(1);
      selector.selectedKeys().clear();
      pair.server().read(ByteBuffer.allocate(10));
      assertThat(selector.selectNow()).isZero();
      pair.client().write(bytes("z"));
      assertThat(selector.select()).isEqualTo(1);
    }
  }

  @Test
  void aSelectedKeyThatIsNotRemovedIsNotCountedAgain() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.server(), selector, SelectionKey.OP_READ);
      pair.client().write(bytes("x"));
      selector.select();
      assertThat(selector.select()).isZero();
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  @Test
  void acceptAndConnectAreSelected() throws Exception {
    try (ServerSocketChannel listener = listen();
        SocketChannel client = provider.openSocketChannel();
        Selector selector = provider.openSelector()) {
      listener.configureBlocking(false);
      assertThat(listener.accept()).isNull();
      listener.register(selector, SelectionKey.OP_ACCEPT);
      client.configureBlocking(false);
      SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
      client.connect(addressOf(listener));
      List<SelectionKey> seen = new ArrayList<>();
      while (seen.size() < 2) {
        selector.select(k -> {
          seen.add(k);
          k.interestOps(0);
        });
      }
      assertThat(seen).contains(key);
      assertThat(client.finishConnect()).isTrue();
      try (SocketChannel accepted = listener.accept()) {
        assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
      }
    }
  }

  @Test
  void aRefusedConnectIsSelectedAndFinishConnectSaysWhy() throws Exception {
    try (SocketChannel client = provider.openSocketChannel();
        Selector selector = provider.openSelector()) {
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_CONNECT);
      client.connect(net.serverAddress(9));
      assertThat(selector.select()).isEqualTo(1);
      assertThatThrownBy(client::finishConnect)
          .isInstanceOf(ConnectException.class)
          .hasMessageStartingWith("Connection refused");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void aKeyBecomesWritableAgainWhenThePeerReads() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.client(), selector, SelectionKey.OP_WRITE);
      assertThat(selector.select()).isEqualTo(1);
      ByteBuffer much = ByteBuffer.allocate(64 << 20);
      while (pair.client().write(much) > 0) {}
      Future<Integer> reader =
          background.submit(() -> {
            ByteBuffer sink = ByteBuffer.allocate(much.position());
            while (sink.hasRemaining()) {
              pair.server().read(sink);
            }
            return sink.position();
          });
      selector.selectedKeys().clear();
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.isWritable()).isTrue();
      assertThat(reader.get()).isPositive();
    }
  }

  @Test
  void theEndOfTheStreamIsReadable() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      register(pair.server(), selector, SelectionKey.OP_READ);
      pair.client().close();
      assertThat(selector.select()).isEqualTo(1);
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void selectNowWithNothingReadyReturnsZeroAndATimeoutEnds() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      register(pair.server(), selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      long start = System.nanoTime();
      assertThat(selector.select(20)).isZero();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000L);
      assertThatThrownBy(() -> selector.select(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void wakeupEndsASelectionInProgress() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      register(pair.server(), selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      Thread thread = Thread.ofPlatform().daemon().start(() -> select(selector));
      untilWaiting(thread);
      selector.wakeup();
      thread.join();
    }
  }

  @Test
  void wakeupBeforeASelectionEndsItAtOnceAndOnlyThat() throws Exception {
    try (Selector selector = provider.openSelector()) {
      selector.wakeup();
      selector.wakeup();
      assertThat(selector.select()).isZero();
      long start = System.nanoTime();
      selector.select(10);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000L);
    }
  }

  @Test
  void wakeupReachesASelectorWithoutKeys() throws Exception {
    try (Selector selector = provider.openSelector()) {
      Thread thread = Thread.ofVirtual().start(() -> select(selector));
      untilWaiting(thread);
      selector.wakeup();
      thread.join();
    }
  }

  @Test
  void anInterruptEndsASelectionAndTheStatusStays() throws Exception {
    try (Selector selector = provider.openSelector()) {
      boolean[] interrupted = new boolean[1];
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                select(selector);
                interrupted[0] = Thread.currentThread().isInterrupted();
              });
      untilWaiting(thread);
      thread.interrupt();
      thread.join();
      assertThat(interrupted[0]).isTrue();
      assertThat(selector.isOpen()).isTrue();
    }
  }

  @Test
  void closingTheSelectorEndsASelectionAndCancelsItsKeys() throws Exception {
    try (Pair pair = connect()) {
      Selector selector = provider.openSelector();
      SelectionKey key = register(pair.server(), selector, SelectionKey.OP_READ);
      CountDownLatch begun = new CountDownLatch(1);
      Future<Integer> selection =
          background.submit(() -> {
            begun.countDown();
            return selector.select();
          });
      begun.await();
      Thread.sleep(500); // the selection has begun, or it would be refused
      selector.close();
      assertThat(selection.get()).isZero(); // no error, as the JDK's own selector has it
      assertThat(key.isValid()).isFalse();
      assertThat(pair.server().isRegistered()).isFalse();
      assertThatThrownBy(selector::selectNow).isInstanceOf(ClosedSelectorException.class);
    }
  }

  @Test
  void closingAChannelCancelsItsKey() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.server(), selector, SelectionKey.OP_READ);
      pair.server().close();
      assertThat(key.isValid()).isFalse();
      assertThatThrownBy(key::readyOps).isInstanceOf(CancelledKeyException.class);
      assertThat(selector.keys()).contains(key);
      assertThat(selector.selectNow()).isZero();
      assertThat(selector.keys()).isEmpty();
    }
  }

  @Test
  void aCancelledKeyLeavesTheChannelFreeToRegisterAgain() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.server(), selector, SelectionKey.OP_READ);
      key.cancel();
      assertThatThrownBy(() -> pair.server().register(selector, SelectionKey.OP_READ))
          .isInstanceOf(CancelledKeyException.class);
      selector.selectNow();
      assertThat(pair.server().register(selector, SelectionKey.OP_READ)).isNotSameAs(key);
    }
  }

  @Test
  void registeringDuringASelectionDoesNotBlock() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      Future<Integer> selection = background.submit(() -> selector.select());
      pair.client().write(bytes("x"));
      register(pair.server(), selector, SelectionKey.OP_READ);
      selector.wakeup();
      selection.get();
      assertThat(selector.select() + selector.selectedKeys().size()).isPositive();
    }
  }

  @Test
  void aChannelThatConnectsAfterItWasRegisteredIsSelected() throws Exception {
    try (ServerSocketChannel listener = listen();
        SocketChannel client = provider.openSocketChannel();
        Selector selector = provider.openSelector()) {
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_CONNECT);
      Future<Integer> selection = background.submit(() -> selector.select());
      client.connect(addressOf(listener));
      while (!client.isConnected()) {
        client.finishConnect();
      }
      client.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
      selector.wakeup();
      selection.get();
      selector.selectedKeys().clear();
      assertThat(selector.select()).isEqualTo(1);
    }
  }

  @Test
  void oneSelectorServesHostsAndPipes() throws Exception {
    Pipe pipe = provider.openPipe();
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey source = register(pipe.source(), selector, SelectionKey.OP_READ);
      SelectionKey client = register(pair.client(), selector, SelectionKey.OP_READ);
      SelectionKey server = register(pair.server(), selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      background.submit(() -> pipe.sink().write(bytes("p")));
      selector.select(key -> assertThat(key).isSameAs(source));
      pipe.source().read(ByteBuffer.allocate(1));
      background.submit(() -> pair.server().write(bytes("c")));
      selector.select(key -> assertThat(key).isSameAs(client));
      pair.client().read(ByteBuffer.allocate(1));
      background.submit(() -> pair.client().write(bytes("s")));
      selector.select(key -> assertThat(key).isSameAs(server));
    }
  }

  @Test
  void aBlockingChannelIsNotRegistered() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      assertThatThrownBy(() -> pair.client().register(selector, SelectionKey.OP_READ))
          .isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void theSelectedSetShrinksOnly() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      SelectionKey key = register(pair.client(), selector, SelectionKey.OP_WRITE);
      selector.select();
      assertThatThrownBy(() -> selector.selectedKeys().add(key))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> selector.keys().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      var iterator = selector.selectedKeys().iterator();
      iterator.next();
      iterator.remove();
      assertThat(selector.selectedKeys()).isEmpty();
    }
  }

  @Test
  void selectingInsideAnActionIsRefused() throws Exception {
    try (Pair pair = connect();
        Selector selector = provider.openSelector()) {
      register(pair.client(), selector, SelectionKey.OP_WRITE);
      selector.select(
          key -> assertThatThrownBy(selector::selectNow).isInstanceOf(IllegalStateException.class));
    }
  }

  private static SelectionKey register(
      java.nio.channels.SelectableChannel channel, Selector selector, int ops)
      throws java.io.IOException {
    channel.configureBlocking(false);
    return channel.register(selector, ops);
  }

  private static void select(Selector selector) {
    try {
      selector.select();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
