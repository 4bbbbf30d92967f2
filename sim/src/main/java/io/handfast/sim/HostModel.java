package io.handfast.sim;

/**
 * Stands in for a host's stack: for behaviour that no real stack has, as a counterfactual. It gets
 * every packet for the host and answers by {@link SimHost#send}.
 */
@FunctionalInterface
public interface HostModel {
  /** A packet came; {@code bytes} may differ from those that were sent. */
  void receive(SimPacket packet, byte[] bytes, long now);
}
