package io.handfast.sim;

/** Decides about single packets before the link's random impairments do. */
@FunctionalInterface
public interface PacketRule {
  /** What a rule may decide. */
  enum Decision {
    /** Nothing: the link's own impairments apply. */
    PASS,
    /** The packet is lost. */
    DROP,
    /** The packet arrives, whatever the impairments say. */
    DELIVER,
    /** The packet arrives twice. */
    DUPLICATE
  }

  /** Called once for each packet, in the order they are sent. */
  Decision decide(SimPacket packet);

  /** Drops the {@code n}th packet (from 1) that the test accepts. */
  static PacketRule dropNth(int n, java.util.function.Predicate<SimPacket> test) {
    int[] seen = {0};
    return packet -> test.test(packet) && ++seen[0] == n ? Decision.DROP : Decision.PASS;
  }
}
