package io.handfast.tcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.handfast.secret.KeyedHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Fixed-size records off the heap, found by flow and kept in FIFO lists: what a half-open or a
 * TIME-WAIT connection costs. Open addressing over a keyed hash, so that no peer can choose
 * collisions; grows by doubling and never shrinks below what it needed.
 *
 * <p>Records of one list have the same time to live, so that each list is in order of deadline and
 * its head is the next to expire.
 */
final class RecordTable {
  static final int NONE = -1;

  // Layout common to all records, in bytes.
  private static final int REMOTE_HIGH = 0;
  private static final int REMOTE_LOW = 8;
  static final int DEADLINE = 16;
  private static final int PORTS = 24;
  private static final int PREVIOUS = 28;
  private static final int NEXT = 32;
  private static final int LOCAL = 36; // two bytes
  private static final int LIST = 38; // one byte

  /** One byte for the user. */
  static final int TAG = 39;

  /** First byte of a record that its user lays out. */
  static final int USER = 40;

  /** Lists at most. */
  static final int LISTS_MAX = 127;

  private final KeyedHash secret;
  private final int recordSize;
  private final LocalAddresses locals = new LocalAddresses();
  private final int[] heads;
  private final int[] tails;
  private MemorySegment records = MemorySegment.NULL;
  private int capacity;
  private int[] slots = new int[0];
  private int free = NONE;
  private int size;

  /**
   * Records of {@code userBytes} each beyond the key, in {@code lists} FIFO lists, at most {@link
   * #LISTS_MAX}.
   */
  RecordTable(KeyedHash secret, int userBytes, int lists) {
    this.secret = secret;
    this.recordSize = (USER + userBytes + 7) & ~7;
    this.heads = new int[lists];
    this.tails = new int[lists];
    Arrays.fill(heads, NONE);
    Arrays.fill(tails, NONE);
  }

  int size() {
    return size;
  }

  /** Bytes of memory held by records and index. */
  long bytes() {
    return records.byteSize() + 4L * slots.length;
  }

  /** The record of this flow, or {@link #NONE}. */
  int find(FlowKey flow) {
    if (size == 0) {
      return NONE;
    }
    int local = locals.find(flow);
    if (local == LocalAddresses.NONE) {
      return NONE;
    }
    for (int slot = home(flow); slots[slot] != NONE; slot = slot + 1 & slots.length - 1) {
      if (matches(slots[slot], flow, local)) {
        return slots[slot];
      }
    }
    return NONE;
  }

  /** Makes a record for a flow that has none, at the tail of {@code list}. */
  int add(FlowKey flow, int list, long deadline) {
    int local = locals.number(flow);
    if (free == NONE) {
      grow();
    }
    int record = free;
    free = getInt(record, NEXT);
    putShort(record, LOCAL, local);
    putLong(record, REMOTE_HIGH, flow.remoteHigh);
    putLong(record, REMOTE_LOW, flow.remoteLow);
    putInt(record, PORTS, flow.ports);
    index(record, flow);
    append(record, list, deadline);
    size++;
    return record;
  }

  /** Forgets a record. */
  void remove(int record) {
    unlink(record);
    unindex(record);
    putInt(record, NEXT, free);
    putByte(record, LIST, NONE);
    free = record;
    size--;
  }

  /** Moves a record to the tail of a list with a new deadline. */
  void move(int record, int list, long deadline) {
    unlink(record);
    append(record, list, deadline);
  }

  /** Oldest record of a list, or {@link #NONE}. */
  int head(int list) {
    return heads[list];
  }

  /** The record after this one in its list, or {@link #NONE}. */
  int next(int record) {
    return getInt(record, NEXT);
  }

  /** Number of lists. */
  int lists() {
    return heads.length;
  }

  int list(int record) {
    return (byte) getByte(record, LIST);
  }

  /** Earliest deadline of all records, or {@link io.handfast.timer.Timer#NEVER}. */
  long earliest() {
    long earliest = Long.MAX_VALUE;
    for (int head : heads) {
      earliest = head == NONE ? earliest : Math.min(earliest, getLong(head, DEADLINE));
    }
    return earliest;
  }

  /** Fills {@code flow} with the record's key. */
  FlowKey key(int record, FlowKey flow) {
    int ports = getInt(record, PORTS);
    int local = getShort(record, LOCAL);
    return flow.set(
        locals.high(local),
        locals.low(local),
        ports >>> 16,
        getLong(record, REMOTE_HIGH),
        getLong(record, REMOTE_LOW),
        ports & 0xffff);
  }

  int getInt(int record, int field) {
    return records.get(JAVA_INT, (long) record * recordSize + field);
  }

  void putInt(int record, int field, int value) {
    records.set(JAVA_INT, (long) record * recordSize + field, value);
  }

  /** An unsigned two-byte field. */
  int getShort(int record, int field) {
    return records.get(JAVA_SHORT, (long) record * recordSize + field) & 0xffff;
  }

  void putShort(int record, int field, int value) {
    records.set(JAVA_SHORT, (long) record * recordSize + field, (short) value);
  }

  /** An unsigned one-byte field. */
  int getByte(int record, int field) {
    return records.get(JAVA_BYTE, (long) record * recordSize + field) & 0xff;
  }

  void putByte(int record, int field, int value) {
    records.set(JAVA_BYTE, (long) record * recordSize + field, (byte) value);
  }

  long getLong(int record, int field) {
    return records.get(JAVA_LONG, (long) record * recordSize + field);
  }

  void putLong(int record, int field, long value) {
    records.set(JAVA_LONG, (long) record * recordSize + field, value);
  }

  private boolean matches(int record, FlowKey flow, int local) {
    return getInt(record, PORTS) == flow.ports
        && getLong(record, REMOTE_LOW) == flow.remoteLow
        && getShort(record, LOCAL) == local
        && getLong(record, REMOTE_HIGH) == flow.remoteHigh;
  }

  private int home(FlowKey flow) {
    return (int) flow.hash(secret) & slots.length - 1;
  }

  private void index(int record, FlowKey flow) {
    int slot = home(flow);
    while (slots[slot] != NONE) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = record;
  }

  /** Linear probing without tombstones: entries behind the gap move up when they may. */
  private void unindex(int record) {
    FlowKey flow = new FlowKey();
    int mask = slots.length - 1;
    int gap = home(key(record, flow));
    while (slots[gap] != record) {
      gap = gap + 1 & mask;
    }
    for (int slot = gap + 1 & mask; slots[slot] != NONE; slot = slot + 1 & mask) {
      int wanted = home(key(slots[slot], flow));
      if ((slot - wanted & mask) >= (slot - gap & mask)) {
        slots[gap] = slots[slot];
        gap = slot;
      }
    }
    slots[gap] = NONE;
  }

  private void append(int record, int list, long deadline) {
    putLong(record, DEADLINE, deadline);
    putByte(record, LIST, list);
    putInt(record, PREVIOUS, tails[list]);
    putInt(record, NEXT, NONE);
    if (tails[list] == NONE) {
      heads[list] = record;
    } else {
      putInt(tails[list], NEXT, record);
    }
    tails[list] = record;
  }

  private void unlink(int record) {
    int list = list(record);
    int previous = getInt(record, PREVIOUS);
    int next = getInt(record, NEXT);
    if (previous == NONE) {
      heads[list] = next;
    } else {
      putInt(previous, NEXT, next);
    }
    if (next == NONE) {
      tails[list] = previous;
    } else {
      putInt(next, PREVIOUS, previous);
    }
  }

  private void grow() {
    int larger = Math.max(16, 2 * capacity);
    MemorySegment moved = Arena.ofAuto().allocate((long) larger * recordSize, 64);
    MemorySegment.copy(records, 0, moved, 0, (long) capacity * recordSize);
    records = moved;
    for (int record = larger - 1; record >= capacity; record--) {
      putByte(record, LIST, NONE);
      putInt(record, NEXT, free);
      free = record;
    }
    capacity = larger;
    reindex(2 * larger);
  }

  private void reindex(int length) {
    int[] old = slots;
    slots = new int[length];
    Arrays.fill(slots, NONE);
    FlowKey flow = new FlowKey();
    for (int record : old) {
      if (record != NONE) {
        index(record, key(record, flow));
      }
    }
  }
}
