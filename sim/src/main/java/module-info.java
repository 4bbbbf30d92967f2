/**
 * Networks in virtual time: hosts on links with delay, loss and everything else that happens to
 * packets, driven by one seed; and packet dialogues with a scripted peer.
 */
module io.handfast.sim {
  requires transitive io.handfast.trace;
  requires transitive io.handfast.nio;
  requires org.snakeyaml.engine.v2;

  exports io.handfast.sim;
  exports io.handfast.sim.dialogue;
  exports io.handfast.sim.drill;
  exports io.handfast.sim.scenario;
}
