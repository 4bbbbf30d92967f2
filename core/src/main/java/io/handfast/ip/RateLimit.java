package io.handfast.ip;

/** A token bucket: so many a second, with a burst. Time is an argument. */
public final class RateLimit {
  private final long nanosPerToken;
  private final long burst;
  private long tokens;
  private long lastAt;

  /** {@code perSecond} tokens a second, at most {@code burst} saved up. */
  public RateLimit(int perSecond, int burst) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.burst = burst;
    this.tokens = burst;
  }

  /** Takes a token; false when there is none. */
  public boolean tryTake(long now) {
    long earned = (now - lastAt) / nanosPerToken;
    if (earned > 0) {
      tokens = Math.min(burst, tokens + earned);
      lastAt += earned * nanosPerToken;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
