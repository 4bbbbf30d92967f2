package io.handfast.shield;

/** Whether to proxy, by the share of half-open connections, with hysteresis. */
final class Adaptive {
  private final ShieldConfig config;
  private boolean engaged;
  private long since;

  Adaptive(ShieldConfig config) {
    this.config = config;
  }

  boolean isEngaged() {
    return engaged;
  }

  /** Looks again; true when it has changed its mind. */
  boolean update(int halfOpen, long now) {
    long percent = 100L * halfOpen / config.halfOpenMax();
    boolean begins = !engaged && percent >= config.enterPercent();
    boolean ends = engaged && percent <= config.leavePercent() && now - since >= config.dwell();
    if (begins || ends) {
      engaged = begins;
      since = now;
    }
    return begins || ends;
  }
}
