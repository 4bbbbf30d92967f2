package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * Keeps clients from Fast Open while a middlebox on our side seems to swallow what comes after a
 * SYN with data ({@code tcp_fastopen_blackhole_timeout_sec}): for that time at first, for twice as
 * long each time it seems so again, up to 64 times; until a connection with Fast Open has received
 * data.
 */
final class FastOpenPause {
  private static final int MAX_DOUBLINGS = 6;

  private final Tcp tcp;
  private int times;
  private long since;

  FastOpenPause(Tcp tcp) {
    this.tcp = tcp;
  }

  /** A connection had an end that points at a middlebox. */
  void begin(Connection c, long now) {
    if (tcp.config().is(Tunable.TCP_FASTOPEN_BLACKHOLE_TIMEOUT_SEC)) {
      since = now;
      times++;
      tcp.counters.add(Counter.EXT_FAST_OPEN_BLACKHOLE);
      tcp.events.emit(
          now, EventType.FAST_OPEN, Reason.FAST_OPEN_BLACK_HOLE, c.number, duration(), times);
    }
  }

  private long duration() {
    long base = tcp.config().secondsAsNanos(Tunable.TCP_FASTOPEN_BLACKHOLE_TIMEOUT_SEC);
    return base << Math.min(times - 1, MAX_DOUBLINGS);
  }

  /** No Fast Open at the moment. */
  boolean isOn(long now) {
    return times > 0 && now - since < duration();
  }

  /** There was a pause; the next connection shows whether there need be others. */
  boolean isOver(long now) {
    return times > 0 && !isOn(now);
  }

  /** A connection that began after a pause has received data. */
  void forget() {
    times = 0;
  }
}
