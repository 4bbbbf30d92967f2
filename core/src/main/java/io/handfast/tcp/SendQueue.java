package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import java.lang.foreign.MemorySegment;

/**
 * What the application has written and the peer has not yet acknowledged: records over a list of
 * chunks. Bytes are copied in once; records only point at them, so cutting and joining costs no
 * copy.
 */
final class SendQueue {
  private static final int SMALL = 8_192;

  private final BufferPool pool;
  private final RecordPool records;

  /** Oldest record not acknowledged. */
  SendRecord head;

  private SendRecord tail;

  /** First record never sent. */
  SendRecord unsent;

  private Packet headChunk;
  private Packet tailChunk;
  private int headConsumed;
  private int bytes;
  private int chunkBytes;

  SendQueue(BufferPool pool, RecordPool records) {
    this.pool = pool;
    this.records = records;
  }

  /** Payload bytes queued, sent or not. */
  int bytes() {
    return bytes;
  }

  /** True size of the memory held, in bytes. */
  int trueBytes() {
    return chunkBytes;
  }

  boolean isEmpty() {
    return head == null;
  }

  SendRecord tail() {
    return tail;
  }

  /**
   * Copies {@code length} bytes to the end of the stream.
   *
   * @param seq sequence number of the first byte
   * @param recordMax largest record, in bytes
   */
  void append(MemorySegment source, long offset, int length, int seq, int recordMax) {
    int done = 0;
    while (done < length) {
      Packet chunk = roomyTail(length - done);
      int part = Math.min(length - done, chunk.tailroom());
      int at = chunk.offset + chunk.length;
      MemorySegment.copy(source, offset + done, chunk.memory(), at, part);
      chunk.length += part;
      bytes += part;
      extend(chunk, at, part, seq + done, recordMax);
      done += part;
    }
  }

  private Packet roomyTail(int wanted) {
    if (tailChunk != null && tailChunk.tailroom() > 0) {
      return tailChunk;
    }
    int size = bytes >= SMALL ? Math.max(wanted, 2 * SMALL) : wanted;
    Packet chunk = pool.acquire(Math.min(size, BufferPool.largest()));
    chunkBytes += chunk.capacity();
    if (tailChunk == null) {
      headChunk = chunk;
      headConsumed = 0;
    } else {
      tailChunk.next = chunk;
    }
    tailChunk = chunk;
    return chunk;
  }

  /** Adds bytes that were just copied to the unsent tail record, or to new ones. */
  private void extend(Packet chunk, int at, int length, int seq, int recordMax) {
    int done = 0;
    while (done < length) {
      if (!tailGrows() || tail.length >= recordMax) {
        SendRecord record = records.take();
        record.seq = seq + done;
        record.chunk = chunk;
        record.chunkOffset = at + done;
        link(record);
      }
      int part = Math.min(length - done, recordMax - tail.length);
      tail.length += part;
      done += part;
    }
  }

  /** The last record takes more bytes. */
  boolean tailGrows() {
    return tail != null && tail.transmissions == 0 && !tail.fin && !tail.endOfRecord;
  }

  /**
   * Appends the FIN: to the last record when that was not sent yet, else as a record of its own.
   */
  void appendFin(int seq) {
    if (tail == null || tail.transmissions > 0) {
      SendRecord record = records.take();
      record.seq = seq;
      link(record);
    }
    tail.fin = true;
  }

  private void link(SendRecord record) {
    record.previous = tail;
    if (tail == null) {
      head = record;
    } else {
      tail.next = record;
    }
    tail = record;
    if (unsent == null) {
      unsent = record;
    }
  }

  /** Cuts a record after {@code length} payload bytes; the new one has the rest, maybe only FIN. */
  SendRecord split(SendRecord record, int length) {
    SendRecord rest = records.take();
    rest.seq = record.seq + length;
    rest.length = record.length - length;
    rest.push = record.push && rest.length > 0;
    rest.endOfRecord = record.endOfRecord;
    rest.fin = record.fin;
    rest.marks = record.marks;
    rest.transmissions = record.transmissions;
    rest.sentAt = record.sentAt;
    rest.delivered = record.delivered;
    rest.deliveredAt = record.deliveredAt;
    rest.firstSentAt = record.firstSentAt;
    rest.limited = record.limited;
    locate(record, length, rest);
    record.length = length;
    record.push &= rest.length == 0;
    record.endOfRecord = false;
    record.fin = false;
    rest.previous = record;
    rest.next = record.next;
    record.next = rest;
    if (rest.next == null) {
      tail = rest;
    } else {
      rest.next.previous = rest;
    }
    return rest;
  }

  /** Lets a record take in the one behind it; both are sent. */
  void join(SendRecord record, SendRecord behind) {
    record.length += behind.length;
    record.packets += behind.packets;
    record.push = behind.push;
    record.fin = behind.fin;
    record.transmissions = Math.max(record.transmissions, behind.transmissions);
    record.sentAt = Math.max(record.sentAt, behind.sentAt);
    record.next = behind.next;
    if (behind.next == null) {
      tail = record;
    } else {
      behind.next.previous = record;
    }
    records.give(behind);
  }

  private static void locate(SendRecord from, int skip, SendRecord into) {
    Packet chunk = from.chunk;
    int at = from.chunkOffset + skip;
    while (chunk != null && at >= chunk.offset + chunk.length && chunk.next != null) {
      at = at - (chunk.offset + chunk.length) + chunk.next.offset;
      chunk = chunk.next;
    }
    into.chunk = chunk;
    into.chunkOffset = at;
  }

  /** Hands the payload of a record to the next segment, slice by slice. */
  void gather(SendRecord record, TcpNetwork network) {
    Packet chunk = record.chunk;
    int at = record.chunkOffset;
    int left = record.length;
    while (left > 0) {
      int part = Math.min(left, chunk.offset + chunk.length - at);
      if (part > 0) {
        network.addPayload(chunk.memory(), at, part);
        left -= part;
      }
      chunk = chunk.next;
      at = chunk == null ? 0 : chunk.offset;
    }
  }

  /** Drops the first record, which is acknowledged whole. */
  void removeHead() {
    SendRecord record = head;
    head = record.next;
    if (head == null) {
      tail = null;
    } else {
      head.previous = null;
    }
    if (unsent == record) {
      unsent = record.next;
    }
    consume(record.length);
    records.give(record);
  }

  /** Drops the first {@code length} payload bytes of the first record. */
  void trimHead(int length) {
    locate(head, length, head);
    head.seq += length;
    head.length -= length;
    consume(length);
  }

  private void consume(int length) {
    bytes -= length;
    headConsumed += length;
    while (headChunk != null && headConsumed >= headChunk.length && mayRelease(headChunk)) {
      headConsumed -= headChunk.length;
      Packet released = headChunk;
      headChunk = released.next;
      tailChunk = headChunk == null ? null : tailChunk;
      chunkBytes -= released.capacity();
      released.release();
    }
  }

  /** A half-filled last chunk is kept only while there is something else in the queue. */
  private boolean mayRelease(Packet chunk) {
    return chunk.next != null || bytes == 0;
  }

  /** Drops everything. */
  void clear() {
    while (head != null) {
      removeHead();
    }
    consume(0);
  }

  /** Free records, shared by the connections of a stack. */
  static final class RecordPool {
    private SendRecord free;
    private int inUse;

    /** Records that queues have now. */
    int inUse() {
      return inUse;
    }

    SendRecord take() {
      inUse++;
      SendRecord record = free == null ? new SendRecord() : free;
      free = record.next;
      return record.clear();
    }

    void give(SendRecord record) {
      inUse--;
      record.chunk = null;
      record.previous = null;
      record.flightPrevious = null;
      record.flightNext = null;
      record.next = free;
      free = record;
    }
  }
}
