package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/** The retransmission timer (RFC 6298 section 5), and the zero-window probe that shares it. */
final class Retransmission {
  private static final int ORPHAN_RETRIES = 8;
  private static final long LOCAL_CONGESTION_INTERVAL = 500_000_000;

  private Retransmission() {}

  /** Starts the timer when something is outstanding, or the probe timer when the window is shut. */
  static void arm(Connection c, long now) {
    Sender s = c.sender;
    if (s.flight.packetsOut > 0) {
      if (c.probing || c.retransmitAt == Connection.NEVER) {
        c.probing = false;
        c.retransmitAt = now + RttEstimator.timeout(c);
      }
    } else if (s.queue.unsent != null) {
      if (c.retransmitAt == Connection.NEVER) {
        c.probing = true;
        c.retransmitAt = now + RttEstimator.timeout(c) + s.pacer.delay(now);
      }
    } else {
      c.probing = false;
      c.retransmitAt = Connection.NEVER;
    }
  }

  /** New data was acknowledged: the timer starts anew, or stops (rules 5.2 and 5.3). */
  static void restart(Connection c, long now) {
    c.probing = false;
    c.retransmitAt =
        c.sender.flight.packetsOut > 0 ? now + RttEstimator.timeout(c) : Connection.NEVER;
  }

  /** Any answer shows that the peer lives; an open window also ends the backoff of the probes. */
  static void onAnswer(Connection c) {
    if (c.probing) {
      c.retries = 0;
      if (canSendNow(c)) {
        c.stalledSince = 0;
        c.backoff = 0;
        c.probing = false;
        c.retransmitAt = Connection.NEVER;
      }
    }
  }

  private static boolean canSendNow(Connection c) {
    SendRecord next = c.sender == null ? null : c.sender.queue.unsent;
    int room = next == null ? 0 : c.sndWndEnd() - next.seq;
    return next != null && room > 0 && room >= Math.min(next.length, c.sndMss());
  }

  static void onTimer(Connection c, long now) {
    if (!c.synAcked) {
      Handshake.onTimer(c, now);
    } else if (c.probing) {
      probe(c, now);
    } else if (c.sender != null && c.sender.flight.packetsOut > 0) {
      timeout(c, now);
    }
  }

  private static void timeout(Connection c, long now) {
    c.stalledSince = c.stalledSince == 0 ? now : c.stalledSince;
    boolean hopeless = isHopeless(c, now);
    FastOpenClient.onTimeout(c, hopeless, now);
    if (hopeless) {
      giveUp(c, now);
      return;
    }
    c.retries++;
    noteR1(c, now);
    c.count(Counter.EXT_TIMEOUTS);
    long timeout = RttEstimator.timeout(c);
    c.tcp.events.emit(
        now, EventType.TIMEOUT, Reason.RETRANSMISSION_TIMEOUT, c.number, c.retries, timeout);
    MtuProbing.onTimeout(c, now);
    c.sender.recovery.onTimeout(now);
    SendRecord head = c.sender.queue.head;
    boolean went = c.sender.repair.retransmit(head, 1, Reason.RETRANSMISSION_TIMEOUT, now);
    next(c, went, now);
  }

  /**
   * What the link's own queue refused was no answer of the network's: again soon, as Linux does.
   */
  private static void next(Connection c, boolean went, long now) {
    if (went) {
      RttEstimator.backOff(c);
      c.retransmitAt = nextTimeout(c, now);
    } else {
      c.retransmitAt = Math.min(now + LOCAL_CONGESTION_INTERVAL, userDeadline(c));
    }
  }

  /**
   * The threshold R1 (RFC 9293 section 3.8.3): IP may know another way; the application is told.
   */
  static void noteR1(Connection c, long now) {
    if (c.retries == c.config().getInt(Tunable.TCP_RETRIES1)) {
      c.tcp.network.adviseAgainst(c.flow);
      Errno errno = c.softError == null ? Errno.ETIMEDOUT : c.softError;
      c.trouble(errno, Reason.DELIVERY_TROUBLE, now);
    }
  }

  private static void probe(Connection c, long now) {
    if (c.sender == null || c.sender.queue.unsent == null) {
      c.probing = false;
      return;
    }
    c.stalledSince = c.stalledSince == 0 ? now : c.stalledSince;
    if (isProbingVain(c, now)) {
      giveUp(c, now);
      return;
    }
    c.retries++;
    c.count(Counter.EXT_WIN_PROBE);
    c.tcp.events.emit(now, EventType.PROBE, Reason.ZERO_WINDOW_PROBE, c.number, c.retries, 0);
    next(c, c.sender.sendIntoSmallWindow(now) ? !c.probing : probeShutWindow(c, now), now);
  }

  private static boolean probeShutWindow(Connection c, long now) {
    boolean went = c.tcp.writer.probe(c, now);
    if (c.isSendingUrgent()) {
      c.sendAck(now); // the probe lies outside the window, where nobody looks at URG
    }
    return went;
  }

  private static int maxRetries(Connection c) {
    if (c.socket != null) {
      return c.config().getInt(Tunable.TCP_RETRIES2);
    }
    int retries = c.config().getInt(Tunable.TCP_ORPHAN_RETRIES);
    return retries == 0 ? ORPHAN_RETRIES : retries;
  }

  private static boolean isHopeless(Connection c, long now) {
    if (c.options.userTimeoutMillis > 0) {
      return userTimeoutOver(c, now); // instead of the retries, to either side (tcp(7))
    }
    if (c.sndWnd == 0 && c.socket != null && isAlive(c, now)) {
      return false; // the peer has shrunk its window over what is in flight: these are probes
    }
    long limit =
        RttEstimator.duration(
            maxRetries(c),
            c.config().millisAsNanos(Tunable.TCP_RTO_MIN_MS),
            RttEstimator.rtoMax(c));
    return now - c.stalledSince >= limit;
  }

  private static boolean isAlive(Connection c, long now) {
    return now - c.lastReceivedAt <= 2 * RttEstimator.rtoMax(c);
  }

  /** Probes went unanswered, or a peer keeps its window shut before data that nobody watches. */
  private static boolean isProbingVain(Connection c, long now) {
    boolean slow = RttEstimator.timeout(c) >= RttEstimator.rtoMax(c);
    boolean forsaken =
        c.socket == null && slow && c.backoff >= c.config().getInt(Tunable.TCP_ORPHAN_RETRIES);
    return c.retries >= maxRetries(c) || forsaken || userTimeoutOver(c, now);
  }

  private static boolean userTimeoutOver(Connection c, long now) {
    return now >= userDeadline(c);
  }

  /** When TCP_USER_TIMEOUT ends the connection, or {@link Connection#NEVER} (RFC 5482). */
  private static long userDeadline(Connection c) {
    int millis = c.options.userTimeoutMillis;
    boolean counts = millis > 0 && c.stalledSince != 0;
    return counts ? c.stalledSince + millis * 1_000_000L : Connection.NEVER;
  }

  /** The next timeout, but not later than the application is willing to wait. */
  private static long nextTimeout(Connection c, long now) {
    return Math.min(now + RttEstimator.timeout(c), userDeadline(c));
  }

  private static void giveUp(Connection c, long now) {
    Reason reason = userTimeoutOver(c, now) ? Reason.USER_TIMEOUT : Reason.RETRIES_EXHAUSTED;
    c.count(Counter.EXT_ABORT_ON_TIMEOUT);
    c.fail(c.softError != null ? c.softError : Errno.ETIMEDOUT, reason, now);
  }
}
