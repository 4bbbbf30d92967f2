package io.handfast.observe;

import io.handfast.event.Errno;
import io.handfast.event.EventListener;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes what an operator wants to know to the platform's logger {@code io.handfast}: floods and
 * forgotten connections as warnings, failures at debug level.
 *
 * <p>A log may block and a stack must not: a thread of its own writes the lines, and what does not
 * fit its queue is counted and said with the next line.
 */
final class StackLog implements EventListener, AutoCloseable {
  static final int EVENTS = EventType.FLOOD.bit() | EventType.LEAK.bit() | EventType.FAILED.bit();

  private static final int LINES = 1_024;

  /** Looked up with the first line: an agent comes before the program has set up its logging. */
  private static final class Lazy {
    static final System.Logger LOGGER = System.getLogger("io.handfast");
  }

  private record Line(Level level, String text) {}

  private final String host;
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(LINES);
  private final Thread writer;

  /** Written under the domain lock only. */
  private long lost;

  StackLog(String host) {
    this.host = host;
    this.writer = Thread.ofPlatform().daemon().name("handfast-" + host + "-log").start(this::write);
  }

  @Override
  public void event(long now, EventType type, Reason reason, long connection, long a, long b) {
    Level level = type == EventType.FAILED ? Level.DEBUG : Level.WARNING;
    if (!Lazy.LOGGER.isLoggable(level)) {
      return;
    }
    String before = lost == 0 ? "" : " (" + lost + " lines before this one were lost)";
    if (lines.offer(new Line(level, host + ": " + text(type, reason, connection, a, b) + before))) {
      lost = 0;
    } else {
      lost++;
    }
  }

  private static String text(EventType type, Reason reason, long connection, long a, long b) {
    return switch (type) {
      case FLOOD -> reason.english() + ": " + a + " SYNs/s, " + b + " % of them unanswered";
      case LEAK -> reason.english() + ": " + a + " connections, silent for up to " + b + " s";
      default ->
          "connection "
              + connection
              + " failed, "
              + Errno.of((int) -a).name()
              + ": "
              + reason.english();
    };
  }

  private void write() {
    try {
      while (true) {
        Line line = lines.take();
        Lazy.LOGGER.log(line.level, line.text);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    writer.interrupt();
  }
}
