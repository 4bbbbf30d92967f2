package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** The writable end of a pipe. */
final class PipeSink extends Pipe.SinkChannel implements SelectableEndpoint {
  private final ReentrantLock writeLock = new ReentrantLock();
  private final PipeBuffer buffer;

  PipeSink(SelectorProvider provider, PipeBuffer buffer) {
    super(provider);
    this.buffer = buffer;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    writeLock.lock();
    try {
      return writeLocked(src);
    } finally {
      writeLock.unlock();
    }
  }

  private int writeLocked(ByteBuffer src) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    int n = isBlocking() && src.hasRemaining() ? putBlocking(src) : buffer.put(src, false);
    if (n < 0) {
      throw new IOException("Broken pipe");
    }
    return n;
  }

  private int putBlocking(ByteBuffer src) throws IOException {
    int n = 0;
    begin();
    try {
      n = buffer.put(src, true);
    } finally {
      end(n != 0);
      Interrupts.closeIfInterrupted(this, n != 0);
    }
    return n;
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    writeLock.lock();
    try {
      long total = 0;
      for (int i = offset; i < offset + length; i++) {
        total += writeLocked(srcs[i]);
        if (srcs[i].hasRemaining()) {
          break;
        }
      }
      return total;
    } finally {
      writeLock.unlock();
    }
  }

  @Override
  public Driver driver() {
    return PipeBuffer.NO_DRIVER;
  }

  @Override
  public KeyList keys() {
    return buffer.sinkKeys();
  }

  @Override
  public int readyOps() {
    return buffer.isWritable() ? SelectionKey.OP_WRITE : 0;
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    writeLock.lock();
    writeLock.unlock();
  }

  @Override
  protected void implCloseSelectableChannel() {
    buffer.closeSink();
  }
}
