package io.handfast.nio.channel;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/** The writing half of a socket channel: one writer at a time, under a lock of its own. */
final class StreamWriter {
  private static final int EAGAIN = Errno.EAGAIN.result();

  private final ReentrantLock lock = new ReentrantLock();
  private final HandfastSocketChannel channel;
  private final TcpEndpoint endpoint;
  private volatile boolean shut;

  /** The write in progress is of urgent data; guarded by the lock. */
  private boolean urgent;

  /** The write in progress ends only when all is written; guarded by the lock. */
  private boolean whole;

  StreamWriter(HandfastSocketChannel channel, TcpEndpoint endpoint) {
    this.channel = channel;
    this.endpoint = endpoint;
  }

  ReentrantLock lock() {
    return lock;
  }

  boolean isShut() {
    return shut;
  }

  /**
   * In blocking mode writes the whole buffer, or, on a virtual thread, at least a byte, as the
   * JDK's channels do; otherwise what there is room for, maybe 0 bytes.
   */
  int write(ByteBuffer src) throws IOException {
    lock.lock();
    try {
      requireWritable();
      return writeLocked(src, 0);
    } finally {
      lock.unlock();
    }
  }

  /** In blocking mode writes the whole buffer, on any thread. */
  void writeWhole(ByteBuffer src) throws IOException {
    lock.lock();
    try {
      requireWritable();
      whole = true;
      writeLocked(src, 0);
    } finally {
      whole = false;
      lock.unlock();
    }
  }

  /** Writes buffer after buffer, until one is not taken whole. */
  long write(ByteBuffer[] srcs, int from, int count) throws IOException {
    lock.lock();
    try {
      requireWritable();
      boolean blocking = channel.isBlocking();
      boolean disturbed = blocking && Thread.currentThread().isInterrupted();
      long total = disturbed ? 0 : gather(srcs, from, count);
      boolean someWillDo = total > 0 && Thread.currentThread().isVirtual();
      return blocking && !someWillDo ? finish(srcs, from, count, total) : total;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what {@code total} bytes of the buffers were not, and waits for room. */
  private long finish(ByteBuffer[] srcs, int from, int count, long total) throws IOException {
    long written = total;
    for (int i = from; i < from + count; i++) {
      written += writeLocked(srcs[i], written);
      if (srcs[i].hasRemaining()) {
        break;
      }
    }
    return written;
  }

  /** What there is room for, in one go, so that small buffers leave in one segment. */
  private long gather(ByteBuffer[] srcs, int from, int count) throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      channel.requireOpen();
      long total = 0;
      for (int i = from; i < from + count; i++) {
        int n = isFailed(socket, total) ? EAGAIN : socket.write(srcs[i], driver.now());
        if (n < 0 && n != EAGAIN && total == 0) {
          throw Failures.writing(n, socket.errorDetail());
        }
        total += Math.max(n, 0);
        if (srcs[i].hasRemaining()) {
          break;
        }
      }
      return total;
    } finally {
      driver.unlock();
    }
  }

  /** An error behind bytes that were taken is for the next call, which is the one to take it. */
  private static boolean isFailed(TcpSocket socket, long taken) {
    return taken > 0 && (socket.readiness() & Readiness.ERROR) != 0;
  }

  /**
   * Writes one byte as urgent data.
   *
   * @throws java.net.SocketException when the channel does not block and there is no room
   */
  void writeUrgent(byte data) throws IOException {
    lock.lock();
    try {
      requireWritable();
      urgent = true;
      if (writeLocked(ByteBuffer.wrap(new byte[] {data}), 0) == 0) {
        throw new SocketException("Socket buffer full");
      }
    } finally {
      urgent = false;
      lock.unlock();
    }
  }

  private int write(TcpSocket socket, ByteBuffer src, long now) {
    return urgent ? socket.writeUrgent(src, now) : socket.write(src, now);
  }

  private void requireWritable() throws IOException {
    channel.requireConnected();
    if (shut) {
      throw new ClosedChannelException();
    }
  }

  /** Behind {@code taken} bytes of the same call. */
  private int writeLocked(ByteBuffer src, long taken) throws IOException {
    if (!src.hasRemaining()) {
      return 0;
    }
    int start = src.position();
    int result = channel.isBlocking() ? writeBlocking(src, taken) : writeNow(src);
    int written = src.position() - start;
    if (taken + written > 0 || result == EAGAIN) {
      return written;
    }
    if (result < 0) {
      throw Failures.writing(result, endpoint.socket().errorDetail());
    }
    return written;
  }

  private int writeNow(ByteBuffer src) throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      channel.requireOpen();
      return write(socket, src, driver.now());
    } finally {
      driver.unlock();
    }
  }

  private int writeBlocking(ByteBuffer src, long taken) throws IOException {
    TcpSocket socket = endpoint.socket();
    int start = src.position();
    int result = EAGAIN;
    channel.beginBlocking();
    try {
      result = writeWaiting(socket, src, taken - start);
    } finally {
      channel.endBlocking(result != EAGAIN || src.position() > start);
    }
    if (result == EAGAIN && shut && src.position() == start && taken == 0) {
      throw new AsynchronousCloseException(); // the output was ended while the write waited
    }
    return result;
  }

  /** {@code taken} and the position make the number of bytes taken by the call so far. */
  private int writeWaiting(TcpSocket socket, ByteBuffer src, long taken) {
    Driver driver = endpoint.driver();
    boolean someWillDo = !whole && Thread.currentThread().isVirtual();
    driver.lock();
    try {
      while (true) {
        endpoint.writer().clear();
        if (!channel.isOpen() || shut) {
          return EAGAIN;
        }
        if (isFailed(socket, taken + src.position())) {
          return EAGAIN;
        }
        int n = write(socket, src, driver.now());
        boolean done = n != EAGAIN && (n < 0 || someWillDo) || !src.hasRemaining();
        if (done || channel.interrupts().isDue()) {
          return n;
        }
        driver.await(endpoint.writer(), Driver.NEVER);
      }
    } finally {
      driver.unlock();
    }
  }

  /** Ends the output: what was written is still sent, then a FIN. */
  void shutdown() throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      if (!shut) {
        socket.shutdownWrite(driver.now());
        shut = true;
        driver.signal(endpoint.writer());
      }
    } finally {
      driver.unlock();
    }
  }
}
