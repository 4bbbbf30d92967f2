package io.handfast.tcp;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import java.lang.foreign.MemorySegment;

/**
 * Segments that came before their turn: disjoint ranges in order of sequence number, found by
 * bisection, each a list of packets. Of bytes that come twice the first copy counts (a peer that
 * changes its mind is counted). The number of ranges is limited, so that one-byte segments at every
 * second byte cost little time and memory.
 */
final class Reassembly {
  private static final int RECENT = 4;

  private final BufferPool pool;
  private final Counters counters;
  private final int limit;
  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private Packet[] heads = new Packet[4];
  private Packet[] tails = new Packet[4];
  private int count;
  private int trueBytes;

  /** A sequence number in each of the most recently changed ranges, the newest first. */
  private final int[] recent = new int[RECENT];

  private int recentCount;

  private int duplicateSeq;
  private int duplicateLength;

  Reassembly(BufferPool pool, Counters counters, int limit) {
    this.pool = pool;
    this.counters = counters;
    this.limit = limit;
  }

  /** First byte of the latest segment that was held already; only with a length. */
  int duplicateSeq() {
    return duplicateSeq;
  }

  /** Bytes from there on that were held already, 0 when all were new. */
  int duplicateLength() {
    return duplicateLength;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int ranges() {
    return count;
  }

  int trueBytes() {
    return trueBytes;
  }

  /** First sequence number held; only when not empty. */
  int firstSeq() {
    return starts[0];
  }

  /**
   * Keeps the bytes of [seq, seq + length) that are not held yet.
   *
   * @return false when there is no room for another range
   */
  boolean insert(Packet packet, int offset, int seq, int length) {
    int end = seq + length;
    duplicateLength = 0;
    if (count >= limit && !touches(seq, end)) {
      return false;
    }
    int at = seq;
    int range = firstEndingAfter(seq);
    while (SequenceNumber.lessThan(at, end)) {
      boolean gap = range == count || SequenceNumber.lessThan(at, starts[range]);
      if (gap) {
        int gapEnd = range == count ? end : SequenceNumber.min(end, starts[range]);
        store(range, packet, offset + (at - seq), at, gapEnd - at, gapEnd - at == length);
        at = gapEnd;
      } else {
        int overlapEnd = SequenceNumber.min(end, ends[range]);
        if (duplicateLength == 0) {
          duplicateSeq = at;
          duplicateLength = overlapEnd - at;
        }
        compare(range, packet, offset + (at - seq), at, overlapEnd);
        at = overlapEnd;
      }
      range = firstEndingAfter(at);
    }
    remember(seq);
    return true;
  }

  private boolean touches(int seq, int end) {
    int range = firstEndingAfter(seq - 1);
    return range < count && SequenceNumber.atMost(starts[range], end);
  }

  /** First range whose end lies behind {@code seq}; {@link #count} when there is none. */
  private int firstEndingAfter(int seq) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = low + high >>> 1;
      if (SequenceNumber.greaterThan(ends[middle], seq)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Puts bytes that nobody holds before range {@code before}, joining neighbours that touch. */
  private void store(int before, Packet packet, int offset, int seq, int length, boolean whole) {
    Packet piece = keep(packet, offset, length, whole);
    boolean joinsLeft = before > 0 && ends[before - 1] == seq;
    boolean joinsRight = before < count && starts[before] == seq + length;
    if (joinsLeft) {
      tails[before - 1].next = piece;
      tails[before - 1] = piece;
      ends[before - 1] = seq + length;
      if (joinsRight) {
        joinWithNext(before - 1);
      }
    } else if (joinsRight) {
      piece.next = heads[before];
      heads[before] = piece;
      starts[before] = seq;
    } else {
      open(before);
      starts[before] = seq;
      ends[before] = seq + length;
      heads[before] = piece;
      tails[before] = piece;
    }
  }

  private Packet keep(Packet packet, int offset, int length, boolean whole) {
    Packet piece;
    if (whole && 2 * length >= packet.capacity()) {
      piece = packet.retain();
      piece.offset = offset;
    } else {
      piece = pool.acquire(length);
      MemorySegment.copy(packet.memory(), offset, piece.memory(), 0, length);
    }
    piece.length = length;
    piece.next = null;
    trueBytes += piece.capacity();
    return piece;
  }

  private void joinWithNext(int range) {
    counters.add(Counter.EXT_OFO_MERGE);
    tails[range].next = heads[range + 1];
    tails[range] = tails[range + 1];
    ends[range] = ends[range + 1];
    close(range + 1);
  }

  /** Counts a retransmission whose bytes differ from the copy held. */
  private void compare(int range, Packet packet, int offset, int from, int to) {
    int at = starts[range];
    for (Packet piece = heads[range]; piece != null; piece = piece.next) {
      int low = SequenceNumber.max(at, from);
      int high = SequenceNumber.min(at + piece.length, to);
      if (SequenceNumber.lessThan(low, high)
          && MemorySegment.mismatch(
                  piece.memory(),
                  piece.offset + (low - at),
                  piece.offset + (high - at),
                  packet.memory(),
                  offset + (low - from),
                  offset + (high - from))
              >= 0) {
        counters.add(Counter.EXT_OVERLAP_MISMATCH);
        return;
      }
      at += piece.length;
      if (SequenceNumber.atLeast(at, to)) {
        return;
      }
    }
  }

  /** Moves what has become in order to the queue; returns the new RCV.NXT. */
  int drainTo(ReceiveQueue queue, int rcvNxt) {
    int next = rcvNxt;
    while (count > 0 && SequenceNumber.atMost(starts[0], next)) {
      int skip = next - starts[0];
      Packet piece = heads[0];
      while (piece != null) {
        Packet following = piece.next;
        trueBytes -= piece.capacity();
        int cut = Math.min(skip, piece.length);
        skip -= cut;
        piece.offset += cut;
        piece.length -= cut;
        next += piece.length;
        if (piece.length == 0) {
          piece.release();
        } else {
          queue.give(piece);
        }
        piece = following;
      }
      close(0);
    }
    return next;
  }

  /**
   * Fills SACK blocks behind the {@code first} that stand there, the range changed last first (RFC
   * 2018 section 4); returns the number of all.
   */
  int sackBlocks(int[] edges, int first, int max) {
    int blocks = first;
    for (int i = 0; i < recentCount && blocks < max; i++) {
      int range = firstEndingAfter(recent[i]);
      boolean held = range < count && SequenceNumber.atMost(starts[range], recent[i]);
      if (held && !contains(edges, first, blocks, starts[range])) {
        edges[2 * blocks] = starts[range];
        edges[2 * blocks + 1] = ends[range];
        blocks++;
      }
    }
    return blocks;
  }

  private static boolean contains(int[] edges, int first, int blocks, int left) {
    for (int i = first; i < blocks; i++) {
      if (edges[2 * i] == left) {
        return true;
      }
    }
    return false;
  }

  private void remember(int seq) {
    int range = firstEndingAfter(seq);
    int keep = 0;
    for (int i = 0; i < recentCount; i++) {
      if (firstEndingAfter(recent[i]) != range) {
        recent[keep++] = recent[i];
      }
    }
    keep = Math.min(keep, RECENT - 1);
    System.arraycopy(recent, 0, recent, 1, keep);
    recent[0] = seq;
    recentCount = keep + 1;
  }

  private void open(int at) {
    if (count == starts.length) {
      int larger = 2 * count;
      starts = java.util.Arrays.copyOf(starts, larger);
      ends = java.util.Arrays.copyOf(ends, larger);
      heads = java.util.Arrays.copyOf(heads, larger);
      tails = java.util.Arrays.copyOf(tails, larger);
    }
    shift(at, at + 1, count - at);
    count++;
  }

  private void close(int at) {
    shift(at + 1, at, count - at - 1);
    count--;
    heads[count] = null;
    tails[count] = null;
  }

  private void shift(int from, int to, int length) {
    System.arraycopy(starts, from, starts, to, length);
    System.arraycopy(ends, from, ends, to, length);
    System.arraycopy(heads, from, heads, to, length);
    System.arraycopy(tails, from, tails, to, length);
  }

  void clear() {
    while (count > 0) {
      for (Packet piece = heads[0]; piece != null; ) {
        Packet following = piece.next;
        piece.release();
        piece = following;
      }
      close(0);
    }
    trueBytes = 0;
    recentCount = 0;
  }
}
