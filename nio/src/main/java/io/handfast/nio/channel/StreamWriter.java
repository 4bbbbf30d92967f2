package io.handfast.nio.channel;

import io.handfast.event.Errno;
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
      return writeLocked(src);
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
      writeLocked(src);
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
      long total = 0;
      for (int i = from; i < from + count; i++) {
        total += writeLocked(srcs[i]);
        if (srcs[i].hasRemaining()) {
          break;
        }
      }
      return total;
    } finally {
      lock.unlock();
    }
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
      if (writeLocked(ByteBuffer.wrap(new byte[] {data})) == 0) {
        throw new SocketException("No buffer space available");
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

  private int writeLocked(ByteBuffer src) throws IOException {
    if (!src.hasRemaining()) {
      return 0;
    }
    int start = src.position();
    int result = channel.isBlocking() ? writeBlocking(src) : writeNow(src);
    int written = src.position() - start;
    if (written > 0 || result == EAGAIN) {
      return written; // an error behind bytes that were taken is for the next call
    }
    if (result < 0) {
      throw Failures.transferring(result, endpoint.socket().errorDetail());
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

  private int writeBlocking(ByteBuffer src) throws IOException {
    TcpSocket socket = endpoint.socket();
    int start = src.position();
    int result = EAGAIN;
    channel.beginBlocking();
    try {
      result = writeWaiting(socket, src);
    } finally {
      channel.endBlocking(result != EAGAIN || src.position() > start);
    }
    if (result == EAGAIN && shut && src.position() == start) {
      throw new AsynchronousCloseException(); // the output was ended while the write waited
    }
    return result;
  }

  private int writeWaiting(TcpSocket socket, ByteBuffer src) {
    Driver driver = endpoint.driver();
    boolean someWillDo = !whole && Thread.currentThread().isVirtual();
    driver.lock();
    try {
      while (true) {
        endpoint.writer().clear();
        if (!channel.isOpen() || shut) {
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
