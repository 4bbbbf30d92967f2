package io.handfast.junit;

import io.handfast.nio.Hosts;
import io.handfast.nio.NetworkHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** The threads that a test has started on one host. */
final class HostThreads {
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private record Running(Thread thread, FutureTask<Void> task) {}

  private final NetworkHost host;
  private final List<Running> started = new CopyOnWriteArrayList<>();

  HostThreads(NetworkHost host) {
    this.host = host;
  }

  Future<Void> start(Task task) {
    FutureTask<Void> future =
        new FutureTask<>(() -> {
          task.run();
          return null;
        });
    try (Hosts.Scope _ = Hosts.enter(host)) {
      Thread thread =
          Thread.ofVirtual().name(host.name() + "-" + (started.size() + 1)).unstarted(future);
      started.add(new Running(thread, future));
      thread.start();
    }
    return future;
  }

  void interruptAll() {
    started.forEach(each -> each.thread.interrupt());
  }

  /** Waits for them for a moment of real time; false when one did not end. */
  boolean join() throws InterruptedException {
    boolean all = true;
    for (Running each : started) {
      all &= each.thread.join(FAREWELL);
    }
    return all;
  }

  /** What ended with an exception, a line each. */
  List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (Running each : started) {
      if (each.task.state() == Future.State.FAILED) {
        lines.add(each.thread.getName() + ": " + each.task.exceptionNow());
      }
    }
    return lines;
  }
}
