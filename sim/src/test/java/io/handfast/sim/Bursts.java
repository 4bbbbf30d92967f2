package io.handfast.sim;

import java.util.SplittableRandom;

/** Losses that come in bursts: for a while everything is lost, in both directions. */
final class Bursts implements PacketRule {
  private static final long LONGEST = 300_000_000;

  private final SplittableRandom random;
  private final double begins;
  private long badUntil;

  /**
   * Bursts of up to 300 ms.
   *
   * @param begins probability that one begins at a packet
   */
  Bursts(SplittableRandom random, double begins) {
    this.random = random;
    this.begins = begins;
  }

  @Override
  public Decision decide(SimPacket packet) {
    if (random.nextDouble() < begins) {
      badUntil = packet.sentAt() + random.nextLong(LONGEST);
    }
    return packet.sentAt() < badUntil ? Decision.DROP : Decision.PASS;
  }
}
