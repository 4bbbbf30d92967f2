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

/** The readable end of a pipe. */
final class PipeSource extends Pipe.SourceChannel implements SelectableEndpoint {
  private final ReentrantLock readLock = new ReentrantLock();
  private final PipeBuffer buffer;

  PipeSource(SelectorProvider provider, PipeBuffer buffer) {
    super(provider);
    this.buffer = buffer;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    readLock.lock();
    try {
      return readLocked(dst, isBlocking());
    } finally {
      readLock.unlock();
    }
  }

  private int readLocked(ByteBuffer dst, boolean wait) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (!wait) {
      return buffer.take(dst, false);
    }
    int n = 0;
    begin();
    try {
      n = buffer.take(dst, true);
    } finally {
      end(n != 0);
      Interrupts.closeIfInterrupted(this, n != 0);
    }
    return n;
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    readLock.lock();
    try {
      long total = 0;
      for (int i = offset; i < offset + length; i++) {
        if (dsts[i].hasRemaining()) {
          int n = readLocked(dsts[i], total == 0 && isBlocking());
          if (n <= 0) {
            return total > 0 ? total : n;
          }
          total += n;
        }
      }
      return total;
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public Driver driver() {
    return PipeBuffer.NO_DRIVER;
  }

  @Override
  public KeyList keys() {
    return buffer.sourceKeys();
  }

  @Override
  public int readyOps() {
    return buffer.isReadable() ? SelectionKey.OP_READ : 0;
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    readLock.lock();
    readLock.unlock();
  }

  @Override
  protected void implCloseSelectableChannel() {
    buffer.closeSource();
  }
}
