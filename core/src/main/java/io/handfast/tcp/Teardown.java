package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.TcpView;

/** Closing: FIN in every state, half-close, abort, orphans, and the way into TIME-WAIT. */
final class Teardown {
  private Teardown() {}

  /** The application will send no more: queues the FIN behind what is queued already. */
  static void shutdownWrite(Connection c, long now) {
    if (!c.finQueued) {
      c.finQueued = true;
      c.lifetimeAt = Connection.NEVER; // the program has not forgotten it in CLOSE-WAIT
      c.sender().writeFin();
      c.happen(Fact.CLOSE, Reason.APPLICATION_CLOSE, now);
      c.tcp.ready(c);
    }
  }

  /** The application has closed its handle; the connection goes on alone, or ends. */
  static void close(Connection c, long now) {
    boolean unread = c.receiver != null && c.receiver.queue.bytes() > 0;
    c.releaseReceiverQueue();
    if (c.state == State.SYN_SENT) {
      c.done(Fact.CLOSE, Reason.APPLICATION_CLOSE, now);
    } else if (c.state == State.CLOSED || c.state == State.TIME_WAIT) {
      c.releaseReceiver();
    } else if (unread) {
      c.count(Counter.EXT_ABORT_ON_CLOSE);
      abort(c, Reason.CLOSED_WITH_UNREAD_DATA, now);
    } else if (c.options.lingerSeconds == 0) {
      c.count(Counter.EXT_ABORT_ON_DATA);
      abort(c, Reason.LINGER_ZERO, now);
    } else {
      orphan(c, now);
    }
  }

  private static void orphan(Connection c, long now) {
    if (c.tcp.orphans() >= c.config().get(Tunable.TCP_MAX_ORPHANS)) {
      c.count(Counter.EXT_ORPHAN_LIMIT);
      abort(c, Reason.ORPHAN_LIMIT, now);
      return;
    }
    c.tcp.becameOrphan(c);
    shutdownWrite(c, now);
    if (c.state == State.FIN_WAIT_2) {
      startFinWait2Timer(c, now);
    }
  }

  /** Ends the connection at once, with a reset where data may be lost (RFC 9293 §3.10.5). */
  static void abort(Connection c, Reason reason, long now) {
    boolean tells =
        switch (c.state) {
          case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
          case CLOSING, LAST_ACK -> losesData(c, reason);
          case CLOSED, LISTEN, SYN_SENT, TIME_WAIT -> false;
        };
    if (tells) {
      c.tcp.writer.reset(c, reason, now);
    }
    c.done(Fact.ABORT, reason, now);
  }

  /** Both ends have finished, but something was not read, or not even sent (as Linux). */
  private static boolean losesData(Connection c, Reason reason) {
    boolean unsent = c.sender != null && c.sender.queue.unsent != null;
    return unsent || reason == Reason.CLOSED_WITH_UNREAD_DATA;
  }

  /** New data for a connection whose application is gone: it cannot be delivered (section 3.6). */
  static void onDataForNobody(Connection c, TcpView segment, long now) {
    c.count(Counter.EXT_ABORT_ON_DATA);
    // Just where the peer expects us next, as for a segment to nobody; our FIN may be in flight.
    c.tcp.writer.resetFor(c.flow, segment, Reason.DATA_AFTER_CLOSE, now);
    c.done(Fact.ABORT, Reason.DATA_AFTER_CLOSE, now);
  }

  /** The peer's FIN has come, in order. */
  static void onFin(Connection c, long now) {
    c.happen(Fact.FIN_IN_ORDER, Reason.FIN_RECEIVED, now);
    c.notifySocket();
    if (c.state == State.CLOSE_WAIT) {
      c.lifetimeAt = now + c.config().secondsAsNanos(Tunable.TCP_CLOSE_WAIT_ALARM);
    }
    if (c.state == State.TIME_WAIT) {
      c.sendAck(now); // the last of the four
      enterTimeWait(c, now);
    }
  }

  /** Our FIN was acknowledged. */
  static void onFinAcked(Connection c, long now) {
    c.happen(Fact.ACK_OF_FIN, Reason.ACK_OF_FIN, now);
    if (c.lingerer != null) {
      c.lingerer.notifyObserver();
    }
    switch (c.state) {
      case FIN_WAIT_2 -> {
        c.retransmitAt = Connection.NEVER;
        if (c.socket == null) {
          startFinWait2Timer(c, now);
        } else {
          c.notifySocket();
        }
      }
      case TIME_WAIT -> enterTimeWait(c, now);
      case CLOSED -> c.done(Fact.ACK_OF_FIN, Reason.ACK_OF_FIN, now);
      case LISTEN,
          SYN_SENT,
          SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_1,
          CLOSE_WAIT,
          CLOSING,
          LAST_ACK -> {}
    }
  }

  /** Only an orphan is hurried: who holds the socket half-closed may wait for ever. */
  private static void startFinWait2Timer(Connection c, long now) {
    c.lifetimeAt = now + c.config().secondsAsNanos(Tunable.TCP_FIN_TIMEOUT);
    c.reschedule();
  }

  static void onLifetimeTimer(Connection c, long now) {
    if (c.state == State.CLOSE_WAIT) {
      nameLeak(c, now);
    }
    if (c.state == State.FIN_WAIT_2 && c.socket == null) {
      c.count(Counter.EXT_ABORT_ON_LINGER);
      c.failure = Reason.FIN_WAIT_2_OVER;
      c.error = Errno.ETIMEDOUT;
      c.done(Fact.ABORT, Reason.FIN_WAIT_2_OVER, now);
    }
  }

  /** CLOSE-WAIT is the application's and has no bound; one who forgot it is told so. */
  private static void nameLeak(Connection c, long now) {
    long alarm = c.config().secondsAsNanos(Tunable.TCP_CLOSE_WAIT_ALARM);
    if (now - c.lastReceivedAt < alarm) {
      c.lifetimeAt = c.lastReceivedAt + alarm; // it still talks to the peer
      return;
    }
    CloseWaits leaks = CloseWaits.of(c.tcp, now);
    c.count(Counter.STACK_CLOSE_WAIT_LEAKS);
    c.tcp.events.emit(
        now,
        EventType.LEAK,
        Reason.CLOSE_WAIT_LEAK,
        c.number,
        leaks.count(),
        leaks.oldestNanos() / 1_000_000_000L);
  }

  /** What must be remembered moves to a compact record; the connection itself ends here. */
  private static void enterTimeWait(Connection c, long now) {
    c.tcp.detach(c);
    c.tcp.timeWait.add(c, now);
    c.releaseSender();
    if (c.socket == null) {
      c.releaseReceiver();
    } else {
      c.notifySocket();
    }
  }
}
