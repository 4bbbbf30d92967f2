package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.WritePendingException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asynchronous channels of ours and of the JDK, side by side: the same tests on both. */
@Tag("jdks-own")
class AsynchronousChannelsTest extends NetworkTest {
  /** Whose channels, and where they listen. */
  enum Side {
    JDK("127.0.0.1"),
    OURS("10.0.0.2");

    private final String address;

    Side(String address) {
      this.address = address;
    }

    AsynchronousChannelProvider provider() {
      return this == OURS ? OURS_PROVIDER : JDKS_PROVIDER;
    }
  }

  private static final AsynchronousChannelProvider OURS_PROVIDER =
      new HandfastAsynchronousChannelProvider();
  private static final AsynchronousChannelProvider JDKS_PROVIDER = jdks();

  private final List<AutoCloseable> open = new ArrayList<>();

  private static AsynchronousChannelProvider jdks() {
    try {
      Class<?> type = Class.forName("sun.nio.ch.DefaultAsynchronousChannelProvider");
      return (AsynchronousChannelProvider) type.getMethod("create").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T later(T resource) {
    open.add(resource);
    return resource;
  }

  private AsynchronousSocketChannel channel(Side side) throws IOException {
    return later(side.provider().openAsynchronousSocketChannel(null));
  }

  private AsynchronousServerSocketChannel listener(Side side) throws IOException {
    return later(side.provider().openAsynchronousServerSocketChannel(null))
        .bind(new InetSocketAddress(side.address, 0));
  }

  private record Ends(AsynchronousSocketChannel client, AsynchronousSocketChannel server) {}

  private Ends connected(Side side) throws Exception {
    AsynchronousServerSocketChannel listener = listener(side);
    Future<AsynchronousSocketChannel> accepted = listener.accept();
    AsynchronousSocketChannel client = channel(side);
    within(client.connect(listener.getLocalAddress()));
    return new Ends(client, later(within(accepted)));
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(Future<?> future) {
    try {
      within(future);
      throw new AssertionError("it should have failed");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A handler as a future; the attachment has to come back. */
  private static final class Told<V> implements CompletionHandler<V, String> {
    final CompletableFuture<V> result = new CompletableFuture<>();
    volatile Thread thread;

    @Override
    public void completed(V value, String attachment) {
      thread = Thread.currentThread();
      assertThat(attachment).isEqualTo("attachment");
      result.complete(value);
    }

    @Override
    public void failed(Throwable failure, String attachment) {
      thread = Thread.currentThread();
      result.completeExceptionally(failure);
    }
  }

  // ---- operations ----

  @ParameterizedTest
  @EnumSource
  void futuresCarryDataBothWays(Side side) throws Exception {
    Ends ends = connected(side);
    ByteBuffer got = ByteBuffer.allocate(10);
    Future<Integer> read = ends.server().read(got);
    assertThat(within(ends.client().write(bytes("hello")))).isEqualTo(5);
    assertThat(within(read)).isEqualTo(5);
    within(ends.server().write(bytes("ab")));
    assertThat(within(ends.client().read(got.clear()))).isEqualTo(2);
    ends.server().shutdownOutput();
    assertThat(within(ends.client().read(got.clear()))).isEqualTo(-1);
  }

  @Test
  void oursAreOnTheStack() throws Exception {
    Ends ends = connected(Side.OURS);
    assertThat(net.client.count(Counter.TCP_ACTIVE_OPENS)).isEqualTo(1);
    assertThat(net.server.count(Counter.TCP_PASSIVE_OPENS)).isEqualTo(1);
    assertThat(ends.client().getRemoteAddress()).isEqualTo(ends.server().getLocalAddress());
  }

  @ParameterizedTest
  @EnumSource
  void handlersAreToldWithTheirAttachmentAndMayGoOn(Side side) throws Exception {
    Ends ends = connected(side);
    byte[] sent = new byte[1 << 20];
    new Random(4).nextBytes(sent);
    ByteBuffer source = ByteBuffer.wrap(sent);
    ByteBuffer target = ByteBuffer.allocate(sent.length);
    CompletableFuture<Void> written = new CompletableFuture<>();
    CompletableFuture<Void> readAll = new CompletableFuture<>();
    goOn(source, written, handler -> ends.client().write(source, "x", handler));
    goOn(target, readAll, handler -> ends.server().read(target, "x", handler));
    within(written);
    within(readAll);
    assertThat(target.array()).isEqualTo(sent);
  }

  private interface Start {
    void with(CompletionHandler<Integer, String> handler);
  }

  /** Starts the operation again from its handler until the buffer is used up. */
  private static void goOn(ByteBuffer buffer, CompletableFuture<Void> done, Start start) {
    start.with(
        new CompletionHandler<>() {
          @Override
          public void completed(Integer count, String attachment) {
            if (buffer.hasRemaining()) {
              start.with(this);
            } else {
              done.complete(null);
            }
          }

          @Override
          public void failed(Throwable failure, String attachment) {
            done.completeExceptionally(failure);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void severalBuffersAreFilledInTurn(Side side) throws Exception {
    Ends ends = connected(side);
    Told<Long> written = new Told<>();
    ByteBuffer[] parts = {bytes("ab"), bytes("cde")};
    ends.client().write(parts, 0, 2, 20, TimeUnit.SECONDS, "attachment", written);
    assertThat(within(written.result)).isEqualTo(5);
    Told<Long> read = new Told<>();
    ByteBuffer[] into = {ByteBuffer.allocate(2), ByteBuffer.allocate(10)};
    ends.server().read(into, 0, 2, 20, TimeUnit.SECONDS, "attachment", read);
    assertThat(within(read.result)).isEqualTo(5);
    assertThat(into[0].remaining()).isZero();
    assertThat(into[1].position()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyBufferReadsNothingAtOnce(Side side) throws Exception {
    Ends ends = connected(side);
    assertThat(within(ends.client().read(ByteBuffer.allocate(0)))).isZero();
  }

  // ---- what is refused ----

  @ParameterizedTest
  @EnumSource
  void aSecondOperationOfOneKindIsRefused(Side side) throws Exception {
    Ends ends = connected(side);
    Future<Integer> pending = ends.client().read(ByteBuffer.allocate(1));
    assertThatThrownBy(() -> ends.client().read(ByteBuffer.allocate(1)))
        .isInstanceOf(ReadPendingException.class);
    assertThat(pending.isDone()).isFalse();

    AsynchronousServerSocketChannel listener = listener(side);
    listener.accept();
    assertThatThrownBy(listener::accept).isInstanceOf(AcceptPendingException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondWriteIsRefusedWhileTheFirstWaits(Side side) throws Exception {
    Ends ends = connected(side);
    Future<Integer> last = within(fill(ends.client()));
    assertThatThrownBy(() -> ends.client().write(bytes("x")))
        .isInstanceOf(WritePendingException.class);
    assertThat(last.isDone()).isFalse();
  }

  /** Writes until a write does not end at once: nobody reads. */
  private static CompletableFuture<Future<Integer>> fill(AsynchronousSocketChannel channel)
      throws Exception {
    while (true) {
      Future<Integer> write = channel.write(ByteBuffer.allocate(1 << 20));
      try {
        write.get(700, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        return CompletableFuture.completedFuture(write);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeDoneIsSaidAtOnce(Side side) throws Exception {
    AsynchronousSocketChannel unconnected = channel(side);
    assertThatThrownBy(() -> unconnected.read(ByteBuffer.allocate(1)))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> unconnected.write(ByteBuffer.allocate(1)))
        .isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> unconnected.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> unconnected.connect(InetSocketAddress.createUnresolved("nowhere.test", 1)))
        .isInstanceOf(UnresolvedAddressException.class);
    AsynchronousServerSocketChannel unbound =
        later(side.provider().openAsynchronousServerSocketChannel(null));
    assertThatThrownBy(unbound::accept).isInstanceOf(NotYetBoundException.class);
    Ends ends = connected(side);
    assertThatThrownBy(() -> ends.client().connect(ends.client().getRemoteAddress()))
        .isInstanceOf(AlreadyConnectedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedConnectFailsAndClosesTheChannel(Side side) throws Exception {
    AsynchronousServerSocketChannel listener = listener(side);
    InetSocketAddress nobody = (InetSocketAddress) listener.getLocalAddress();
    listener.close();
    AsynchronousSocketChannel channel = channel(side);
    Told<Void> told = new Told<>();
    channel.connect(nobody, "attachment", told);
    assertThat(failure(told.result)).isInstanceOf(ConnectException.class);
    assertThat(channel.isOpen()).isFalse();
    assertThat(failure(channel.connect(nobody))).isInstanceOf(ClosedChannelException.class);
  }

  // ---- ends ----

  @ParameterizedTest
  @EnumSource
  void aCloseEndsWhatIsUnderWay(Side side) throws Exception {
    Ends ends = connected(side);
    Told<Integer> read = new Told<>();
    ends.client().read(ByteBuffer.allocate(1), "attachment", read);
    AsynchronousServerSocketChannel listener = listener(side);
    Future<AsynchronousSocketChannel> accept = listener.accept();
    TimeUnit.MILLISECONDS.sleep(50);
    ends.client().close();
    listener.close();
    assertThat(failure(read.result)).isInstanceOf(AsynchronousCloseException.class);
    assertThat(failure(accept)).isInstanceOf(AsynchronousCloseException.class);
    assertThat(failure(ends.client().read(ByteBuffer.allocate(1))))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(within(ends.server().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutEndsTheReadAndThenThereIsNoneAnyMore(Side side) throws Exception {
    Ends ends = connected(side);
    Told<Integer> read = new Told<>();
    ends.client().read(ByteBuffer.allocate(1), 50, TimeUnit.MILLISECONDS, "attachment", read);
    assertThat(failure(read.result)).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(ends.client().isOpen()).isTrue();
    assertThatThrownBy(() -> ends.client().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("due to timeout or cancellation");
    assertThat(within(ends.client().write(bytes("x")))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aCancellationThatMayInterruptClosesTheChannel(Side side) throws Exception {
    Ends ends = connected(side);
    Future<Integer> read = ends.client().read(ByteBuffer.allocate(1));
    assertThat(read.cancel(true)).isTrue();
    assertThat(read.isCancelled()).isTrue();
    assertThat(ends.client().isOpen()).isFalse();
    assertThat(read.cancel(true)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aCancellationThatMayNotLeavesItOpenForTheOtherDirection(Side side) throws Exception {
    Ends ends = connected(side);
    Future<Integer> read = ends.client().read(ByteBuffer.allocate(1));
    assertThat(read.cancel(false)).isTrue();
    assertThat(ends.client().isOpen()).isTrue();
    assertThatThrownBy(() -> ends.client().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(within(ends.client().write(bytes("x")))).isEqualTo(1);
  }

  // ---- groups ----

  @ParameterizedTest
  @EnumSource
  void handlersRunOnTheThreadsOfTheGroup(Side side) throws Exception {
    AsynchronousChannelGroup group =
        side.provider()
            .openAsynchronousChannelGroup(2, task -> new Thread(task, "a thread of the group"));
    AsynchronousServerSocketChannel listener =
        side.provider().openAsynchronousServerSocketChannel(group);
    listener.bind(new InetSocketAddress(side.address, 0));
    AsynchronousSocketChannel client = later(side.provider().openAsynchronousSocketChannel(group));
    Told<Void> told = new Told<>();
    client.connect(listener.getLocalAddress(), "attachment", told);
    within(told.result);
    assertThat(told.thread.getName()).isEqualTo("a thread of the group");

    group.shutdown();
    assertThat(group.isShutdown()).isTrue();
    assertThat(group.isTerminated()).isFalse();
    assertThatThrownBy(() -> side.provider().openAsynchronousSocketChannel(group))
        .isInstanceOf(ShutdownChannelGroupException.class);
    listener.close();
    client.close();
    assertThat(group.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(group.isTerminated()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shutdownNowClosesTheChannelsOfTheGroup(Side side) throws Exception {
    AsynchronousChannelGroup group =
        side.provider().openAsynchronousChannelGroup(Executors.newCachedThreadPool(), 1);
    AsynchronousServerSocketChannel listener =
        side.provider().openAsynchronousServerSocketChannel(group);
    listener.bind(new InetSocketAddress(side.address, 0));
    Future<AsynchronousSocketChannel> accept = listener.accept();
    TimeUnit.MILLISECONDS.sleep(50);
    group.shutdownNow();
    assertThat(failure(accept)).isInstanceOf(AsynchronousCloseException.class);
    assertThat(listener.isOpen()).isFalse();
    assertThat(group.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aGroupOfAnotherProviderIsRefused() throws Exception {
    AsynchronousChannelGroup theirs =
        JDKS_PROVIDER.openAsynchronousChannelGroup(Executors.newCachedThreadPool(), 1);
    assertThatThrownBy(() -> OURS_PROVIDER.openAsynchronousSocketChannel(theirs))
        .isInstanceOf(IllegalChannelGroupException.class);
    theirs.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void optionsAndAddressesAreThoseOfTheSocket(Side side) throws Exception {
    Ends ends = connected(side);
    ends.client().setOption(StandardSocketOptions.TCP_NODELAY, true);
    assertThat(ends.client().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    assertThat(ends.client().supportedOptions())
        .contains(StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_KEEPALIVE);
    assertThat(ends.server().getRemoteAddress()).isEqualTo(ends.client().getLocalAddress());
    AsynchronousSocketChannel bound = channel(side);
    bound.bind(new InetSocketAddress((InetAddress) null, 0));
    assertThat(((InetSocketAddress) bound.getLocalAddress()).getPort()).isPositive();
  }
}
