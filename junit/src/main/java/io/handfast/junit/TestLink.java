package io.handfast.junit;

import io.handfast.sim.Impairment;
import io.handfast.sim.LiveSimulation;
import io.handfast.sim.PacketRule;
import io.handfast.sim.SimLink;

/** A link of a test's network; everything can be changed while programs use it. */
public final class TestLink {
  private final LiveSimulation live;
  private final SimLink link;

  TestLink(LiveSimulation live, SimLink link) {
    this.live = live;
    this.link = link;
  }

  /** Adds a rule, which counts from now on; {@code Rule} has the usual ones. */
  public TestLink rule(PacketRule rule) {
    live.change(() -> link.rule(rule));
    return this;
  }

  /** Takes a rule away. */
  public TestLink withoutRule(PacketRule rule) {
    live.change(() -> link.withoutRule(rule));
    return this;
  }

  /** Impairs both directions alike; this replaces the delay that the network came with. */
  public TestLink impair(Impairment both) {
    live.change(() -> link.impair(both));
    return this;
  }

  /** Impairs the direction from this host. */
  public TestLink impairFrom(TestHost sender, Impairment one) {
    live.change(() -> link.impairFrom(sender.node(), one));
    return this;
  }

  /** Cuts the link, both ways; packets under way still arrive. */
  public TestLink cut() {
    live.change(() -> link.partitioned(true));
    return this;
  }

  /** Cuts the direction from this host only. */
  public TestLink cutFrom(TestHost sender) {
    live.change(() -> link.partitionedFrom(sender.node(), true));
    return this;
  }

  /** Mends both directions. */
  public TestLink mend() {
    live.change(() -> link.partitioned(false));
    return this;
  }

  /** The link itself; to be touched in {@link TestNetwork#change} only. */
  public SimLink simulated() {
    return link;
  }
}
