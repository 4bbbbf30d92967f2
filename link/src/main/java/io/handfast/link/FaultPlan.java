package io.handfast.link;

/**
 * What a {@link FaultLink} does to the packets of one direction. Each packet meets each fault by
 * itself, with the given probability, 0.0 to 1.0.
 *
 * @param loss it never arrives
 * @param duplication it arrives twice
 * @param corruption one of its bits is flipped
 * @param reordering it is held back
 * @param holdPackets held back until this many later packets have passed, from 1 on
 * @param holdNanos but no longer than this, in nanoseconds
 */
public record FaultPlan(
    double loss,
    double duplication,
    double corruption,
    double reordering,
    int holdPackets,
    long holdNanos) {
  /** A direction without faults. */
  public static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0, 3, 20_000_000L);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of its range
   */
  public FaultPlan {
    requireProbability("loss", loss);
    requireProbability("duplication", duplication);
    requireProbability("corruption", corruption);
    requireProbability("reordering", reordering);
    if (holdPackets < 1 || holdNanos < 0) {
      throw new IllegalArgumentException("hold " + holdPackets + " packets, " + holdNanos + " ns");
    }
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " " + value + " is not 0.0 to 1.0");
    }
  }

  /** With this probability of loss. */
  public FaultPlan withLoss(double probability) {
    return new FaultPlan(probability, duplication, corruption, reordering, holdPackets, holdNanos);
  }

  /** With this probability of duplication. */
  public FaultPlan withDuplication(double probability) {
    return new FaultPlan(loss, probability, corruption, reordering, holdPackets, holdNanos);
  }

  /** With this probability of corruption. */
  public FaultPlan withCorruption(double probability) {
    return new FaultPlan(loss, duplication, probability, reordering, holdPackets, holdNanos);
  }

  /** With this probability of being held back, for so many packets and at most so long. */
  public FaultPlan withReordering(double probability, int packets, long nanosMax) {
    return new FaultPlan(loss, duplication, corruption, probability, packets, nanosMax);
  }
}
