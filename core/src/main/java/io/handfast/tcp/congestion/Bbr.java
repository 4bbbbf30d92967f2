package io.handfast.tcp.congestion;

import java.util.Locale;

/**
 * BBR, version 1 (draft-cardwell-iccrg-bbr-congestion-control-00): paces at the bandwidth that it
 * measures and keeps about two round trips' worth in flight, whatever is lost. Left out are Linux's
 * additions for policed paths and for aggregated acknowledgements.
 */
public final class Bbr implements CongestionControl {
  /** 2 / ln 2: doubles the rate each round trip (section 4.2.1.1). */
  private static final double HIGH_GAIN = 2.885;

  private static final double WINDOW_GAIN = 2;

  /** The rates of a cycle of ProbeBW: more, less, and six times as measured (section 4.3.4.2). */
  private static final double[] CYCLE = {1.25, 0.75, 1, 1, 1, 1, 1, 1};

  /** A hundredth less than measured, so that no queue builds up by rounding. */
  private static final double MARGIN = 0.99;

  /** Window of ProbeRTT, and the smallest of all, packets (BBRMinPipeCwnd). */
  private static final int MIN_WINDOW = 4;

  private static final long PROBE_RTT_NANOS = 200_000_000;
  private static final int QUANTUM_BYTES_MAX = 65_536;
  private static final long SLOW_BYTES_PER_SECOND = 150_000;

  private enum Mode {
    STARTUP,
    DRAIN,
    PROBE_BW,
    PROBE_RTT
  }

  private final BbrPath path = new BbrPath();
  private Mode mode = Mode.STARTUP;
  private int phase;
  private long phaseAt;

  /** Bytes per second; 0 before the first sample. */
  private long rate;

  private int initialWindow;
  private int windowBefore;
  private boolean repairing;
  private boolean conserving;
  private boolean restarted;
  private long probeRttUntil;
  private boolean probeRttRoundDone;

  @Override
  public String name() {
    return "bbr";
  }

  @Override
  public boolean isModelBased() {
    return true;
  }

  @Override
  public long pacingRate() {
    return rate;
  }

  @Override
  public void onAck(CongestionWindow window, int packets, long now) {
    throw new IllegalStateException("the model decides, by onSample");
  }

  @Override
  public void onSample(CongestionWindow window, RateSample sample, long now) {
    if (initialWindow == 0) {
      initialWindow = window.packets();
      window.threshold(CongestionWindow.INFINITE);
    }
    path.update(sample, mode == Mode.PROBE_RTT, now);
    if (path.isRoundStart()) {
      conserving = false;
    }
    advanceCycle(sample, now);
    leaveStartup(sample, now);
    probeRtt(window, sample, now);
    setRate(sample, pacingGain());
    setWindow(window, sample);
    restarted &= sample.acked() == 0;
  }

  // ---- the state machine ----

  private double pacingGain() {
    return switch (mode) {
      case STARTUP -> HIGH_GAIN;
      case DRAIN -> 1 / HIGH_GAIN;
      case PROBE_BW -> CYCLE[phase];
      case PROBE_RTT -> 1;
    };
  }

  private double windowGain() {
    return switch (mode) {
      case STARTUP, DRAIN -> HIGH_GAIN;
      case PROBE_BW -> WINDOW_GAIN;
      case PROBE_RTT -> 1;
    };
  }

  /** Section 4.3.4.3: a phase lasts a round trip; more is sent until it shows, less until gone. */
  private void advanceCycle(RateSample sample, long now) {
    if (mode != Mode.PROBE_BW) {
      return;
    }
    boolean full = now - phaseAt > path.minRtt();
    double gain = CYCLE[phase];
    boolean next;
    if (gain > 1) {
      next = full && (sample.lost() > 0 || sample.priorInFlight() >= wanted(gain, sample));
    } else if (gain < 1) {
      next = full || sample.priorInFlight() <= wanted(1, sample);
    } else {
      next = full;
    }
    if (next) {
      phase = (phase + 1) % CYCLE.length;
      phaseAt = now;
    }
  }

  private void leaveStartup(RateSample sample, long now) {
    if (mode == Mode.STARTUP && path.isFilled()) {
      mode = Mode.DRAIN;
    }
    if (mode == Mode.DRAIN && sample.inFlight() <= wanted(1, sample)) {
      enterProbeBandwidth(sample, now);
    }
  }

  /** Begins anywhere but with less, so that flows do not march in step (section 4.3.4.2). */
  private void enterProbeBandwidth(RateSample sample, long now) {
    mode = Mode.PROBE_BW;
    int drawn = sample.random(CYCLE.length - 1);
    phase = drawn == 0 ? 0 : drawn + 1;
    phaseAt = now;
  }

  /** Section 4.3.5: every ten seconds little is sent, until the queue must have gone. */
  private void probeRtt(CongestionWindow window, RateSample sample, long now) {
    if (path.isMinRttExpired() && !restarted && mode != Mode.PROBE_RTT) {
      mode = Mode.PROBE_RTT;
      save(window);
      probeRttUntil = 0;
    }
    if (mode != Mode.PROBE_RTT) {
      return;
    }
    if (probeRttUntil == 0 && sample.inFlight() <= MIN_WINDOW) {
      probeRttUntil = now + PROBE_RTT_NANOS;
      probeRttRoundDone = false;
      path.restartRound(sample);
    } else if (probeRttUntil != 0) {
      probeRttRoundDone |= path.isRoundStart();
      if (probeRttRoundDone && now > probeRttUntil) {
        path.confirmMinRtt(now);
        window.packets(Math.max(window.packets(), windowBefore));
        leaveProbeRtt(sample, now);
      }
    }
  }

  private void leaveProbeRtt(RateSample sample, long now) {
    if (path.isFilled()) {
      enterProbeBandwidth(sample, now);
    } else {
      mode = Mode.STARTUP;
    }
  }

  // ---- rate and window ----

  /** Section 4.2.1: while the pipe fills the rate only rises. */
  private void setRate(RateSample sample, double gain) {
    double bytes = MARGIN * gain * path.bandwidth() * sample.mss();
    if (path.bandwidth() > 0 && (path.isFilled() || bytes > rate)) {
      rate = Math.max(1, (long) bytes);
    }
  }

  /** What is sent at once, packets: about a millisecond's worth (section 4.2.2). */
  private int quantum(int mss) {
    long burst = Math.min(rate >> 10, QUANTUM_BYTES_MAX) / Math.max(1, mss);
    return (int) Math.max(rate < SLOW_BYTES_PER_SECOND ? 1 : 2, burst);
  }

  /** Packets in flight at this gain, with room for what is on its way in whole bursts. */
  private int wanted(double gain, RateSample sample) {
    double held = path.held(gain);
    if (held < 0) {
      return initialWindow;
    }
    int even = (int) Math.min(CongestionWindow.MAX, Math.ceil(held) + 3 * quantum(sample.mss()));
    even = even + 1 & ~1;
    return even + (mode == Mode.PROBE_BW && phase == 0 ? 2 : 0);
  }

  /** Section 4.2.3. */
  private void setWindow(CongestionWindow window, RateSample sample) {
    boolean conserved = followRepair(window, sample);
    if (!conserved && sample.acked() > 0) {
      int target = wanted(windowGain(), sample);
      int grown = window.packets() + sample.acked();
      if (path.isFilled()) {
        window.packets(Math.min(grown, target));
      } else if (window.packets() < target || sample.delivered() < initialWindow) {
        window.packets(grown);
      }
      window.packets(Math.max(window.packets(), MIN_WINDOW));
    }
    if (mode == Mode.PROBE_RTT) {
      window.packets(Math.min(window.packets(), MIN_WINDOW));
    }
  }

  /** Section 4.2.3.4: in the first round trip of a repair one packet goes for each that came. */
  private boolean followRepair(CongestionWindow window, RateSample sample) {
    window.packets(Math.max(1, window.packets() - sample.lost()));
    if (sample.isRepairing() && !repairing) {
      repairing = true;
      conserving = true;
      path.restartRound(sample);
      window.packets(sample.inFlight() + sample.acked());
    } else if (!sample.isRepairing() && repairing) {
      repairing = false;
      conserving = false;
      window.packets(Math.max(window.packets(), windowBefore));
    }
    if (conserving) {
      window.packets(Math.max(window.packets(), sample.inFlight() + sample.acked()));
    }
    return conserving;
  }

  private void save(CongestionWindow window) {
    boolean usual = !repairing && mode != Mode.PROBE_RTT;
    windowBefore = usual ? window.packets() : Math.max(windowBefore, window.packets());
  }

  // ---- what happens ----

  /** A loss changes no threshold; the window comes back after the repair. */
  @Override
  public int thresholdAfterLoss(CongestionWindow window, int packetsInFlight) {
    save(window);
    return window.threshold();
  }

  @Override
  public void onTimeout() {
    path.forgetGrowth();
    repairing = true;
    conserving = false;
  }

  @Override
  public void onUndo() {
    path.forgetGrowth();
  }

  @Override
  public void onIdle(long nanos, long now) {
    restarted = true;
  }

  @Override
  public String detail() {
    return String.format(
        Locale.ROOT,
        "bw:%dpps,mrtt:%.3f,pacing_gain:%.3f,cwnd_gain:%.3f,mode:%s",
        Math.round(path.bandwidth()),
        path.minRtt() / 1e6,
        pacingGain(),
        windowGain(),
        mode.name().toLowerCase(Locale.ROOT));
  }
}
