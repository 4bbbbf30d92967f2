package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.event.Counter;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketChannelTest extends NetworkTest {
  @Test
  void whatOneEndWritesTheOtherReads() throws Exception {
    try (Pair pair = connect()) {
      pair.client().write(bytes("request"));
      assertThat(readText(pair.server(), 7)).isEqualTo("request");
      pair.server().write(bytes("response"));
      assertThat(readText(pair.client(), 8)).isEqualTo("response");
    }
    assertThat(TwoHosts.packetsTo(net.server)).isPositive();
    assertThat(TwoHosts.packetsTo(net.client)).isPositive();
  }

  @Test
  void bothEndsKnowTheAddressesOfBoth() throws Exception {
    try (Pair pair = connect()) {
      assertThat(pair.client().getRemoteAddress()).isEqualTo(pair.server().getLocalAddress());
      assertThat(pair.server().getRemoteAddress()).isEqualTo(pair.client().getLocalAddress());
      assertThat(pair.client().isConnected()).isTrue();
    }
  }

  @Test
  void megabytesArriveWholeThroughDirectAndHeapBuffers() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(7).nextBytes(sent);
    try (Pair pair = connect()) {
      Future<Integer> written = background.submit(() -> pair.client().write(ByteBuffer.wrap(sent)));
      ByteBuffer received = ByteBuffer.allocateDirect(sent.length);
      while (received.hasRemaining()) {
        assertThat(pair.server().read(received)).isPositive();
      }
      assertThat(written.get()).isEqualTo(sent.length);
      assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }
  }

  @Test
  void gatheredBuffersAreScatteredInOrder() throws Exception {
    try (Pair pair = connect()) {
      ByteBuffer[] out = {bytes("ab"), bytes(""), bytes("cdef")};
      assertThat(pair.client().write(out)).isEqualTo(6);
      ByteBuffer[] in = {ByteBuffer.allocate(3), ByteBuffer.allocate(3)};
      long read = 0;
      while (read < 6) {
        read += pair.server().read(in);
      }
      assertThat(in[0].flip()).isEqualTo(bytes("abc"));
      assertThat(in[1].flip()).isEqualTo(bytes("def"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gatheredBuffersLeaveInOneSegment(boolean blocking) throws Exception {
    try (Pair pair = connect()) {
      pair.client().setOption(StandardSocketOptions.TCP_NODELAY, true);
      pair.client().configureBlocking(blocking);
      long before = net.client.count(Counter.TCP_OUT_SEGS);
      assertThat(pair.client().write(new ByteBuffer[] {bytes("a"), bytes("b"), bytes("c")}))
          .isEqualTo(3);
      assertThat(readText(pair.server(), 3)).isEqualTo("abc");
      assertThat(net.client.count(Counter.TCP_OUT_SEGS) - before).isEqualTo(1);
    }
  }

  /** As a write to the kernel: what was taken comes first, then why it was not more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResetEndsABlockedWriteAndIsToldByTheNextOne(boolean gathering) throws Exception {
    try (Pair pair = connect()) {
      ByteBuffer[] much = {ByteBuffer.allocate(1 << 23), ByteBuffer.allocate(1 << 24)};
      FutureTask<Long> write =
          new FutureTask<>(
              () -> gathering ? pair.client().write(much) : pair.client().write(much[1]));
      Thread writer = Thread.ofPlatform().daemon().start(write);
      untilWaiting(writer);
      pair.server().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.server().close();
      assertThat(write.get()).isBetween(1L, (1L << 24) - 1);
      assertThatThrownBy(() -> pair.client().write(bytes("more")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith("Connection reset by peer");
      assertThatThrownBy(() -> pair.client().write(bytes("more")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith("Broken pipe");
    }
  }

  @Test
  void aHalfClosedConnectionStillCarriesTheOtherDirection() throws Exception {
    try (Pair pair = connect()) {
      pair.client().write(bytes("last"));
      pair.client().shutdownOutput();
      assertThat(readText(pair.server(), 4)).isEqualTo("last");
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      pair.server().write(bytes("answer"));
      assertThat(readText(pair.client(), 6)).isEqualTo("answer");
      assertThatThrownBy(() -> pair.client().write(bytes("more")))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void afterShutdownOfInputReadsEnd() throws Exception {
    try (Pair pair = connect()) {
      pair.client().shutdownInput();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void connectToAPortWithoutListenerIsRefused() throws Exception {
    SocketChannel channel = provider.openSocketChannel();
    assertThatThrownBy(() -> channel.connect(net.serverAddress(9)))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("Connection refused");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aResetSurfacesAsConnectionReset() throws Exception {
    try (Pair pair = connect()) {
      pair.server().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.server().close();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> pair.client().read(ByteBuffer.allocate(1)))
            .isInstanceOf(SocketException.class)
            .hasMessageStartingWith("Connection reset");
      }
    }
  }

  @Test
  void aCloseThatLingersReturnsWhenEverythingHasArrived() throws Exception {
    try (Pair pair = connect()) {
      int length = 30_000; // fits the first window of the peer, which does not read yet
      pair.client().setOption(StandardSocketOptions.SO_LINGER, 30);
      pair.client().write(ByteBuffer.allocate(length));
      pair.client().close();
      assertThat(pair.server().socket().getInputStream().available()).isEqualTo(length);
    }
  }

  @Test
  void aNonBlockingReadOfNothingReturnsZero() throws Exception {
    try (Pair pair = connect()) {
      pair.client().configureBlocking(false);
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isZero();
    }
  }

  @Test
  void aNonBlockingWriteStopsWhenTheBuffersAreFull() throws Exception {
    try (Pair pair = connect()) {
      pair.client().configureBlocking(false);
      ByteBuffer much = ByteBuffer.allocate(64 << 20);
      while (pair.client().write(much) > 0) {}
      assertThat(much.hasRemaining()).isTrue();
      assertThat(much.position()).isPositive();
    }
  }

  @Test
  void aNonBlockingConnectIsFinishedLater() throws Exception {
    try (ServerSocketChannel listener = listen();
        SocketChannel client = provider.openSocketChannel()) {
      client.configureBlocking(false);
      boolean connected = client.connect(addressOf(listener));
      assertThat(client.isConnectionPending()).isEqualTo(!connected);
      until(() -> finished(client));
      assertThat(client.isConnected()).isTrue();
      assertThat(client.isConnectionPending()).isFalse();
    }
  }

  private static boolean finished(SocketChannel channel) {
    try {
      return channel.finishConnect();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anUnconnectedChannelNeitherReadsNorWrites() throws Exception {
    try (SocketChannel channel = provider.openSocketChannel()) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> channel.write(bytes("x")))
          .isInstanceOf(NotYetConnectedException.class);
      assertThat(channel.getRemoteAddress()).isNull();
      assertThat(channel.getLocalAddress()).isNull();
    }
  }

  @Test
  void aConnectedChannelDoesNotConnectAgain() throws Exception {
    try (Pair pair = connect()) {
      assertThatThrownBy(() -> pair.client().connect(net.serverAddress(1)))
          .isInstanceOf(AlreadyConnectedException.class);
    }
  }

  @Test
  void anAddressInUseIsABindException() throws Exception {
    try (ServerSocketChannel first = listen();
        ServerSocketChannel second = provider.openServerSocketChannel()) {
      InetSocketAddress taken = addressOf(first);
      assertThatThrownBy(() -> second.bind(taken))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("Address already in use");
    }
  }

  @Test
  void optionsAreKeptAndUnknownOnesRefused() throws Exception {
    try (SocketChannel channel = provider.openSocketChannel()) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 42);
      channel.setOption(StandardSocketOptions.SO_LINGER, 1_000_000);
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(42);
      assertThat(channel.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(65_535);
      assertThat(channel.supportedOptions()).doesNotContain(StandardSocketOptions.SO_BROADCAST);
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_BROADCAST, true))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.IP_TOS, 256))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void everySupportedOptionCanBeReadAndSetToWhatItIs() throws Exception {
    try (SocketChannel channel = provider.openSocketChannel();
        ServerSocketChannel listener = provider.openServerSocketChannel()) {
      for (java.net.SocketOption<?> option : channel.supportedOptions()) {
        setToItself(channel, option);
      }
      for (java.net.SocketOption<?> option : listener.supportedOptions()) {
        setToItself(listener, option);
      }
    }
  }

  private static <T> void setToItself(
      java.nio.channels.NetworkChannel channel, java.net.SocketOption<T> option)
      throws java.io.IOException {
    T value = channel.getOption(option);
    assertThat(value).as(option.name()).isNotNull();
    if (option.equals(ExtendedSocketOptions.SO_INCOMING_NAPI_ID)) {
      assertThatThrownBy(() -> channel.setOption(option, value))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("read only");
    } else {
      channel.setOption(option, value);
    }
  }

  @Test
  void optionsSetBeforeABindFollowTheChannelToItsHost() throws Exception {
    try (SocketChannel channel = provider.openSocketChannel()) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(net.serverAddress(0)); // the default host is the client
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    }
  }

  @Test
  void theUnixFamilyIsNotSupported() {
    assertThatThrownBy(() -> provider.openSocketChannel(StandardProtocolFamily.UNIX))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aClosedChannelSaysSo() throws Exception {
    SocketChannel channel = provider.openSocketChannel();
    channel.close();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::getLocalAddress).isInstanceOf(ClosedChannelException.class);
  }
}
