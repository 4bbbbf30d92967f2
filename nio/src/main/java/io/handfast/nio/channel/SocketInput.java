package io.handfast.nio.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Input of a socket adaptor: blocks, for at most the socket's timeout. */
final class SocketInput extends InputStream {
  private final HandfastSocketChannel channel;
  private final LongSupplier patience;

  /** Waits for {@code patience} nanoseconds in a read. */
  SocketInput(HandfastSocketChannel channel, LongSupplier patience) {
    this.channel = channel;
    this.patience = patience;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    int n = readWithin(ByteBuffer.wrap(target, offset, length));
    if (n == 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    return n;
  }

  private int readWithin(ByteBuffer target) throws IOException {
    try {
      return channel.reader().readWithin(target, patience.getAsLong());
    } catch (IOException e) {
      throw Failures.ofStream(e);
    }
  }

  @Override
  public int available() throws IOException {
    return channel.reader().available();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
