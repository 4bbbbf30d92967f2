package io.handfast.sim.drill;

import io.handfast.event.Errno;
import io.handfast.tcp.TcpSocket;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The error queue of a socket: notes of sends with MSG_ZEROCOPY whose data was acknowledged. The
 * stack copies what it is given, which such a note may say; when the note comes is what the runner
 * stands in for.
 */
final class ErrorQueue {
  private static final long ORIGIN_ZEROCOPY = 5;
  private static final long CODE_COPIED = 1;

  /** A send: its number, and the bytes written up to its end. */
  private record Send(long number, long end) {}

  /** Sends from one number to another, both included. */
  private record Note(long first, long last) {}

  private final ArrayDeque<Send> sends = new ArrayDeque<>();
  private final ArrayDeque<Note> notes = new ArrayDeque<>();
  private long written;
  private long next;

  /** SO_ZEROCOPY. */
  boolean zeroCopy;

  /** The application has written, with MSG_ZEROCOPY or not. */
  void wrote(long bytes, boolean asked) {
    written += bytes;
    if (asked && zeroCopy && bytes > 0) {
      sends.add(new Send(next++, written));
    }
  }

  /** Looks what was acknowledged since; true when there is a new note. */
  boolean collect(TcpSocket socket, long now) {
    if (sends.isEmpty()) {
      return false;
    }
    long acknowledged = written - socket.info(now).sendQueue();
    boolean news = false;
    while (!sends.isEmpty() && sends.peek().end <= acknowledged) {
      note(sends.remove().number);
      news = true;
    }
    return news;
  }

  /** Neighbours become one note, as on Linux. */
  private void note(long number) {
    Note before = notes.peekLast();
    if (before != null && before.last + 1 == number) {
      notes.removeLast();
      notes.add(new Note(before.first, number));
    } else {
      notes.add(new Note(number, number));
    }
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  /** Hands the oldest note over: 0, or -EAGAIN when there is none. */
  int take(ControlMessages into) {
    Note note = notes.poll();
    if (note == null) {
      return Errno.EAGAIN.result();
    }
    // Scripts have one word for the level, and the runner one meaning of it for both families.
    long level = Constants.value("SOL_IP");
    long type = Constants.value("IP_RECVERR");
    into.add(level, type, List.of(0L, ORIGIN_ZEROCOPY, 0L, CODE_COPIED, note.first, note.last));
    return 0;
  }
}
