package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a blocked call from outside, on platform and on virtual threads. */
class InterruptAndCloseTest extends NetworkTest {
  /** A call under way in a thread of its own, and what came of it. */
  private record Blocked(Thread thread, CompletableFuture<Throwable> failure) {
    static Blocked in(boolean virtual, Callable<?> call) {
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      Runnable body = () -> run(call, failure);
      Thread thread =
          virtual ? Thread.ofVirtual().start(body) : Thread.ofPlatform().daemon().start(body);
      return new Blocked(thread, failure);
    }

    private static void run(Callable<?> call, CompletableFuture<Throwable> failure) {
      try {
        failure.complete(new AssertionError("returned " + call.call()));
      } catch (Exception e) {
        failure.complete(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptClosesTheChannelOfABlockedRead(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      Blocked read = Blocked.in(virtual, () -> pair.client().read(ByteBuffer.allocate(1)));
      untilWaiting(read.thread());
      read.thread().interrupt();
      assertThat(read.failure().get()).isInstanceOf(ClosedByInterruptException.class);
      assertThat(pair.client().isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptBeforeTheReadClosesTheChannelToo(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      Blocked read =
          Blocked.in(
              virtual,
              () -> {
                Thread.currentThread().interrupt();
                return pair.client().read(ByteBuffer.allocate(1));
              });
      assertThat(read.failure().get()).isInstanceOf(ClosedByInterruptException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseByAnotherThreadEndsABlockedRead(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      Blocked read = Blocked.in(virtual, () -> pair.client().read(ByteBuffer.allocate(1)));
      untilWaiting(read.thread());
      pair.client().close();
      assertThat(read.failure().get()).isExactlyInstanceOf(AsynchronousCloseException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePeerOfAReaderThatWasClosedReadsTheEnd(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      Blocked read = Blocked.in(virtual, () -> pair.client().socket().getInputStream().read());
      untilWaiting(read.thread());
      pair.client().socket().close();
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(read.failure().get()).isExactlyInstanceOf(AsynchronousCloseException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseEndsABlockedWrite(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      fill(pair.client());
      Blocked write = Blocked.in(virtual, () -> pair.client().write(ByteBuffer.allocate(1 << 26)));
      untilWaiting(write.thread());
      pair.client().close();
      assertThat(write.failure().get())
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(AsynchronousCloseException.class),
              e -> assertThat(e).hasMessageStartingWith("returned")); // some bytes were taken
    }
  }

  @Test
  void anUrgentByteWithoutRoomIsRefusedInTheJdksWords() throws Exception {
    try (Pair pair = connect()) {
      fill(pair.client());
      pair.client().configureBlocking(false);
      assertThatThrownBy(() -> pair.client().socket().sendUrgentData(1))
          .isInstanceOf(SocketException.class)
          .hasMessage("Socket buffer full");
    }
  }

  /** Until nothing is taken any more, though the peer acknowledges what it has room for. */
  private static void fill(SocketChannel channel) throws Exception {
    channel.configureBlocking(false);
    ByteBuffer much = ByteBuffer.allocate(1 << 26);
    for (int quiet = 0; quiet < 10; quiet++) {
      while (channel.write(much) > 0) {
        quiet = 0;
      }
      Thread.sleep(10);
    }
    channel.configureBlocking(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEndOfTheOutputEndsAWriteThatWroteNothingYet(boolean virtual) throws Exception {
    try (Pair pair = connect()) {
      fill(pair.client());
      Blocked write = Blocked.in(virtual, () -> pair.client().write(ByteBuffer.allocate(1)));
      untilWaiting(write.thread());
      pair.client().shutdownOutput();
      assertThat(write.failure().get()).isExactlyInstanceOf(AsynchronousCloseException.class);
      assertThat(pair.client().isOpen()).isTrue();
    }
  }

  /** As on the JDK's channels: so the close of a channel finds a writer that wrote nothing. */
  @Test
  void aVirtualThreadWritesWhatThereIsRoomFor() throws Exception {
    try (Pair pair = connect()) {
      int much = 1 << 26;
      Blocked write = Blocked.in(true, () -> pair.client().write(ByteBuffer.allocate(much)));
      assertThat(write.failure().get()).hasMessageStartingWith("returned ");
      int written = Integer.parseInt(write.failure().get().getMessage().split(" ")[1]);
      assertThat(written).isBetween(1, much - 1);
    }
  }

  @Test
  void theStreamOfASocketWritesAllOnAVirtualThreadToo() throws Exception {
    try (Pair pair = connect()) {
      byte[] much = new byte[1 << 24];
      Blocked write =
          Blocked.in(
              true,
              () -> {
                pair.client().socket().getOutputStream().write(much);
                return "done";
              });
      ByteBuffer received = ByteBuffer.allocate(much.length);
      while (received.hasRemaining()) {
        assertThat(pair.server().read(received)).isPositive();
      }
      assertThat(write.failure().get()).hasMessage("returned done");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCloseEndsABlockedAccept(boolean virtual) throws Exception {
    try (ServerSocketChannel listener = listen()) {
      Blocked accept = Blocked.in(virtual, listener::accept);
      untilWaiting(accept.thread());
      listener.close();
      assertThat(accept.failure().get()).isExactlyInstanceOf(AsynchronousCloseException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsABlockedConnect(boolean virtual) throws Exception {
    try (SocketChannel channel = provider.openSocketChannel()) {
      Blocked connect = Blocked.in(virtual, () -> channel.connect(net.silentAddress()));
      untilWaiting(connect.thread());
      connect.thread().interrupt();
      assertThat(connect.failure().get()).isInstanceOf(ClosedByInterruptException.class);
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void shutdownOfInputEndsABlockedRead() throws Exception {
    try (Pair pair = connect()) {
      CompletableFuture<Integer> read = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  read.complete(pair.client().read(ByteBuffer.allocate(1)));
                } catch (IOException e) {
                  read.completeExceptionally(e);
                }
              });
      untilWaiting(thread);
      pair.client().shutdownInput();
      assertThat(read.get()).isEqualTo(-1);
    }
  }

  @Test
  void whenOneOfAHundredReadersIsInterruptedTheOthersComplete() throws Exception {
    Pair[] pairs = new Pair[100];
    Blocked[] reads = new Blocked[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      Pair pair = pairs[i] = connect();
      reads[i] =
          Blocked.in(
              i % 2 == 0,
              () -> {
                readText(pair.client(), 4);
                return "done";
              });
    }
    for (Blocked read : reads) {
      untilWaiting(read.thread());
    }
    for (int i = 0; i < pairs.length; i += 10) {
      reads[i + 1].thread().interrupt();
    }
    for (int i = 0; i < pairs.length; i++) {
      if (i % 10 != 1) {
        pairs[i].server().write(bytes("data"));
        assertThat(reads[i].failure().get()).hasMessage("returned done");
      } else {
        assertThat(reads[i].failure().get()).isInstanceOf(ClosedByInterruptException.class);
      }
    }
  }
}
