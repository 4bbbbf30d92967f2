package io.handfast.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PipeTest extends NetworkTest {
  @Test
  void manyBytesComeOutAsTheyWentIn() throws Exception {
    Pipe pipe = provider.openPipe();
    byte[] sent = new byte[1_000_000];
    new Random(3).nextBytes(sent);
    Future<Integer> written = background.submit(() -> pipe.sink().write(ByteBuffer.wrap(sent)));
    ByteBuffer received = ByteBuffer.allocate(sent.length);
    while (received.hasRemaining()) {
      pipe.source().read(received);
    }
    assertThat(written.get()).isEqualTo(sent.length);
    assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
  }

  @Test
  void closingTheSinkEndsTheSource() throws Exception {
    Pipe pipe = provider.openPipe();
    pipe.sink().write(bytes("x"));
    pipe.sink().close();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertThat(pipe.source().read(buffer)).isEqualTo(1);
    assertThat(pipe.source().read(buffer)).isEqualTo(-1);
  }

  @Test
  void closingTheSourceBreaksThePipe() throws Exception {
    Pipe pipe = provider.openPipe();
    pipe.source().close();
    assertThatThrownBy(() -> pipe.sink().write(bytes("x")))
        .isInstanceOf(IOException.class)
        .hasMessage("Broken pipe");
  }

  @Test
  void anInterruptClosesTheEndThatBlocks() throws Exception {
    Pipe pipe = provider.openPipe();
    Throwable[] failure = new Throwable[1];
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                pipe.source().read(ByteBuffer.allocate(1));
              } catch (IOException e) {
                failure[0] = e;
              }
            });
    untilWaiting(thread);
    thread.interrupt();
    thread.join();
    assertThat(failure[0]).isInstanceOf(ClosedByInterruptException.class);
  }

  @Test
  void aSelectorSeesBothEnds() throws Exception {
    Pipe pipe = provider.openPipe();
    pipe.source().configureBlocking(false);
    pipe.sink().configureBlocking(false);
    try (Selector selector = provider.openSelector()) {
      SelectionKey source = pipe.source().register(selector, SelectionKey.OP_READ);
      SelectionKey sink = pipe.sink().register(selector, SelectionKey.OP_WRITE);
      selector.select();
      assertThat(selector.selectedKeys()).containsExactly(sink);
      while (pipe.sink().write(ByteBuffer.allocate(10_000)) > 0) {}
      selector.selectedKeys().clear();
      selector.select();
      assertThat(selector.selectedKeys()).containsExactly(source);
    }
  }

  @Test
  void aBlockingWriterAndASelectingReaderPassMoreThanThePipeHolds() throws Exception {
    Pipe pipe = provider.openPipe();
    pipe.source().configureBlocking(false);
    try (Selector selector = provider.openSelector()) {
      pipe.source().register(selector, SelectionKey.OP_READ);
      Future<Integer> written =
          background.submit(() -> pipe.sink().write(ByteBuffer.allocate(1_000_000)));
      ByteBuffer received = ByteBuffer.allocate(1_000_000);
      while (received.hasRemaining()) {
        assertThat(selector.select(20_000)).isPositive();
        selector.selectedKeys().clear();
        pipe.source().read(received);
      }
      assertThat(written.get()).isEqualTo(1_000_000);
    }
  }

  @Test
  void aWriteThatTheReaderBreaksOffSaysHowMuchWasTaken() throws Exception {
    Pipe pipe = provider.openPipe();
    CompletableFuture<Integer> written = new CompletableFuture<>();
    Thread writer =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                written.complete(pipe.sink().write(ByteBuffer.allocate(100_000)));
              } catch (IOException e) {
                written.completeExceptionally(e);
              }
            });
    untilWaiting(writer);
    pipe.source().close();
    assertThat(written.get()).isEqualTo(65_536);
  }

  /** As on the JDK's pipes: so the close of the sink finds a writer that wrote nothing. */
  @Test
  void aVirtualThreadWritesWhatThereIsRoomForAndIsFoundWaitingForMore() throws Exception {
    Pipe pipe = provider.openPipe();
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                first.complete(pipe.sink().write(ByteBuffer.allocate(100_000)));
                pipe.sink().write(ByteBuffer.allocate(1));
              } catch (IOException e) {
                second.complete(e);
              }
            });
    assertThat(first.get()).isEqualTo(65_536);
    untilWaiting(writer);
    pipe.sink().close();
    assertThat(second.get()).isExactlyInstanceOf(AsynchronousCloseException.class);
  }
}
