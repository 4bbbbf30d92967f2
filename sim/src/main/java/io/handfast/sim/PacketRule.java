package io.handfast.sim;

import java.util.function.Predicate;

/**
 * Decides about single packets before the link's random impairments do. {@link Rule} builds the
 * usual ones.
 */
@FunctionalInterface
public interface PacketRule {
  /** What a rule may decide. */
  sealed interface Decision {
    /** Nothing: the link's own impairments apply. */
    Decision PASS = Plain.PASS;

    /** The packet is lost. */
    Decision DROP = Plain.DROP;

    /** The packet arrives, whatever the impairments say. */
    Decision DELIVER = Plain.DELIVER;

    /** One bit behind the IP header is flipped, and the packet arrives. */
    Decision CORRUPT = Plain.CORRUPT;

    /** A packet that may be marked gets the mark of congestion (CE, RFC 3168), and goes on. */
    Decision MARK = Plain.MARK;

    /** The packet is lost, and both ends get a reset in the other's name. */
    Decision RESET = Plain.RESET;

    /** The packet arrives twice. */
    Decision DUPLICATE = new Duplicate(0);

    /** Decisions without a parameter. */
    enum Plain implements Decision {
      PASS,
      DROP,
      DELIVER,
      CORRUPT,
      MARK,
      RESET
    }

    /** The packet arrives so many ns later; others may overtake it. */
    record Delay(long nanos) implements Decision {}

    /** A copy arrives so many ns after the packet. */
    record Duplicate(long laterNanos) implements Decision {}

    /** The packet waits. */
    record Hold(io.handfast.sim.Hold until) implements Decision {}
  }

  /** Called once for each packet of either direction, in the order they are sent. */
  Decision decide(SimPacket packet);

  /** Drops the {@code n}th packet (from 1) that the test accepts. */
  static PacketRule dropNth(int n, Predicate<SimPacket> test) {
    return Rule.drop().nth(n, test);
  }
}
