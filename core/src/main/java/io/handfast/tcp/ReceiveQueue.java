package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import java.lang.foreign.MemorySegment;

/**
 * In-order bytes that the application has not read yet, as a list of packets. A received packet is
 * kept as it is when its payload fills most of it; a small payload is copied behind the last one,
 * so that memory held stays close to bytes held.
 */
final class ReceiveQueue {
  private static final int CHUNK = 4_096;

  private final BufferPool pool;
  private Packet head;
  private Packet tail;

  /** The last packet is ours to append to, not one that came from a link. */
  private boolean tailIsChunk;

  private int bytes;
  private int trueBytes;

  ReceiveQueue(BufferPool pool) {
    this.pool = pool;
  }

  int bytes() {
    return bytes;
  }

  /** True size of the memory held, in bytes. */
  int trueBytes() {
    return trueBytes;
  }

  /** Adds {@code length} bytes at {@code offset} of a packet that somebody else may go on using. */
  void append(Packet packet, int offset, int length) {
    if (2 * length >= packet.capacity()) {
      packet.offset = offset;
      packet.length = length;
      link(packet.retain(), false);
    } else {
      copy(packet.memory(), offset, length);
    }
    bytes += length;
  }

  /** Adds a packet that is wholly the caller's to give. */
  void give(Packet packet) {
    if (tail != null && tailIsChunk && tail.tailroom() >= packet.length) {
      copy(packet.memory(), packet.offset, packet.length);
      bytes += packet.length;
      packet.release();
    } else {
      bytes += packet.length;
      link(packet, false);
    }
  }

  private void copy(MemorySegment memory, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (tail == null || !tailIsChunk || tail.tailroom() == 0) {
        link(pool.acquire(bytes > 0 ? Math.max(CHUNK, length - done) : length - done), true);
      }
      int part = Math.min(tail.tailroom(), length - done);
      int at = tail.offset + tail.length;
      MemorySegment.copy(memory, offset + done, tail.memory(), at, part);
      tail.length += part;
      done += part;
    }
  }

  private void link(Packet packet, boolean chunk) {
    packet.next = null;
    if (tail == null) {
      head = packet;
    } else {
      tail.next = packet;
    }
    tail = packet;
    tailIsChunk = chunk;
    trueBytes += packet.capacity();
  }

  /** Moves up to {@code length} bytes to the target; returns how many. */
  int read(MemorySegment target, long offset, int length) {
    int done = 0;
    while (done < length && head != null) {
      int part = Math.min(head.length, length - done);
      MemorySegment.copy(head.memory(), head.offset, target, offset + done, part);
      consumeHead(part);
      done += part;
    }
    return done;
  }

  /** Drops up to {@code length} bytes; returns how many. */
  int skip(int length) {
    int done = 0;
    while (done < length && head != null) {
      int part = Math.min(head.length, length - done);
      consumeHead(part);
      done += part;
    }
    return done;
  }

  private void consumeHead(int part) {
    head.offset += part;
    head.length -= part;
    bytes -= part;
    if (head.length == 0) {
      Packet empty = head;
      head = empty.next;
      tail = head == null ? null : tail;
      trueBytes -= empty.capacity();
      empty.next = null;
      empty.release();
    }
  }

  void clear() {
    skip(bytes);
  }
}
