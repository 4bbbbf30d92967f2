package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.timer.Timer;

/**
 * Says whether a listener is under a SYN flood (RFC 4987 section 2), from three numbers of each
 * window of half a second: SYNs, SYNs that nobody followed up, and different sources.
 *
 * <p>Two suspicious windows in a row raise the alarm, six calm ones end it. A window is suspicious
 * when it holds at least {@code handfast.tcp_flood_syn_rate} SYNs a second and three quarters of
 * them stay unanswered; a crowd of honest clients answers, and so does a scan, with resets. The
 * number of sources decides nothing: it tells a spoofed flood from one careless host.
 */
final class FloodDetector {
  /** Length of a window, ns. */
  static final long WINDOW = 500_000_000L;

  private static final int WINDOWS_TO_RAISE = 2;
  private static final int WINDOWS_TO_END = 6;

  /** Below this share of unanswered SYNs, in percent, a window is calm. */
  private static final int SUSPICIOUS_PERCENT = 75;

  private static final int CALM_PERCENT = 50;
  private static final int IDLE = -1;

  private final Tcp tcp;
  private final SourceSketch sources = new SourceSketch();
  private final SourceSketch lastSources = new SourceSketch();
  private long windowEnd = IDLE;
  private int syns;
  private int answered;
  private int streak;

  // What the last complete window showed.
  private int rate;
  private int unansweredPercent;
  private long since;
  private boolean alarm;

  FloodDetector(Tcp tcp) {
    this.tcp = tcp;
  }

  /** A new SYN has come; true when it begins a window, whose end wants a timer. */
  boolean onSyn(FlowKey flow, long now) {
    boolean begins = windowEnd == IDLE;
    if (begins) {
      begin(now);
    }
    syns++;
    sources.add(flow.remoteHigh, flow.remoteLow);
    return begins;
  }

  /** Somebody real is behind a SYN: it was acknowledged, or refused with a reset. */
  void onAnswer() {
    answered++;
  }

  /** End of the present window, ns; {@link Timer#NEVER} when nothing happens. */
  long deadline() {
    return windowEnd == IDLE ? Timer.NEVER : windowEnd;
  }

  /** Looks at the window that ends now, and begins another while something happens. */
  void onTime(long now) {
    if (windowEnd == IDLE || now < windowEnd) {
      return;
    }
    judge(now);
    boolean quiet = syns == 0;
    lastSources.copyFrom(sources);
    if (quiet && !alarm) {
      windowEnd = IDLE;
    } else {
      begin(now);
    }
  }

  private void begin(long now) {
    windowEnd = now + WINDOW;
    syns = 0;
    answered = 0;
    sources.clear();
  }

  private void judge(long now) {
    rate = (int) (syns * 1_000_000_000L / WINDOW);
    unansweredPercent = syns == 0 ? 0 : 100 * Math.max(0, syns - answered) / syns;
    int threshold = tcp.config().getInt(Tunable.TCP_FLOOD_SYN_RATE);
    boolean suspicious = rate >= threshold && unansweredPercent >= SUSPICIOUS_PERCENT;
    boolean calm = rate < threshold / 2 || unansweredPercent < CALM_PERCENT;
    streak = (alarm ? calm : suspicious) ? streak + 1 : 0;
    if (!alarm && streak >= WINDOWS_TO_RAISE) {
      alarm = true;
      tcp.counters.add(Counter.STACK_SYN_FLOODS);
      tell(Reason.SYN_FLOOD_BEGAN, now);
    } else if (alarm && streak >= WINDOWS_TO_END) {
      alarm = false;
      tell(Reason.SYN_FLOOD_OVER, now);
    }
  }

  private void tell(Reason reason, long now) {
    streak = 0;
    since = now;
    tcp.events.emit(now, EventType.FLOOD, reason, 0, rate, unansweredPercent);
  }

  /** The alarm is on. */
  boolean isAlarm() {
    return alarm;
  }

  /** The numbers of the last complete window. */
  FloodStatus status(TcpSocket socket, int halfOpen) {
    return new FloodStatus(
        socket.localAddress(),
        socket.localPort(),
        alarm,
        since,
        rate,
        unansweredPercent,
        lastSources.estimate(),
        halfOpen);
  }
}
