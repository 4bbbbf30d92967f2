package io.handfast.nio.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;

/** Output of a socket adaptor: blocks until everything is taken. */
final class SocketOutput extends OutputStream {
  private final HandfastSocketChannel channel;

  SocketOutput(HandfastSocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
    while (buffer.hasRemaining()) {
      if (!channel.isBlocking()) {
        throw new IllegalBlockingModeException();
      }
      write(buffer);
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    try {
      channel.writeWhole(buffer);
    } catch (IOException e) {
      throw Failures.ofStream(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
