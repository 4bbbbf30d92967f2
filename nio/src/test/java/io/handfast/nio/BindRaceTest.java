package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.stack.Waiter;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
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

  /**
   * The host of {@code real}, with something done once before a socket is made or after an unlock.
   */
  private static final class HookedHost implements NetworkHost, Driver {
    final AtomicReference<Runnable> beforeSocket = new AtomicReference<>();
    final AtomicReference<Runnable> afterUnlock = new AtomicReference<>();
    private final TestHost real;

    HookedHost(TestHost real) {
      this.real = real;
    }

    private static void fire(AtomicReference<Runnable> hook) {
      Runnable once = hook.getAndSet(null);
      if (once != null) {
        once.run();
      }
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public Driver driver() {
      return this;
    }

    @Override
    public NetworkStack stack() {
      fire(beforeSocket);
      return real.stack();
    }

    @Override
    public List<IpAddress> addresses() {
      return real.addresses();
    }

    @Override
    public void lock() {
      real.driver().lock();
    }

    @Override
    public void unlock() {
      real.driver().unlock();
      fire(afterUnlock);
    }

    @Override
    public long now() {
      return real.driver().now();
    }

    @Override
    public void await(Waiter waiter, long deadline) {
      real.driver().await(waiter, deadline);
    }

    @Override
    public void signal(Waiter waiter) {
      real.driver().signal(waiter);
    }

    @Override
    public void wake(Waiter waiter) {
      real.driver().wake(waiter);
    }

    @Override
    public Lock domain() {
      return real.driver().domain();
    }
  }
}
