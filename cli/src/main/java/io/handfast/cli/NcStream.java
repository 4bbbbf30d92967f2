package io.handfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Both directions of one connection; it is over when both have ended. */
final class NcStream {
  private static final int CHUNK = 1 << 16;

  private final SocketChannel channel;
  private final Consumer<String> teller;
  private final InputStream in = System.in;
  private final PrintStream out = System.out;

  NcStream(SocketChannel channel, Consumer<String> teller) {
    this.channel = channel;
    this.teller = teller;
  }

  void run() throws IOException {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    // A daemon: nothing wakes a thread that waits for a terminal.
    Thread.ofPlatform()
        .daemon()
        .name("nc-input")
        .start(() -> {
          try {
            send();
            sent.complete(null);
          } catch (IOException e) {
            sent.completeExceptionally(e);
          }
        });
    receive();
    try {
      sent.join();
    } catch (CompletionException e) {
      throw (IOException) e.getCause();
    }
  }

  private void send() throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
      ByteBuffer data = ByteBuffer.wrap(chunk, 0, got);
      while (data.hasRemaining()) {
        channel.write(data);
      }
    }
    channel.shutdownOutput();
    teller.accept("our input has ended: FIN sent, still reading");
  }

  private void receive() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    while (channel.read(buffer) >= 0) {
      out.write(buffer.array(), 0, buffer.position());
      out.flush();
      buffer.clear();
    }
    teller.accept("the peer has finished");
  }
}
