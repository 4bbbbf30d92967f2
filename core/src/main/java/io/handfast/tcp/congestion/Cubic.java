package io.handfast.tcp.congestion;

/**
 * CUBIC (RFC 9438) with fast convergence and the Reno-friendly region, in packets, with the
 * constants and the roundings of Linux; slow start may end before a loss: by HyStart++ (RFC 9406),
 * or as Linux has it.
 */
public final class Cubic implements CongestionControl {
  /** The multiplicative decrease factor, of 1,024: 0.7 (section 4.6). */
  private static final int BETA = 717;

  private static final int ONE = 1_024;

  /** C, in packets per second cubed (section 5). */
  private static final double C = 0.4;

  /** Packets that grow the window of a Reno flow with this decrease by one, of eight windows. */
  private static final int RENO_SCALE = 8 * (ONE + BETA) / 3 / (ONE - BETA);

  /** Growth while nothing is known of the path: one packet for so many, 5 % a round trip. */
  private static final int UNKNOWN_PATH = 20;

  private static final double SECOND = 1e9;

  private final SlowStartExit hystart;

  /** Window before the latest reduction, or a little less by fast convergence: W_max. */
  private int lastMax;

  /** When the present period of growth began, ns; {@link Long#MIN_VALUE} before it does. */
  private long epoch = Long.MIN_VALUE;

  /** Where the curve has its plateau, and when it gets there, seconds after {@link #epoch}: K. */
  private int origin;

  private double plateauAfter;

  /** Shortest round-trip time since the latest timeout, ns. */
  private long shortestRtt;

  /** The window that a Reno flow would have, and the packets it has counted. */
  private int renoWindow;

  private long renoCount;
  private int count;

  /** With the standard way out of slow start. */
  public Cubic() {
    this(2);
  }

  /**
   * @param hystart the way out of slow start by its number in {@code handfast.tcp_hystart}
   */
  public Cubic(int hystart) {
    this.hystart = SlowStartExit.numbered(hystart);
  }

  @Override
  public String name() {
    return "cubic";
  }

  @Override
  public void onRtt(CongestionWindow window, long rtt, Flow flow, long now) {
    if (epoch != Long.MIN_VALUE && now - epoch < 1_000_000_000L) {
      return; // right after a recovery the queue is not what it usually is
    }
    shortestRtt = shortestRtt == 0 ? rtt : Math.min(shortestRtt, rtt);
    if (window.inSlowStart() && hystart.isTooLong(window, rtt, shortestRtt, flow, now)) {
      window.threshold(window.packets());
    }
  }

  @Override
  public void onAck(CongestionWindow window, int packets, long now) {
    int rest = packets;
    if (window.inSlowStart()) {
      int grown = Math.min(window.packets() + hystart.growth(rest), window.threshold());
      rest = grown < window.threshold() ? 0 : rest - (grown - window.packets());
      window.packets(grown);
    }
    if (rest > 0) {
      avoid(window, rest, now);
    }
  }

  /** Congestion avoidance: one packet more for every so many acknowledged (section 4.4). */
  private void avoid(CongestionWindow window, int packets, long now) {
    int needed = needed(window.packets(), packets, now);
    if (count >= needed) {
      count = 0;
      window.packets(window.packets() + 1);
    }
    count += packets;
    if (count >= needed) {
      int steps = count / needed;
      count -= steps * needed;
      window.packets(window.packets() + steps);
    }
  }

  /** Packets to be acknowledged before the window grows by one; at least 2. */
  private int needed(int window, int packets, long now) {
    if (epoch == Long.MIN_VALUE) {
      begin(window, now);
    }
    renoCount += packets;
    // The curve is taken one round trip ahead, where its growth will show.
    double t = (now - epoch + shortestRtt) / SECOND - plateauAfter;
    double target = Math.clamp(origin + C * t * t * t, 0, CongestionWindow.MAX);
    int ahead = (int) target - window;
    int needed = ahead > 0 ? window / ahead : 100 * window;
    if (lastMax == 0) {
      needed = Math.min(needed, UNKNOWN_PATH);
    }
    return Math.max(2, Math.min(needed, neededByReno(window)));
  }

  private void begin(int window, long now) {
    epoch = now;
    renoCount = 0;
    renoWindow = window;
    boolean below = window < lastMax;
    origin = below ? lastMax : window;
    plateauAfter = below ? StrictMath.cbrt((lastMax - window) / C) : 0;
  }

  /** The Reno-friendly region: never slower than Reno would be (section 4.3). */
  private int neededByReno(int window) {
    long perPacket = Math.max(1, (long) window * RENO_SCALE >> 3);
    long steps = renoCount / perPacket;
    renoCount -= steps * perPacket;
    renoWindow = (int) Math.min(CongestionWindow.MAX, renoWindow + steps);
    int behind = renoWindow - window;
    return behind > 0 ? window / behind : Integer.MAX_VALUE;
  }

  /** Nothing was sent for a while: time that says nothing about the path (section 5.8). */
  @Override
  public void onIdle(long nanos, long now) {
    if (epoch != Long.MIN_VALUE) {
      epoch = Math.min(now, epoch + nanos);
    }
  }

  /**
   * The present window counts, not what is in flight: it does not grow while it is not used
   * (section 4.6).
   */
  @Override
  public int thresholdAfterLoss(CongestionWindow window, int packetsInFlight) {
    int packets = window.packets();
    epoch = Long.MIN_VALUE;
    boolean shrinking = packets < lastMax; // another flow wants a share: fast convergence
    lastMax = shrinking ? (int) ((long) packets * (ONE + BETA) / (2 * ONE)) : packets;
    return Math.max(2, (int) ((long) packets * BETA / ONE));
  }

  /** After a timeout nothing is known of the path (section 4.8). */
  @Override
  public void onTimeout() {
    lastMax = 0;
    epoch = Long.MIN_VALUE;
    shortestRtt = 0;
    count = 0;
    hystart.restart();
  }
}
