package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/** Keep-alive (RFC 9293 section 3.8.4): off unless asked for, probes with no data. */
final class Keepalive {
  private Keepalive() {}

  /** The connection has opened, or the option or its times have changed. */
  static void start(Connection c, long now) {
    c.keepaliveAt = c.options.keepAlive ? c.lastReceivedAt + idleNanos(c) : Connection.NEVER;
  }

  static void onTimer(Connection c, long now) {
    if (!c.options.keepAlive || !c.state.isSynchronized()) {
      return;
    }
    long idleUntil = c.lastReceivedAt + idleNanos(c);
    boolean busy = c.sender != null && !c.sender.queue.isEmpty();
    if (busy) {
      c.keepaliveAt = Math.max(idleUntil, now + intervalNanos(c)); // retransmission decides
    } else if (now < idleUntil && c.keepaliveProbes == 0) {
      c.keepaliveAt = idleUntil;
    } else if (isDead(c, now)) {
      c.count(Counter.EXT_ABORT_ON_TIMEOUT);
      c.tcp.writer.reset(c, Reason.KEEPALIVE_TIMEOUT, now);
      c.fail(Errno.ETIMEDOUT, Reason.KEEPALIVE_TIMEOUT, now);
    } else {
      c.keepaliveProbes++;
      c.count(Counter.EXT_KEEP_ALIVE);
      c.tcp.events.emit(
          now, EventType.PROBE, Reason.KEEPALIVE_PROBE, c.number, c.keepaliveProbes, 0);
      c.tcp.writer.probe(c, now);
      c.keepaliveAt = now + intervalNanos(c);
    }
  }

  /** TCP_USER_TIMEOUT, when set, decides instead of the number of probes (RFC 5482 section 4.2). */
  private static boolean isDead(Connection c, long now) {
    int millis = c.options.userTimeoutMillis;
    return millis > 0
        ? c.keepaliveProbes > 0 && now - c.lastReceivedAt >= millis * 1_000_000L
        : c.keepaliveProbes >= probes(c);
  }

  private static long idleNanos(Connection c) {
    int standard = c.config().getInt(Tunable.TCP_KEEPALIVE_TIME);
    return SocketOptions.orElse(c.options.keepIdleSeconds, standard) * 1_000_000_000L;
  }

  private static long intervalNanos(Connection c) {
    int standard = c.config().getInt(Tunable.TCP_KEEPALIVE_INTVL);
    return SocketOptions.orElse(c.options.keepIntervalSeconds, standard) * 1_000_000_000L;
  }

  private static int probes(Connection c) {
    int standard = c.config().getInt(Tunable.TCP_KEEPALIVE_PROBES);
    return SocketOptions.orElse(c.options.keepCount, standard);
  }
}
