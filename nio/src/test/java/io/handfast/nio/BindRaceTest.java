package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another thread does at the worst moment of a bind, by way of a host with hooks. */
class BindRaceTest extends NetworkTest {
  private HookedHost hooked;
  private InetSocketAddress address;

  @BeforeEach
  void hookTheServer() {
    Hosts.unregister(net.server);
    hooked = new HookedHost(net.server);
    Hosts.register(hooked);
    address = net.serverAddress(7_000);
  }

  @AfterEach
  void unhookTheServer() {
    Hosts.unregister(hooked);
  }

  @Test
  void aListenerThatIsClosedDuringItsBindLeavesThePort() throws Exception {
    closedDuringItsBind(provider.openServerSocketChannel());
    provider.openServerSocketChannel().bind(address).close();
  }

  @Test
  void aStreamThatIsClosedDuringItsBindLeavesThePort() throws Exception {
    closedDuringItsBind(provider.openSocketChannel());
    provider.openSocketChannel().bind(address).close();
  }

  @Test
  void aDatagramChannelThatIsClosedDuringItsBindLeavesThePort() throws Exception {
    closedDuringItsBind(provider.openDatagramChannel());
    provider.openDatagramChannel().bind(address).close();
  }

  private void closedDuringItsBind(NetworkChannel channel) {
    hooked.beforeSocket.set(
        quietly(() -> {
          channel.close();
          return null;
        }));
    assertThatThrownBy(() -> channel.bind(address)).isInstanceOf(ClosedChannelException.class);
  }

  /**
   * The channel is selectable before it is bound, and a client is quicker than the binding thread.
   */
  @Test
  void aConnectionThatComesBeforeTheBindReturnsIsSelected() throws Exception {
    try (ServerSocketChannel listener = provider.openServerSocketChannel();
        SocketChannel client = provider.openSocketChannel();
        Selector selector = provider.openSelector()) {
      listener.configureBlocking(false);
      SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
      Callable<Integer> clientComes =
          () -> {
            client.connect(address);
            until(() -> net.server.counter(Counter.TCP_PASSIVE_OPENS) == 1);
            return selector.selectNow();
          };
      hooked.beforeSocket.set(() ->
          hooked.afterUnlock.set(
              () -> hooked.afterUnlock.set(quietly(clientComes)))); // of the move, then of the bind
      listener.bind(address);
      assertThat(client.isConnected()).isTrue();
      selector.selectNow();
      assertThat(selector.selectedKeys()).containsExactly(key);
    }
  }

  /** The interrupt comes when the connection has been taken and accept() has yet to return it. */
  @Test
  void aConnectionThatAnInterruptedAcceptHadTakenIsClosed() throws Exception {
    try (ServerSocketChannel listener = provider.openServerSocketChannel().bind(address);
        SocketChannel client = provider.openSocketChannel()) {
      client.connect(address);
      until(() -> net.server.counter(Counter.TCP_PASSIVE_OPENS) == 1);
      hooked.afterUnlock.set(BindRaceTest::interruptedByAnother);
      assertThatThrownBy(listener::accept).isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aReceiveWhileAnotherThreadBindsUsesThatPort() throws Exception {
    try (DatagramChannel channel = provider.openDatagramChannel()) {
      ByteBuffer received = ByteBuffer.allocate(10);
      FutureTask<SocketAddress> receive = new FutureTask<>(() -> channel.receive(received));
      Thread receiver = Thread.ofPlatform().daemon().unstarted(receive);
      hooked.beforeSocket.set(() -> {
        receiver.start();
        untilWaiting(receiver);
      });
      channel.bind(address);
      channel.send(bytes("self"), address);
      assertThat(receive.get()).isEqualTo(address);
      assertThat(received.flip()).isEqualTo(bytes("self"));
    }
  }

  private static void interruptedByAnother() {
    Thread interrupter = Thread.ofPlatform().start(Thread.currentThread()::interrupt);
    until(() -> !interrupter.isAlive());
  }

  private static Runnable quietly(Callable<?> call) {
    return () -> {
      try {
        call.call();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }
}
