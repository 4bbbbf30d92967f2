package io.handfast.sim;

/** Sees every packet of a simulation, on each link that it takes. */
@FunctionalInterface
public interface SimObserver {
  /**
   * A packet was sent; its fate is known at once. One that is held back is told twice: held back,
   * and at its release.
   *
   * @param arrivesAt when it arrives, in ns of virtual time; -1 when it does not
   */
  void packet(SimPacket packet, Fate fate, long arrivesAt);

  /**
   * A packet arrived, at the simulation's present time.
   *
   * @param bytes as they arrived, which differ from the packet's when the link corrupted them
   */
  default void arrived(SimPacket packet, Fate fate, byte[] bytes) {}

  /** What arrived has been dealt with. */
  default void processed(SimPacket packet) {}

  /** A host has crashed. */
  default void crashed(SimHost host) {}

  /** A host is there again, with a new stack. */
  default void booted(SimHost host) {}
}
