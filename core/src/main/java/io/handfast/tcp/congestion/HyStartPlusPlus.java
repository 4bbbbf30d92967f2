package io.handfast.tcp.congestion;

/**
 * HyStart++ (RFC 9406): when the round trips of slow start get longer, the window grows at a
 * quarter of the speed for five rounds; if they get shorter again in that time, it was no queue,
 * and slow start goes on.
 *
 * <p>The bound L of section 4.3 (eight segments for one acknowledgement, for senders that do not
 * pace) is infinite: where super-segments are in use one acknowledgement tells of dozens of
 * segments, and eight for each would be no slow start any more.
 */
final class HyStartPlusPlus implements SlowStartExit {
  private static final long MIN_RTT_THRESH = 4_000_000;
  private static final long MAX_RTT_THRESH = 16_000_000;
  private static final int MIN_RTT_DIVISOR = 8;
  private static final int N_RTT_SAMPLE = 8;
  private static final int CSS_GROWTH_DIVISOR = 4;
  private static final int CSS_ROUNDS = 5;
  private static final long NO_SAMPLE = Long.MAX_VALUE;

  private boolean started;
  private int windowEnd;
  private long lastRoundMinRtt = NO_SAMPLE;
  private long currentRoundMinRtt = NO_SAMPLE;
  private int samples;

  /** In Conservative Slow Start: the shortest of the round that led here, else no sample. */
  private long baseline = NO_SAMPLE;

  private int conservativeRounds;

  /** Packets acknowledged that have not grown the window yet. */
  private int rest;

  @Override
  public void restart() {
    started = false;
    baseline = NO_SAMPLE;
    lastRoundMinRtt = NO_SAMPLE;
    currentRoundMinRtt = NO_SAMPLE;
    rest = 0;
  }

  @Override
  public boolean isTooLong(CongestionWindow window, long rtt, long shortest, Flow flow, long now) {
    if (!started || flow.sndUna() - windowEnd > 0) {
      if (started && endRound()) {
        return true;
      }
      begin(flow);
    }
    currentRoundMinRtt = Math.min(currentRoundMinRtt, rtt);
    samples++;
    if (samples >= N_RTT_SAMPLE) {
      judge();
    }
    return false;
  }

  /** A round of the conservative phase is over; true when it was the last one. */
  private boolean endRound() {
    if (isConservative()) {
      conservativeRounds++;
    }
    return isConservative() && conservativeRounds >= CSS_ROUNDS;
  }

  private void begin(Flow flow) {
    started = true;
    windowEnd = flow.sndNxt();
    lastRoundMinRtt = currentRoundMinRtt;
    currentRoundMinRtt = NO_SAMPLE;
    samples = 0;
  }

  private void judge() {
    if (isConservative()) {
      if (currentRoundMinRtt < baseline) {
        baseline = NO_SAMPLE; // it was no queue after all
      }
    } else if (lastRoundMinRtt != NO_SAMPLE && currentRoundMinRtt >= lastRoundMinRtt + excess()) {
      baseline = currentRoundMinRtt;
      conservativeRounds = 0;
      rest = 0;
    }
  }

  private long excess() {
    return Math.clamp(lastRoundMinRtt / MIN_RTT_DIVISOR, MIN_RTT_THRESH, MAX_RTT_THRESH);
  }

  private boolean isConservative() {
    return baseline != NO_SAMPLE;
  }

  @Override
  public int growth(int acknowledged) {
    if (!isConservative()) {
      return acknowledged;
    }
    rest += acknowledged;
    int grown = rest / CSS_GROWTH_DIVISOR;
    rest %= CSS_GROWTH_DIVISOR;
    return grown;
  }
}
