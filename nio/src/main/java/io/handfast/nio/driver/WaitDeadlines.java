package io.handfast.nio.driver;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Deadlines of parked threads in virtual time, where a timed park would sleep through a leap of the
 * clock. Guarded by the domain lock; ties go by arrival.
 */
final class WaitDeadlines {
  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private final Consumer<Waiter> onExpiry;
  private long arrivals;

  WaitDeadlines(Consumer<Waiter> onExpiry) {
    this.onExpiry = onExpiry;
  }

  Entry add(Waiter waiter, long deadline) {
    Entry entry = new Entry(deadline, arrivals++, waiter);
    queue.add(entry);
    return entry;
  }

  void remove(Entry entry) {
    queue.remove(entry);
  }

  /** The earliest deadline, {@link Driver#NEVER} when nobody waits with one. */
  long earliest() {
    Entry first = queue.peek();
    return first == null ? Driver.NEVER : first.deadline;
  }

  /** Tells of the waiters whose time is over, and forgets them. */
  void expire(long now) {
    while (!queue.isEmpty() && queue.peek().deadline <= now) {
      onExpiry.accept(queue.remove().waiter);
    }
  }

  record Entry(long deadline, long arrival, Waiter waiter) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(deadline, other.deadline);
      return byTime != 0 ? byTime : Long.compare(arrival, other.arrival);
    }
  }
}
