package io.handfast.timer;

import java.util.Arrays;

/** Binary heap of the entries of the wheel's current tick, in exact order of (deadline, id). */
final class NearHeap {
  private Timer[] entries = new Timer[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  Timer peek() {
    return entries[0];
  }

  void add(Timer timer) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    timer.inHeap = true;
    up(timer, size++);
  }

  void remove(Timer timer) {
    int at = timer.place;
    Timer last = entries[--size];
    entries[size] = null;
    timer.place = TimerWheel.NOWHERE;
    timer.inHeap = false;
    if (last != timer) {
      up(last, at);
      down(entries[last.place], last.place);
    }
  }

  private void up(Timer timer, int from) {
    int at = from;
    while (at > 0 && before(timer, entries[at - 1 >> 1])) {
      put(entries[at - 1 >> 1], at);
      at = at - 1 >> 1;
    }
    put(timer, at);
  }

  private void down(Timer timer, int from) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(entries[child + 1], entries[child])) {
        child++;
      }
      if (!before(entries[child], timer)) {
        break;
      }
      put(entries[child], at);
      at = child;
    }
    put(timer, at);
  }

  private void put(Timer timer, int at) {
    entries[at] = timer;
    timer.place = at;
  }

  private static boolean before(Timer a, Timer b) {
    return a.filedUnder < b.filedUnder || a.filedUnder == b.filedUnder && a.id < b.id;
  }
}
