package io.handfast.tcp;

/**
 * Spreads what is sent over the round trip instead of sending it in bursts, on the stack's own
 * timer, as Linux does without the fq queueing discipline. On for BBR, for sockets with a rate of
 * their own (SO_MAX_PACING_RATE), and for all by {@code handfast.tcp_pacing}.
 */
final class Pacer {
  /** No bound of the application's. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;

  /** The first window goes at once, as from Linux. */
  private static final int FREE_PACKETS = 10;

  private final Sender s;

  /** When the next segment may go, ns. */
  private long nextAt;

  /** When sending goes on, ns. */
  long timerAt = Connection.NEVER;

  Pacer(Sender s) {
    this.s = s;
  }

  /** What is sent is spread. */
  boolean isOn() {
    return s.congestion.isModelBased()
        || s.c.options.maxPacingRate != UNLIMITED
        || s.c.config().is(Tunable.TCP_PACING);
  }

  /** Bytes per second to send at, {@link #UNLIMITED} before the first round-trip time. */
  long rate() {
    long own = s.congestion.pacingRate();
    long rate = own > 0 ? own : windowRate();
    return Math.min(rate, s.c.options.maxPacingRate);
  }

  /** What the window allows in a round trip, and some more to probe for room. */
  private long windowRate() {
    if (s.c.srtt == 0) {
      return UNLIMITED;
    }
    boolean slowStart = s.window.packets() < s.window.threshold() / 2;
    Tunable ratio = slowStart ? Tunable.TCP_PACING_SS_RATIO : Tunable.TCP_PACING_CA_RATIO;
    long packets = Math.max(s.window.packets(), s.flight.packetsOut);
    long micros = Math.max(1, s.c.srtt / 1_000);
    return packets * s.c.sndMss() * s.c.config().get(ratio) * 10_000 / micros;
  }

  /** Nothing may go yet; the timer will say when. */
  boolean holds(long now) {
    boolean early = isOn() && now < nextAt;
    timerAt = early ? nextAt : Connection.NEVER;
    return early;
  }

  /** Time until something may go, ns. */
  long delay(long now) {
    return isOn() ? Math.max(0, nextAt - now) : 0;
  }

  /** A record went: the next one waits for as long as this one takes at the rate. */
  void onSent(SendRecord record, long now) {
    s.history.packetsSent += record.packets;
    long rate = rate();
    if (!isOn() || rate == UNLIMITED || s.history.packetsSent < FREE_PACKETS) {
      nextAt = now;
      return;
    }
    long cost = (long) ((double) record.length * SECOND / Math.max(1, rate));
    long late = Math.max(0, now - nextAt);
    nextAt = now + cost - Math.min(late, cost / 2); // a late timer may catch up a little
  }

  /** The deadline may have come. */
  void onTimer(long now) {
    if (timerAt <= now) {
      timerAt = Connection.NEVER;
      s.c.tcp.ready(s.c);
    }
  }
}
