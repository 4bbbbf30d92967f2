package io.handfast.ip;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.Counters;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts fragments together (RFC 791 section 3.2, RFC 8200 section 4.5), bounded in number, bytes and
 * time. A set with an overlap is dropped whole, for IPv6 as RFC 5722 demands and for IPv4 as well:
 * no honest sender makes one. The oldest set goes when there are too many.
 */
public final class Reassembler {
  private static final int MAX_SETS = 64;
  private static final int MAX_FRAGMENTS = 64;
  private static final long LIFE = 30_000_000_000L;
  private static final int MAX_PAYLOAD = 65_535;

  /** What makes fragments belong together. */
  public record Key(long srcHigh, long srcLow, long dstHigh, long dstLow, int id, int protocol) {}

  private final BufferPool pool;
  private final Counters counters;
  private final Map<Key, FragmentSet> sets = new LinkedHashMap<>();

  /** An empty one. */
  public Reassembler(BufferPool pool, Counters counters) {
    this.pool = pool;
    this.counters = counters;
  }

  /** Datagrams that wait for more fragments. */
  public int size() {
    return sets.size();
  }

  /**
   * Takes one fragment.
   *
   * @param from where its payload lies
   * @param offset its offset in the datagram's payload, a multiple of 8
   * @param more more fragments follow
   * @return the whole payload when this was the last missing fragment, to be released by the
   *     caller; null otherwise
   */
  public Packet add(
      Key key, MemorySegment from, long at, int length, int offset, boolean more, long now) {
    counters.add(Counter.IP_REASM_REQDS);
    expire(now);
    boolean impossible = length <= 0 || offset + length > MAX_PAYLOAD || more && (length & 7) != 0;
    if (impossible) {
      counters.add(Counter.IP_REASM_FAILS);
      return null;
    }
    FragmentSet set = sets.get(key);
    if (set == null) {
      makeRoom();
      set = new FragmentSet(pool.acquire(BufferPool.largest()), now + LIFE);
      sets.put(key, set);
    }
    if (!set.add(from, at, length, offset, more)) {
      drop(key, set);
      return null;
    }
    if (!set.isComplete()) {
      return null;
    }
    sets.remove(key);
    counters.add(Counter.IP_REASM_OKS);
    set.buffer.length = set.total;
    return set.buffer;
  }

  private void makeRoom() {
    if (sets.size() >= MAX_SETS) {
      Map.Entry<Key, FragmentSet> oldest = sets.entrySet().iterator().next();
      drop(oldest.getKey(), oldest.getValue());
    }
  }

  private void drop(Key key, FragmentSet set) {
    counters.add(Counter.IP_REASM_FAILS);
    sets.remove(key);
    set.buffer.release();
  }

  private void expire(long now) {
    Iterator<FragmentSet> oldestFirst = sets.values().iterator();
    while (oldestFirst.hasNext()) {
      FragmentSet set = oldestFirst.next();
      if (set.expires > now) {
        return;
      }
      counters.add(Counter.IP_REASM_TIMEOUT);
      oldestFirst.remove();
      set.buffer.release();
    }
  }

  /** Fragments of one datagram: their bytes in place, and which ranges are there. */
  private static final class FragmentSet {
    final Packet buffer;
    final long expires;
    int total = -1;
    private final int[] starts = new int[MAX_FRAGMENTS];
    private final int[] ends = new int[MAX_FRAGMENTS];
    private int count;
    private int bytes;

    FragmentSet(Packet buffer, long expires) {
      this.buffer = buffer;
      this.expires = expires;
    }

    /** False when the whole set has to go: overlap, contradiction or too many pieces. */
    boolean add(MemorySegment from, long at, int length, int offset, boolean more) {
      int end = offset + length;
      boolean contradicts =
          more ? total >= 0 && end > total : total >= 0 && total != end || end < highest();
      if (count == MAX_FRAGMENTS || contradicts) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        if (starts[i] == offset && ends[i] == end) {
          return true; // an exact duplicate does no harm
        }
        if (offset < ends[i] && starts[i] < end) {
          return false;
        }
      }
      MemorySegment.copy(from, at, buffer.memory(), offset, length);
      starts[count] = offset;
      ends[count++] = end;
      bytes += length;
      total = more ? total : end;
      return true;
    }

    private int highest() {
      int highest = 0;
      for (int i = 0; i < count; i++) {
        highest = Math.max(highest, ends[i]);
      }
      return highest;
    }

    boolean isComplete() {
      return total >= 0 && bytes == total;
    }
  }
}
