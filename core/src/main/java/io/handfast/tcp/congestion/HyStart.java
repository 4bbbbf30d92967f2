package io.handfast.tcp.congestion;

/**
 * The classic HyStart, as Linux has it: slow start ends before the queue overflows, when a round
 * trip gets longer than the shortest one by an eighth, or when ACKs keep arriving closely for half
 * of the shortest round trip.
 */
final class HyStart implements SlowStartExit {
  /** Windows below this many packets end slow start by loss alone. */
  private static final int LOW_WINDOW = 16;

  private static final int SAMPLES = 8;
  private static final long MIN_EXCESS = 4_000_000;
  private static final long MAX_EXCESS = 16_000_000;

  /** ACKs that follow each other within this time belong to one train, ns. */
  private static final long TRAIN_GAP = 2_000_000;

  private boolean started;
  private int roundEnd;
  private long roundStart;
  private long lastAckAt;
  private long shortestInRound;
  private int samples;

  @Override
  public void restart() {
    started = false;
  }

  @Override
  public boolean isTooLong(CongestionWindow window, long rtt, long shortest, Flow flow, long now) {
    if (window.packets() < LOW_WINDOW) {
      return false; // rounds are counted from there on
    }
    if (!started || flow.sndUna() - roundEnd > 0) {
      begin(flow, now);
    }
    return isTrain(shortest, now) | isDelayed(rtt, shortest);
  }

  private void begin(Flow flow, long now) {
    started = true;
    roundEnd = flow.sndNxt();
    roundStart = now;
    lastAckAt = now;
    shortestInRound = Long.MAX_VALUE;
    samples = 0;
  }

  private boolean isTrain(long shortest, long now) {
    if (now - lastAckAt > TRAIN_GAP) {
      return false;
    }
    lastAckAt = now;
    return now - roundStart > shortest / 2;
  }

  private boolean isDelayed(long rtt, long shortest) {
    shortestInRound = Math.min(shortestInRound, rtt);
    if (samples < SAMPLES) {
      samples++;
      return false;
    }
    long excess = Math.clamp(shortest / 8, MIN_EXCESS, MAX_EXCESS);
    return shortestInRound > shortest + excess;
  }
}
