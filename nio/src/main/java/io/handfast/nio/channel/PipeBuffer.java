package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bytes of a pipe, between its two ends. Its lock comes after any domain's. */
final class PipeBuffer {
  /** As a Linux pipe. */
  private static final int CAPACITY = 65_536;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final KeyList sourceKeys = new KeyList();
  private final KeyList sinkKeys = new KeyList();
  private byte[] ring;
  private int start;
  private int count;
  private boolean sourceClosed;
  private boolean sinkClosed;

  KeyList sourceKeys() {
    return sourceKeys;
  }

  KeyList sinkKeys() {
    return sinkKeys;
  }

  /**
   * Bytes moved; 0 when there are none (and, when {@code wait}, an end was closed); -1 at the end.
   */
  int take(ByteBuffer dst, boolean wait) {
    lock.lock();
    try {
      while (wait && count == 0 && !sinkClosed && !sourceClosed && awaitChange()) {}
      if (count == 0) {
        return sinkClosed ? -1 : 0;
      }
      int n = Math.min(dst.remaining(), count);
      for (int left = n; left > 0; ) {
        int part = Math.min(left, CAPACITY - start);
        dst.put(ring, start, part);
        start = (start + part) % CAPACITY;
        left -= part;
      }
      count -= n;
      changed();
      return n;
    } finally {
      lock.unlock();
      sinkKeys.ready(SelectionKey.OP_WRITE, null);
    }
  }

  /**
   * Bytes moved, fewer than there are when not waiting or an end was closed; -1 without a reader. A
   * virtual thread waits for room for one byte, a platform thread for room for all, as on the JDK's
   * pipes.
   */
  int put(ByteBuffer src, boolean wait) {
    lock.lock();
    try {
      int before = src.remaining();
      boolean someWillDo = Thread.currentThread().isVirtual();
      do {
        if (sourceClosed) {
          return src.remaining() == before ? -1 : before - src.remaining();
        }
        fill(src);
        if (someWillDo && src.remaining() < before) {
          break;
        }
      } while (wait && src.hasRemaining() && !sinkClosed && awaitRoom());
      return before - src.remaining();
    } finally {
      lock.unlock();
      sourceKeys.ready(SelectionKey.OP_READ, null);
    }
  }

  private void fill(ByteBuffer src) {
    if (ring == null) {
      ring = new byte[CAPACITY];
    }
    while (src.hasRemaining() && count < CAPACITY) {
      int end = (start + count) % CAPACITY;
      int part = Math.min(src.remaining(), Math.min(CAPACITY - end, CAPACITY - count));
      src.get(ring, end, part);
      count += part;
    }
    changed();
  }

  /** What was put so far is for a reader that selects as well, or there will never be room. */
  private boolean awaitRoom() {
    sourceKeys.ready(SelectionKey.OP_READ, null);
    return awaitChange();
  }

  /** False when the thread was interrupted, which has closed its end. */
  private boolean awaitChange() {
    try {
      changed.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void changed() {
    changed.signalAll();
  }

  boolean isReadable() {
    lock.lock();
    try {
      return count > 0 || sinkClosed;
    } finally {
      lock.unlock();
    }
  }

  boolean isWritable() {
    lock.lock();
    try {
      return count < CAPACITY || sourceClosed;
    } finally {
      lock.unlock();
    }
  }

  void closeSource() {
    lock.lock();
    try {
      sourceClosed = true;
      changed();
    } finally {
      lock.unlock();
      sinkKeys.ready(SelectionKey.OP_WRITE, null);
    }
  }

  void closeSink() {
    lock.lock();
    try {
      sinkClosed = true;
      changed();
    } finally {
      lock.unlock();
      sourceKeys.ready(SelectionKey.OP_READ, null);
    }
  }

  /** A pipe belongs to no domain. */
  static final Driver NO_DRIVER = null;
}
