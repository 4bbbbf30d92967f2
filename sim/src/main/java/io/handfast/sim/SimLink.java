package io.handfast.sim;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A link between two hosts: two directions, each with its own impairments, queue and rules. It has
 * no offload, so that faults hit packets of the MTU's size.
 */
public final class SimLink {
  private final Simulation simulation;
  private final int mtu;
  private final Direction forth;
  private final Direction back;
  private final List<PacketRule> rules = new ArrayList<>();

  SimLink(Simulation simulation, SimHost left, SimHost right, int mtu, SplittableRandom random) {
    this.simulation = simulation;
    this.mtu = mtu;
    this.forth = new Direction(left, right, random.split());
    this.back = new Direction(right, left, random.split());
  }

  /** Impairs both directions alike. */
  public SimLink impair(Impairment both) {
    forth.impairment = both;
    back.impairment = both;
    return this;
  }

  /** Impairs the direction from this host. */
  public SimLink impairFrom(SimHost sender, Impairment one) {
    (sender == forth.from ? forth : back).impairment = one;
    return this;
  }

  /** Adds a rule; the first that does not pass decides. */
  public SimLink rule(PacketRule rule) {
    rules.add(rule);
    return this;
  }

  /** Cuts or mends the link in both directions. */
  public SimLink partitioned(boolean cut) {
    forth.cut = cut;
    back.cut = cut;
    return this;
  }

  Link endAt(SimHost host) {
    return new End(host == forth.from ? forth : back);
  }

  /** One direction. */
  private final class Direction {
    final SimHost from;
    final SimHost to;
    final SplittableRandom random;
    Impairment impairment = Impairment.NONE;
    boolean cut;
    int ordinal;
    long lineFreeAt;
    long lastArrival;

    Direction(SimHost from, SimHost to, SplittableRandom random) {
      this.from = from;
      this.to = to;
      this.random = random;
    }

    boolean send(byte[] bytes) {
      SimPacket packet = new SimPacket(from, to, simulation.now(), ++ordinal, bytes);
      PacketRule.Decision decision = decide(packet);
      if (cut || decision == PacketRule.Decision.DROP) {
        simulation.tell(packet, Fate.DROPPED_BY_RULE, -1);
        return true;
      }
      long waits = impairment.bitsPerSecond() == 0 ? 0 : lineFreeAt - simulation.now();
      if (waits > impairment.queuePackets() * transmission(bytes.length)) {
        simulation.tell(packet, Fate.QUEUE_FULL, -1);
        return false;
      }
      boolean spared = decision == PacketRule.Decision.DELIVER;
      long arrival = arrival(bytes.length, spared);
      if (!spared && chance(impairment.loss())) {
        simulation.tell(packet, Fate.LOST, -1);
        return true;
      }
      deliver(packet, arrival, spared);
      if (decision == PacketRule.Decision.DUPLICATE || !spared && chance(impairment.duplicate())) {
        simulation.deliver(packet, Fate.DUPLICATE, bytes.clone(), arrival);
      }
      return true;
    }

    private PacketRule.Decision decide(SimPacket packet) {
      for (PacketRule rule : rules) {
        PacketRule.Decision decision = rule.decide(packet);
        if (decision != PacketRule.Decision.PASS) {
          return decision;
        }
      }
      return PacketRule.Decision.PASS;
    }

    private void deliver(SimPacket packet, long arrival, boolean spared) {
      boolean corrupt = !spared && chance(impairment.corrupt());
      byte[] bytes = packet.bytes().clone();
      if (corrupt) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      simulation.deliver(packet, corrupt ? Fate.CORRUPTED : Fate.DELIVERED, bytes, arrival);
    }

    private long transmission(int length) {
      return impairment.bitsPerSecond() == 0
          ? 0
          : length * 8_000_000_000L / impairment.bitsPerSecond();
    }

    private long arrival(int length, boolean spared) {
      lineFreeAt = Math.max(lineFreeAt, simulation.now()) + transmission(length);
      long jitter =
          impairment.jitterNanos() == 0 ? 0 : random.nextLong(impairment.jitterNanos() + 1);
      long arrival = lineFreeAt + impairment.delayNanos() + jitter;
      if (!spared && chance(impairment.reorder())) {
        return arrival + impairment.reorderNanos();
      }
      lastArrival = Math.max(lastArrival, arrival);
      return lastArrival;
    }

    /**
     * Draws even when the outcome is certain, so that changing one rate leaves the others' dice.
     */
    private boolean chance(double probability) {
      return random.nextDouble() < probability;
    }
  }

  /** A host's end. */
  private final class End implements Link {
    private final Direction out;

    End(Direction out) {
      this.out = out;
    }

    @Override
    public int mtu() {
      return mtu;
    }

    @Override
    public Offload offload() {
      return Offload.NONE;
    }

    @Override
    public boolean send(OutPacket packet) {
      byte[] bytes = packet.toBytes();
      return out.send(bytes);
    }

    @Override
    public boolean receive(Packet into) {
      return false; // the simulation delivers by itself, at the right virtual time
    }

    @Override
    public void close() {}
  }
}
