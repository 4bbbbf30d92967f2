package io.handfast.sim;

/**
 * A switch: joins links into one network, in which each packet goes to the host or router that has
 * its destination, or to the router on the shortest way there. Links carry IP packets without a
 * link-layer header, so that there is nothing to learn, and a packet for nobody is dropped.
 */
public final class SimSwitch extends SimNode {
  private final Simulation simulation;

  SimSwitch(Simulation simulation, String name) {
    super(name);
    this.simulation = simulation;
  }

  @Override
  void receive(LinkEnd in, SimPacket packet, byte[] bytes, long now) {
    LinkEnd out = Ways.shortest(this, packet.destination());
    if (out == null || out == in) {
      SimPacket lost = new SimPacket(this, this, now, packet.ordinal(), bytes, packet);
      simulation.tell(lost, Fate.NO_ROUTE, -1);
    } else {
      out.forward(bytes, packet);
    }
  }
}
