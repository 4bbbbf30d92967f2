package io.handfast.nio.channel;

import io.handfast.event.Errno;
import io.handfast.event.Readiness;
import io.handfast.stack.Driver;
import io.handfast.tcp.TcpSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** The reading half of a socket channel: one reader at a time, under a lock of its own. */
final class StreamReader {
  private static final int EAGAIN = Errno.EAGAIN.result();
  private static final int ECONNRESET = Errno.ECONNRESET.result();

  private final ReentrantLock lock = new ReentrantLock();
  private final HandfastSocketChannel channel;
  private final TcpEndpoint endpoint;
  private volatile boolean shut;
  private boolean wasReset;

  StreamReader(HandfastSocketChannel channel, TcpEndpoint endpoint) {
    this.channel = channel;
    this.endpoint = endpoint;
  }

  ReentrantLock lock() {
    return lock;
  }

  boolean isShut() {
    return shut;
  }

  /** Bytes read; 0 when the channel does not block and nothing is there; -1 at the end. */
  int read(ByteBuffer dst) throws IOException {
    lock.lock();
    try {
      channel.requireConnected();
      requireWritable(dst);
      return readLocked(dst, channel.isBlocking() ? Driver.NEVER : 0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #read(ByteBuffer)} in blocking mode, but 0 when the time is over; the time in which
   * others read counts.
   */
  int readWithin(ByteBuffer dst, long nanos) throws IOException {
    channel.requireConnected();
    long left = Patience.lock(lock, endpoint.driver(), nanos);
    if (left == 0) {
      return 0;
    }
    try {
      channel.requireConnected();
      return readLocked(dst, left);
    } finally {
      lock.unlock();
    }
  }

  /** Fills buffer after buffer; blocks, if at all, for the first byte only. */
  long read(ByteBuffer[] dsts, int from, int count) throws IOException {
    lock.lock();
    try {
      channel.requireConnected();
      long total = 0;
      for (int i = from; i < from + count; i++) {
        requireWritable(dsts[i]);
        if (dsts[i].hasRemaining()) {
          int n = readNext(dsts[i], total > 0);
          if (n <= 0) {
            return total > 0 ? total : n;
          }
          total += n;
          if (dsts[i].hasRemaining()) {
            break;
          }
        }
      }
      return total;
    } finally {
      lock.unlock();
    }
  }

  private int readNext(ByteBuffer dst, boolean haveSome) throws IOException {
    if (haveSome && available() == 0) {
      return 0; // an end or error that waits is for the next call
    }
    return readLocked(dst, channel.isBlocking() ? Driver.NEVER : 0);
  }

  private int readLocked(ByteBuffer dst, long patience) throws IOException {
    if (shut) {
      return -1;
    }
    if (!dst.hasRemaining()) {
      return 0;
    }
    if (wasReset) {
      throw Failures.reading(ECONNRESET, endpoint.socket().errorDetail());
    }
    return outcome(patience == 0 ? readNow(dst) : readBlocking(dst, patience));
  }

  private int readNow(ByteBuffer dst) throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      channel.requireOpen();
      return take(socket, dst, driver.now());
    } finally {
      driver.unlock();
    }
  }

  private int readBlocking(ByteBuffer dst, long patience) throws IOException {
    TcpSocket socket = endpoint.socket();
    int n = EAGAIN;
    channel.beginBlocking();
    try {
      n = readWaiting(socket, dst, patience);
    } finally {
      channel.endBlocking(n != EAGAIN);
    }
    return n;
  }

  private int readWaiting(TcpSocket socket, ByteBuffer dst, long patience) {
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      long deadline = Patience.deadline(driver, patience);
      while (true) {
        endpoint.reader().clear();
        if (!channel.isOpen() || shut) {
          return EAGAIN;
        }
        int n = take(socket, dst, driver.now());
        if (n != EAGAIN || Patience.isOver(driver, deadline, channel.interrupts())) {
          return n;
        }
        driver.await(endpoint.reader(), deadline);
      }
    } finally {
      driver.unlock();
    }
  }

  /** Reads up to the urgent byte, if there is one that is not part of the stream, and drops it. */
  private int take(TcpSocket socket, ByteBuffer dst, long now) {
    if (channel.urgentInline() || socket.urgentBytes() == 0) {
      return socket.read(dst, now);
    }
    if (socket.isUrgentBytePassedOver()) {
      socket.skip(1, now);
    }
    int before = socket.urgentBytes() - 1;
    if (before == 0) {
      return socket.available() > 0 && socket.skip(1, now) < 0 ? EAGAIN : socket.read(dst, now);
    }
    int limit = dst.limit();
    dst.limit(dst.position() + Math.min(before, dst.remaining()));
    int n = socket.read(dst, now);
    dst.limit(limit);
    return n;
  }

  private boolean urgentByteWaits(TcpSocket socket) {
    int urgent = channel.urgentInline() ? 0 : socket.urgentBytes();
    return urgent > 0 && urgent <= socket.available();
  }

  /** Bytes that have come and are no part of the stream. */
  private int leftOut(TcpSocket socket) {
    int passedOver = !channel.urgentInline() && socket.isUrgentBytePassedOver() ? 1 : 0;
    return passedOver + (urgentByteWaits(socket) ? 1 : 0);
  }

  /** True when there is nothing to read but the urgent byte; called under the domain lock. */
  boolean holdsUrgentByteOnly(int ready) {
    TcpSocket socket = endpoint.socketOrNull();
    boolean more = (ready & (Readiness.PEER_FINISHED | Readiness.ERROR)) != 0;
    int leftOut = leftOut(socket);
    return !more && leftOut > 0 && socket.available() == leftOut;
  }

  private int outcome(int result) throws IOException {
    if (result > 0) {
      return result;
    }
    if (result == EAGAIN) {
      return shut ? -1 : 0;
    }
    if (result == 0) {
      return -1;
    }
    wasReset = result == ECONNRESET;
    throw Failures.reading(result, endpoint.socket().errorDetail());
  }

  private static void requireWritable(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("read-only buffer");
    }
  }

  /** Bytes that can be read now. */
  int available() throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      channel.requireOpen();
      return shut ? 0 : socket.available() - leftOut(socket);
    } finally {
      driver.unlock();
    }
  }

  /** Ends the input; a reader that waits gets the end of the stream. */
  void shutdown() throws IOException {
    TcpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      if (!shut) {
        socket.shutdownRead(driver.now());
        shut = true;
        driver.signal(endpoint.reader());
      }
    } finally {
      driver.unlock();
    }
  }
}
