package io.handfast.timer;

import java.util.Arrays;

/**
 * All deadlines of a stack: a hierarchical wheel for the far ones, a small heap for those of the
 * current tick, so that entries fire at their exact nanosecond and ties in the order they were
 * first scheduled.
 *
 * <p>A level has 64 slots; an entry lies on the level of the highest digit (base 64) in which its
 * tick differs from the current one, so everything on a lower level is due before anything on a
 * higher one. Scheduling and cancelling are O(1); time is an argument.
 */
public final class TimerWheel {
  static final int NOWHERE = -1;

  private static final int TICK_BITS = 16; // 65,536 ns
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int LEVELS = 8; // 16 + 8 * 6 = 64 bits

  /** Filing an entry anew costs about a fourth of firing one. */
  private static final int FILED_PER_FIRED = 4;

  private final Timer[] slots = new Timer[LEVELS * SLOTS];
  private final Timer[] tails = new Timer[LEVELS * SLOTS];
  private final long[] slotMin = new long[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private final NearHeap near = new NearHeap();

  /** Slot whose entries are being filed anew, a part in every turn; {@link #NOWHERE} for none. */
  private int opened = NOWHERE;

  private long currentTick;
  private long lastId;
  private int size;

  /** An empty wheel whose time starts at {@code now} ns. */
  public TimerWheel(long now) {
    currentTick = tick(now);
    Arrays.fill(slotMin, Timer.NEVER);
  }

  /** Sets the timer's deadline, in ns; {@link Timer#NEVER} cancels it lazily. */
  public void schedule(Timer timer, long deadline) {
    timer.deadline = deadline;
    if (timer.place != NOWHERE && timer.filedUnder <= deadline) {
      return; // later: the wheel looks again when the old deadline comes
    }
    unfile(timer);
    if (deadline != Timer.NEVER) {
      if (timer.id == 0) {
        timer.id = ++lastId;
      }
      timer.filedUnder = deadline;
      file(timer);
      size++;
    }
  }

  /** Takes the timer out at once, so that the wheel no longer refers to it. */
  public void remove(Timer timer) {
    timer.deadline = Timer.NEVER;
    unfile(timer);
  }

  /** Entries held, cancelled ones that were not met yet included. */
  public int size() {
    return size;
  }

  /**
   * When {@link #fire} next has something to do, in ns; may be earlier than the earliest deadline
   * (when one was moved later), never later. {@link Timer#NEVER} when the wheel is empty.
   */
  public long nextDeadline() {
    long left = opened == NOWHERE ? Timer.NEVER : slotMin[opened];
    if (!near.isEmpty()) {
      return Math.min(left, near.peek().filedUnder);
    }
    int slot = firstSlot();
    return slot == NOWHERE ? Timer.NEVER : Math.min(left, slotMin[slot]);
  }

  /**
   * Fires what is due, in order of deadline, at most {@code limit} entries. What one turn costs is
   * bounded whatever comes due at once: while a slot is not wholly filed anew, nothing fires.
   *
   * @return number of entries fired or moved; {@code limit} means that there may be more
   */
  public int fire(long now, int limit) {
    if (!advance(now, limit * FILED_PER_FIRED)) {
      return limit;
    }
    int done = 0;
    while (done < limit && !near.isEmpty() && near.peek().filedUnder <= now) {
      Timer timer = near.peek();
      long deadline = timer.deadline;
      boolean moved = deadline > timer.filedUnder;
      unfile(timer);
      done++;
      if (moved) {
        schedule(timer, deadline); // it may be due by now, but others may be due before it
      } else {
        timer.deadline = Timer.NEVER;
        timer.fire(now);
      }
    }
    return done;
  }

  /**
   * Brings every entry up to the tick of {@code now} into the heap; false when {@code budget}
   * entries were filed and more are left.
   */
  private boolean advance(long now, int budget) {
    long nowTick = tick(now);
    int left = budget;
    for (int slot = dueSlot(nowTick); slot != NOWHERE; slot = dueSlot(nowTick)) {
      if (left == 0) {
        return false;
      }
      currentTick = Math.max(currentTick, slotStart(slot));
      opened = slot;
      left = fileAnew(slot, nowTick, left);
    }
    currentTick = Math.max(currentTick, nowTick);
    return true;
  }

  /** The slot to be filed anew next, or {@link #NOWHERE} when no other is due. */
  private int dueSlot(long nowTick) {
    if (opened != NOWHERE && slots[opened] != null) {
      return opened; // its entries may be due before those of any other
    }
    opened = NOWHERE;
    int slot = firstSlot();
    return slot != NOWHERE && slotStart(slot) <= nowTick ? slot : NOWHERE;
  }

  /**
   * Files entries of a slot anew, the due ones straight into the heap, until it is empty or {@code
   * budget} is used up; returns what is left of that. The oldest go first: a heap that is fed in
   * its order does no work, which counts when a million are due at once.
   */
  private int fileAnew(int slot, long nowTick, int budget) {
    int left = budget;
    for (; left > 0 && tails[slot] != null; left--) {
      Timer timer = tails[slot];
      unlink(timer);
      if (tick(timer.filedUnder) <= nowTick) {
        near.add(timer);
      } else {
        file(timer);
      }
    }
    return left;
  }

  /**
   * Lowest occupied level, first slot at or after the current digit; lower levels are due first.
   */
  private int firstSlot() {
    for (int level = 0; level < LEVELS; level++) {
      if (occupied[level] != 0) {
        return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
      }
    }
    return NOWHERE;
  }

  /** First tick that the slot covers, with the current tick's digits above its level. */
  private long slotStart(int slot) {
    int shift = slot / SLOTS * DIGIT_BITS;
    long above =
        shift + DIGIT_BITS >= 64 ? 0 : currentTick >>> shift + DIGIT_BITS << shift + DIGIT_BITS;
    return above | (long) (slot % SLOTS) << shift;
  }

  private void file(Timer timer) {
    long tick = tick(timer.filedUnder);
    if (tick <= currentTick) {
      near.add(timer);
      return;
    }
    int level = (63 - Long.numberOfLeadingZeros(tick ^ currentTick)) / DIGIT_BITS;
    int slot = level * SLOTS + (int) (tick >>> level * DIGIT_BITS & SLOTS - 1);
    timer.place = slot;
    timer.previous = null;
    timer.next = slots[slot];
    if (timer.next != null) {
      timer.next.previous = timer;
    } else {
      tails[slot] = timer;
    }
    slots[slot] = timer;
    slotMin[slot] = Math.min(slotMin[slot], timer.filedUnder);
    occupied[level] |= 1L << slot % SLOTS;
  }

  private void unfile(Timer timer) {
    if (timer.place == NOWHERE) {
      return;
    }
    size--;
    if (timer.inHeap) {
      near.remove(timer);
    } else {
      unlink(timer);
    }
    timer.filedUnder = Timer.NEVER;
  }

  private void unlink(Timer timer) {
    int slot = timer.place;
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    } else {
      tails[slot] = timer.previous;
    }
    if (timer.previous != null) {
      timer.previous.next = timer.next;
    } else {
      slots[slot] = timer.next;
    }
    if (slots[slot] == null) {
      slotMin[slot] = Timer.NEVER;
      occupied[slot / SLOTS] &= ~(1L << slot % SLOTS);
    }
    timer.previous = null;
    timer.next = null;
    timer.place = NOWHERE;
  }

  private static long tick(long nanos) {
    return nanos >>> TICK_BITS;
  }
}
