package io.handfast.nio.driver;

import io.handfast.stack.Driver;
import io.handfast.stack.Waiter;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * In virtual time: the timeouts of blocked calls, and the threads that call. Guarded by the domain
 * lock, except for {@link #earliest()}.
 */
final class Calls {
  private final WaitDeadlines deadlines = new WaitDeadlines(waiter -> {});
  private final Set<Thread> callers = Collections.newSetFromMap(new WeakHashMap<>());
  private volatile long earliest = Driver.NEVER;
  private Thread latest;

  /** A wait begins; null when no clock needs to know of it. */
  WaitDeadlines.Entry begin(Waiter waiter, long deadline) {
    called(Thread.currentThread());
    if (!waiter.isCall() || deadline == Driver.NEVER) {
      return null;
    }
    WaitDeadlines.Entry entry = deadlines.add(waiter, deadline);
    earliest = deadlines.earliest();
    return entry;
  }

  void end(WaitDeadlines.Entry entry) {
    if (entry != null) {
      deadlines.remove(entry);
      earliest = deadlines.earliest();
    }
  }

  long earliest() {
    return earliest;
  }

  /** A thread has called, and may do so again. */
  void called(Thread thread) {
    if (thread != latest) {
      latest = thread;
      callers.add(thread);
    }
  }

  /** True when no thread that has called before is running, but for the one that asks. */
  boolean callersRest() {
    Thread asking = Thread.currentThread();
    return callers.stream()
        .allMatch(each -> each == asking || each.getState() != Thread.State.RUNNABLE);
  }
}
