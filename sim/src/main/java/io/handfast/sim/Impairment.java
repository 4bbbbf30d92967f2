package io.handfast.sim;

import java.time.Duration;

/**
 * What one direction of a link does to packets. Immutable: each {@code with} gives a changed copy.
 */
public final class Impairment implements Cloneable {
  private static final int DEFAULT_QUEUE = 10_000;

  /** A perfect wire without delay. */
  public static final Impairment NONE = new Impairment();

  private long delayNanos;
  private long jitterNanos;
  private long bitsPerSecond;
  private int queuePackets = DEFAULT_QUEUE;
  private double loss;
  private double duplicate;
  private double reorder;
  private long reorderNanos;
  private double corrupt;
  private Distribution delay;
  private boolean overtaking;
  private Bursts bursts;
  private int mtu = Integer.MAX_VALUE;

  /**
   * Loss in bursts by the model of Gilbert and Elliott: two states, each packet may change them.
   *
   * @param burstBegins probability, 0 to 1, that a packet begins a burst
   * @param burstEnds probability that a packet ends one
   * @param lossInBurst probability that a packet of a burst is lost
   * @param lossOutside probability that any other is
   */
  record Bursts(double burstBegins, double burstEnds, double lossInBurst, double lossOutside) {}

  private Impairment() {}

  private Impairment copy() {
    try {
      return (Impairment) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** With this delay from end to end, in ns, beyond the time to send. */
  public Impairment withDelay(long nanos) {
    Impairment changed = copy();
    changed.delayNanos = notNegative(nanos);
    return changed;
  }

  /**
   * With a random additional delay; packets keep their order unless {@link #withOvertaking} is set.
   */
  public Impairment withDelay(Distribution spread) {
    Impairment changed = copy();
    changed.delay = spread;
    return changed;
  }

  /** With packets that overtake others when their random delay is shorter. */
  public Impairment withOvertaking() {
    Impairment changed = copy();
    changed.overtaking = true;
    return changed;
  }

  /** With this delay from end to end, beyond the time to send. */
  public Impairment withDelay(Duration delay) {
    return withDelay(delay.toNanos());
  }

  /** With a random additional delay of up to {@code nanos}; packets keep their order. */
  public Impairment withJitter(long nanos) {
    Impairment changed = copy();
    changed.jitterNanos = notNegative(nanos);
    return changed;
  }

  /**
   * With this rate, 0 for unlimited, and room for so many packets that wait to be sent; more are
   * dropped.
   */
  public Impairment withRate(long bitsPerSecond, int queuePackets) {
    Impairment changed = copy();
    changed.bitsPerSecond = notNegative(bitsPerSecond);
    changed.queuePackets = (int) notNegative(queuePackets);
    return changed;
  }

  /** With this probability, 0 to 1, that a packet is lost. */
  public Impairment withLoss(double probability) {
    Impairment changed = copy();
    changed.loss = probability(probability);
    return changed;
  }

  /** With this probability, 0 to 1, that a packet arrives twice. */
  public Impairment withDuplicates(double probability) {
    Impairment changed = copy();
    changed.duplicate = probability(probability);
    return changed;
  }

  /** With this probability, 0 to 1, that a packet is held back by {@code nanos}. */
  public Impairment withReordering(double probability, long nanos) {
    Impairment changed = copy();
    changed.reorder = probability(probability);
    changed.reorderNanos = notNegative(nanos);
    return changed;
  }

  /** With this probability, 0 to 1, that one bit of a packet is flipped. */
  public Impairment withCorruption(double probability) {
    Impairment changed = copy();
    changed.corrupt = probability(probability);
    return changed;
  }

  /**
   * With loss in bursts, by the model of Gilbert and Elliott: everything in a burst is lost.
   *
   * @param burstBegins probability, 0 to 1, that a packet begins a burst
   * @param burstEnds probability that a packet ends it; bursts are {@code 1 / burstEnds} packets
   *     long on the average
   */
  public Impairment withBurstLoss(double burstBegins, double burstEnds) {
    return withBurstLoss(burstBegins, burstEnds, 1, 0);
  }

  /** The same with the probabilities of loss in a burst and outside of it. */
  public Impairment withBurstLoss(
      double burstBegins, double burstEnds, double lossInBurst, double lossOutside) {
    Impairment changed = copy();
    changed.bursts =
        new Bursts(
            probability(burstBegins),
            probability(burstEnds),
            probability(lossInBurst),
            probability(lossOutside));
    return changed;
  }

  /**
   * With an MTU below that of the link, in bytes, 68 at least: a host knows nothing of it, and what
   * is larger vanishes; a router says so by ICMP.
   */
  public Impairment withMtu(int bytes) {
    if (bytes < 68) {
      throw new IllegalArgumentException("an MTU is at least 68, not " + bytes);
    }
    Impairment changed = copy();
    changed.mtu = bytes;
    return changed;
  }

  private static double probability(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a probability is 0 to 1, not " + value);
    }
    return value;
  }

  private static long notNegative(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("delays, rates and queues are not negative: " + value);
    }
    return value;
  }

  long delayNanos() {
    return delayNanos;
  }

  long jitterNanos() {
    return jitterNanos;
  }

  long bitsPerSecond() {
    return bitsPerSecond;
  }

  int queuePackets() {
    return queuePackets;
  }

  double loss() {
    return loss;
  }

  double duplicate() {
    return duplicate;
  }

  double reorder() {
    return reorder;
  }

  long reorderNanos() {
    return reorderNanos;
  }

  double corrupt() {
    return corrupt;
  }

  Distribution delay() {
    return delay;
  }

  boolean overtaking() {
    return overtaking;
  }

  Bursts bursts() {
    return bursts;
  }

  int mtu() {
    return mtu;
  }
}
