package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import io.handfast.ip.Prefix;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10.0.0.0/24 is the hosts', the loopback is the kernel's; also within one selector. */
@Tag("jdks-own")
class RoutedChannelsTest extends NetworkTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final SelectorProvider JDK = BuiltInProvider.find().orElseThrow();

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void split() {
    Routing.set(List.of(Prefix.parse("10.0.0.0/24")), true);
  }

  @AfterEach
  void everythingIsOursAgain() throws Exception {
    Routing.reset();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T later(T resource) {
    open.add(resource);
    return resource;
  }

  /** A listener of the JDK's own. */
  private ServerSocketChannel kernelListener() throws IOException {
    return later(JDK.openServerSocketChannel().bind(new InetSocketAddress(HERE, 0)));
  }

  private Pair kernelPair() throws IOException {
    ServerSocketChannel listener = kernelListener();
    SocketChannel client = later(provider.openSocketChannel());
    client.connect(listener.getLocalAddress());
    return later(new Pair(client, listener.accept()));
  }

  private Pair ourPair() throws IOException {
    return later(connect());
  }

  private Selector selector() throws IOException {
    return later(provider.openSelector());
  }

  private static SelectionKey reading(SocketChannel channel, Selector selector) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, SelectionKey.OP_READ);
  }

  /** A selection in another thread, which waits already. */
  private Future<Set<SelectionKey>> selecting(Selector selector) {
    FutureTask<Set<SelectionKey>> task =
        new FutureTask<>(() -> {
          selector.select(20_000);
          Set<SelectionKey> found = Set.copyOf(selector.selectedKeys());
          selector.selectedKeys().clear();
          return found;
        });
    untilWaiting(later(new Running(task)).thread);
    return task;
  }

  private record Running(Thread thread) implements AutoCloseable {
    Running(Runnable task) {
      this(Thread.ofPlatform().daemon().start(task));
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  // ---- one channel ----

  @Test
  void aChannelThatConnectsToTheKernelsAddressIsTheKernels() throws Exception {
    long before = net.client.count(Counter.TCP_ACTIVE_OPENS);
    try (Pair pair = kernelPair()) {
      pair.client().write(bytes("hello"));
      assertThat(readText(pair.server(), 5)).isEqualTo("hello");
      assertThat(pair.server().getRemoteAddress()).isEqualTo(pair.client().getLocalAddress());
    }
    assertThat(net.client.count(Counter.TCP_ACTIVE_OPENS)).isEqualTo(before);
  }

  @Test
  void aChannelThatConnectsElsewhereIsOurs() throws Exception {
    try (Pair pair = ourPair()) {
      pair.client().write(bytes("hello"));
      assertThat(readText(pair.server(), 5)).isEqualTo("hello");
      assertThat(ChannelInfo.of(pair.client())).isPresent();
    }
    assertThat(net.client.count(Counter.TCP_ACTIVE_OPENS)).isEqualTo(1);
  }

  @Test
  void optionsAndPortAreTakenAlong() throws Exception {
    ServerSocketChannel listener = kernelListener();
    SocketChannel client = later(provider.openSocketChannel());
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    int port = freePortOfTheKernels();
    client.bind(new InetSocketAddress(port));
    client.connect(listener.getLocalAddress());
    assertThat(client.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    assertThat(client.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
    assertThat(((InetSocketAddress) listener.accept().getRemoteAddress()).getPort())
        .isEqualTo(port);
  }

  private int freePortOfTheKernels() throws IOException {
    try (ServerSocketChannel taken = kernelListener()) {
      return addressOf(taken).getPort();
    }
  }

  @Test
  void aPortOfOurChoiceThatIsTakenAtTheKernelsIsExchanged() throws Exception {
    ServerSocketChannel listener = kernelListener();
    SocketChannel client = later(provider.openSocketChannel());
    client.bind(new InetSocketAddress(0));
    int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
    try (ServerSocketChannel taker = JDK.openServerSocketChannel()) {
      try {
        taker.bind(new InetSocketAddress(port));
      } catch (BindException e) {
        // somebody else has it: just as well
      }
      client.connect(listener.getLocalAddress());
      assertThat(((InetSocketAddress) client.getLocalAddress()).getPort()).isNotEqualTo(port);
    }
  }

  @Test
  void aRefusedConnectClosesTheChannelAsItDoesInTheJdk() throws Exception {
    ServerSocketChannel listener = kernelListener();
    InetSocketAddress nobody = addressOf(listener);
    listener.close();
    SocketChannel client = later(provider.openSocketChannel());
    assertThatThrownBy(() -> client.connect(nobody)).isInstanceOf(ConnectException.class);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aBlockedReadEndsWhenTheChannelIsClosed() throws Exception {
    Pair pair = kernelPair();
    FutureTask<Integer> read = new FutureTask<>(() -> pair.client().read(ByteBuffer.allocate(1)));
    Thread.ofPlatform().daemon().start(read);
    TimeUnit.MILLISECONDS.sleep(100);
    pair.client().close();
    assertThatThrownBy(() -> within(read)).hasCauseInstanceOf(AsynchronousCloseException.class);
    assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void anInterruptClosesTheChannel() throws Exception {
    Pair pair = kernelPair();
    FutureTask<Integer> read = new FutureTask<>(() -> pair.client().read(ByteBuffer.allocate(1)));
    Thread reader = Thread.ofPlatform().daemon().start(read);
    TimeUnit.MILLISECONDS.sleep(100);
    reader.interrupt();
    assertThatThrownBy(() -> within(read)).hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThat(pair.client().isOpen()).isFalse();
  }

  @Test
  void socketsOfChannelsGoWhereTheChannelsGo() throws Exception {
    ServerSocketChannel listener = later(provider.openServerSocketChannel());
    ServerSocket socket = listener.socket();
    socket.bind(new InetSocketAddress(HERE, 0));
    Socket client = later(provider.openSocketChannel()).socket();
    client.connect(new InetSocketAddress(HERE, socket.getLocalPort()), 10_000);
    try (Socket accepted = socket.accept()) {
      client.getOutputStream().write(42);
      assertThat(accepted.getInputStream().read()).isEqualTo(42);
      assertThat(accepted.getChannel().provider()).isSameAs(provider);
    }
    assertThat(net.client.count(Counter.TCP_ACTIVE_OPENS)).isZero();
    assertThat(listener.isOpen() && !socket.isClosed()).isTrue();
    socket.close();
    assertThat(listener.isOpen()).isFalse();
  }

  @Test
  void datagramsGoWhereTheirFirstAddressSays() throws Exception {
    DatagramChannel echo = later(JDK.openDatagramChannel().bind(new InetSocketAddress(HERE, 0)));
    DatagramChannel asking = later(provider.openDatagramChannel());
    asking.send(bytes("hello"), echo.getLocalAddress());
    ByteBuffer got = ByteBuffer.allocate(10);
    assertThat(echo.receive(got)).isNotNull();
    assertThat(got.position()).isEqualTo(5);

    DatagramChannel ours = later(provider.openDatagramChannel());
    ours.connect(net.serverAddress(9));
    assertThat(((InetSocketAddress) ours.getLocalAddress()).getHostString()).isEqualTo("10.0.0.1");

    DatagramChannel plain = later(provider.openDatagramChannel());
    plain.socket().send(new DatagramPacket(new byte[3], 3, echo.getLocalAddress()));
    assertThat(echo.receive(got.clear())).isNotNull();
  }

  // ---- one selector ----

  @Test
  void anEventOnEitherKindWakesASelectionThatWaits() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    Pair ours = ourPair();
    SelectionKey kernelKey = reading(kernel.client(), selector);
    SelectionKey ourKey = reading(ours.client(), selector);

    for (int i = 0; i < 3; i++) {
      Future<Set<SelectionKey>> first = selecting(selector);
      kernel.server().write(bytes("k"));
      assertThat(within(first)).containsExactly(kernelKey);
      assertThat(kernelKey.isReadable()).isTrue();
      assertThat(kernel.client().read(ByteBuffer.allocate(10))).isEqualTo(1);

      Future<Set<SelectionKey>> second = selecting(selector);
      ours.server().write(bytes("o"));
      assertThat(within(second)).containsExactly(ourKey);
      assertThat(ours.client().read(ByteBuffer.allocate(10))).isEqualTo(1);
    }
  }

  @Test
  void whatIsReadyStaysReadyUntilItIsRead() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    SelectionKey key = reading(kernel.client(), selector);
    kernel.server().write(bytes("x"));
    for (int i = 0; i < 3; i++) {
      assertThat(selector.select(20_000)).isEqualTo(1);
      assertThat(selector.selectedKeys()).containsExactly(key);
      selector.selectedKeys().clear();
    }
    kernel.client().read(ByteBuffer.allocate(10));
    assertThat(selector.selectNow()).isZero();
    key.interestOps(SelectionKey.OP_WRITE);
    assertThat(selector.select(20_000)).isEqualTo(1);
    assertThat(key.isWritable()).isTrue();
    assertThat(key.isReadable()).isFalse();
  }

  @Test
  void bothAtOnceAreFoundByOneSelection() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    Pair ours = ourPair();
    SelectionKey kernelKey = reading(kernel.client(), selector);
    SelectionKey ourKey = reading(ours.client(), selector);
    kernel.server().write(bytes("k"));
    ours.server().write(bytes("o"));
    until(() -> {
      try {
        selector.select(1_000);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return selector.selectedKeys().containsAll(List.of(kernelKey, ourKey));
    });
  }

  @Test
  void aWakeUpATimeoutAndAnInterruptEndASelectionOfKernelKeys() throws Exception {
    Selector selector = selector();
    reading(kernelPair().client(), selector);
    assertThat(selector.select(20)).isZero();

    Future<Set<SelectionKey>> waked = selecting(selector);
    selector.wakeup();
    assertThat(within(waked)).isEmpty();

    FutureTask<Boolean> interrupted =
        new FutureTask<>(() -> {
          selector.select();
          return Thread.interrupted();
        });
    Thread thread = Thread.ofPlatform().daemon().start(interrupted);
    untilWaiting(thread);
    thread.interrupt();
    assertThat(within(interrupted)).isTrue();
    assertThat(selector.isOpen()).isTrue();
  }

  @Test
  void aChannelThatBecomesTheKernelsWhileItIsSelectedIsSeen() throws Exception {
    Selector selector = selector();
    SocketChannel client = later(provider.openSocketChannel());
    client.configureBlocking(false);
    SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
    Future<Set<SelectionKey>> connected = selecting(selector);
    client.connect(kernelListener().getLocalAddress());
    assertThat(within(connected)).containsExactly(key);
    assertThat(client.finishConnect()).isTrue();
  }

  @Test
  void aListenerOfTheKernelsIsSelectedAndWhatItAcceptsToo() throws Exception {
    Selector selector = selector();
    ServerSocketChannel listener = later(provider.openServerSocketChannel());
    listener.bind(new InetSocketAddress(HERE, 0)).configureBlocking(false);
    SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
    assertThat(listener.accept()).isNull();
    SocketChannel client = later(JDK.openSocketChannel());
    Future<Set<SelectionKey>> found = selecting(selector);
    client.connect(listener.getLocalAddress());
    assertThat(within(found)).containsExactly(key);

    SocketChannel accepted = later(listener.accept());
    SelectionKey data = reading(accepted, selector);
    Future<Set<SelectionKey>> readable = selecting(selector);
    client.write(bytes("x"));
    assertThat(within(readable)).containsExactly(data);
  }

  @Test
  void aCancelledKeyGivesTheChannelFreeAndItMayComeBack() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    SelectionKey key = reading(kernel.client(), selector);
    assertThat(selector.selectNow()).isZero();
    key.cancel();
    kernel.client().configureBlocking(true);
    kernel.server().write(bytes("ab"));
    assertThat(kernel.client().read(ByteBuffer.allocate(1))).isEqualTo(1);
    selector.selectNow();
    assertThat(selector.keys()).isEmpty();
    SelectionKey again = reading(kernel.client(), selector);
    assertThat(selector.select(20_000)).isEqualTo(1);
    assertThat(selector.selectedKeys()).containsExactly(again);
  }

  @Test
  void aClosedChannelLeavesTheSelectorAndItsPeerSeesTheEnd() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    SelectionKey key = reading(kernel.client(), selector);
    selector.selectNow();
    kernel.client().close();
    assertThat(key.isValid()).isFalse();
    selector.selectNow();
    assertThat(selector.keys()).isEmpty();
    assertThat(kernel.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void aClosedSelectorEndsItsHelperAndLeavesTheChannelsOpen() throws Exception {
    Selector selector = selector();
    Pair kernel = kernelPair();
    reading(kernel.client(), selector);
    selector.select(20);
    Future<Set<SelectionKey>> waiting = selecting(selector);
    selector.close();
    assertThatThrownBy(() -> within(waiting)).hasMessageContaining("ClosedSelector");
    kernel.client().configureBlocking(true);
    kernel.server().write(bytes("x"));
    assertThat(kernel.client().read(ByteBuffer.allocate(1))).isEqualTo(1);
    until(() ->
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(each -> each.getName().equals("handfast-kernel-selector")));
  }

  @Test
  void unixDomainChannelsAreTheKernelsAndCanBeSelected(@TempDir Path directory) throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    ServerSocketChannel listener =
        later(provider.openServerSocketChannel(StandardProtocolFamily.UNIX)).bind(address);
    SocketChannel client = later(provider.openSocketChannel(StandardProtocolFamily.UNIX));
    client.connect(address);
    SocketChannel accepted = later(listener.accept());
    Selector selector = selector();
    SelectionKey key = reading(accepted, selector);
    SelectionKey ourKey = reading(ourPair().client(), selector);
    Future<Set<SelectionKey>> found = selecting(selector);
    client.write(bytes("x"));
    assertThat(within(found)).containsExactly(key).doesNotContain(ourKey);
  }
}
