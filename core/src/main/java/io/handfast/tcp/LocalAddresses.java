package io.handfast.tcp;

import java.util.Arrays;

/**
 * Numbers for local addresses, of which a stack has few: a record then needs two bytes instead of
 * sixteen. A number once given is kept.
 */
final class LocalAddresses {
  static final int NONE = -1;

  /** Addresses at most. */
  static final int MAX = 1 << 16;

  private long[] highs = new long[4];
  private long[] lows = new long[4];
  private int[] slots = emptySlots(8);
  private int size;

  private static int[] emptySlots(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }

  /** Number of a flow's local address, 0 to 65,535, or {@link #NONE}. */
  int find(FlowKey flow) {
    return slots[slotOf(flow.localHigh, flow.localLow)];
  }

  /**
   * Number of a flow's local address, a new one when it has none.
   *
   * @throws IllegalStateException when there are more than {@link #MAX}
   */
  int number(FlowKey flow) {
    int found = find(flow);
    if (found != NONE) {
      return found;
    }
    if (size == MAX) {
      throw new IllegalStateException("more than " + MAX + " local addresses");
    }
    if (size == highs.length) {
      grow();
    }
    highs[size] = flow.localHigh;
    lows[size] = flow.localLow;
    slots[slotOf(flow.localHigh, flow.localLow)] = size;
    return size++;
  }

  long high(int number) {
    return highs[number];
  }

  long low(int number) {
    return lows[number];
  }

  /** Where an address stands, or the free slot where it would. */
  private int slotOf(long high, long low) {
    long mixed = (low ^ Long.rotateLeft(high, 31)) * 0x9e37_79b9_7f4a_7c15L;
    int slot = (int) (mixed >>> 40) & slots.length - 1;
    while (slots[slot] != NONE && (lows[slots[slot]] != low || highs[slots[slot]] != high)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private void grow() {
    highs = Arrays.copyOf(highs, 2 * size);
    lows = Arrays.copyOf(lows, 2 * size);
    slots = emptySlots(2 * slots.length);
    for (int i = 0; i < size; i++) {
      slots[slotOf(highs[i], lows[i])] = i;
    }
  }
}
