package io.handfast.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A link between two nodes: two directions, each with its own impairments and queue, and rules for
 * single packets. It has no offload, so that faults hit packets of the MTU's size.
 */
public final class SimLink {
  private final LinkDirection forth;
  private final LinkDirection back;
  private final List<PacketRule> rules = new ArrayList<>();

  SimLink(Simulation simulation, SimNode left, SimNode right, int mtu, SplittableRandom random) {
    LinkEnd leftEnd = new LinkEnd(left, mtu);
    LinkEnd rightEnd = new LinkEnd(right, mtu);
    forth = new LinkDirection(simulation, leftEnd, rightEnd, rules, random.split());
    back = new LinkDirection(simulation, rightEnd, leftEnd, rules, random.split());
    leftEnd.connect(rightEnd, forth);
    rightEnd.connect(leftEnd, back);
    left.attach(leftEnd);
    right.attach(rightEnd);
  }

  /** Impairs both directions alike. */
  public SimLink impair(Impairment both) {
    forth.impairment(both);
    back.impairment(both);
    return this;
  }

  /** Impairs the direction from this node. */
  public SimLink impairFrom(SimNode sender, Impairment one) {
    from(sender).impairment(one);
    return this;
  }

  /** What the direction from this node does to packets now. */
  public Impairment impairmentFrom(SimNode sender) {
    return from(sender).impairment();
  }

  /**
   * Adds a rule, from now on. Every rule sees every packet, in both directions; the first one that
   * does not let a packet pass decides.
   */
  public SimLink rule(PacketRule rule) {
    rules.add(rule);
    return this;
  }

  /** Takes a rule away. */
  public SimLink withoutRule(PacketRule rule) {
    rules.remove(rule);
    return this;
  }

  /** Cuts or mends the link in both directions. */
  public SimLink partitioned(boolean cut) {
    forth.cut(cut);
    back.cut(cut);
    return this;
  }

  /** Cuts or mends the direction from this node only. */
  public SimLink partitionedFrom(SimNode sender, boolean cut) {
    from(sender).cut(cut);
    return this;
  }

  private LinkDirection from(SimNode sender) {
    if (sender == forth.sender()) {
      return forth;
    }
    if (sender == back.sender()) {
      return back;
    }
    throw new IllegalArgumentException(
        sender + " is not at this link, which joins " + forth.sender() + " and " + back.sender());
  }
}
