package io.handfast.sim;

import io.handfast.sim.PacketRule.Decision;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/** One direction of a link: its rules, impairments, queue and dice. */
final class LinkDirection {
  private final Simulation simulation;
  private final LinkEnd from;
  private final LinkEnd to;
  private final List<PacketRule> rules;
  private final SplittableRandom random;
  private Impairment impairment = Impairment.NONE;
  private boolean cut;
  private boolean burst;
  private int ordinal;
  private long lineFreeAt;

  /** When each packet that waits will have left, ns: the queue counts packets, not bytes. */
  private final ArrayDeque<Long> departures = new ArrayDeque<>();

  private long lastArrival;

  LinkDirection(
      Simulation simulation,
      LinkEnd from,
      LinkEnd to,
      List<PacketRule> rules,
      SplittableRandom random) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    this.rules = rules;
    this.random = random;
  }

  SimNode sender() {
    return from.node();
  }

  Impairment impairment() {
    return impairment;
  }

  void impairment(Impairment replacement) {
    impairment = replacement;
  }

  void cut(boolean nothingPasses) {
    cut = nothingPasses;
  }

  /**
   * Sends a packet.
   *
   * @param cause the packet that a router or switch sends on, null for a host's own
   * @return false when the queue is full
   */
  boolean send(byte[] bytes, SimPacket cause) {
    SimPacket packet = packet(bytes, cause);
    Decision decision = decide(packet);
    if (cut) {
      return lose(packet, Fate.PARTITIONED);
    }
    return switch (decision) {
      case Decision.Hold hold -> hold(packet, hold.until());
      case Decision.Plain.DROP -> lose(packet, Fate.DROPPED_BY_RULE);
      case Decision.Plain.RESET -> reset(packet);
      default -> queueAndCarry(packet, decision);
    };
  }

  private SimPacket packet(byte[] bytes, SimPacket cause) {
    return new SimPacket(from.node(), to.node(), simulation.now(), ++ordinal, bytes, cause);
  }

  /** Every rule sees every packet, so that each counts for itself; the first that acts wins. */
  private Decision decide(SimPacket packet) {
    Decision decision = Decision.PASS;
    for (PacketRule rule : List.copyOf(rules)) {
      Decision one = rule.decide(packet);
      decision = decision == Decision.PASS ? one : decision;
    }
    return decision;
  }

  private boolean lose(SimPacket packet, Fate fate) {
    simulation.tell(packet, fate, -1);
    return true;
  }

  private boolean queueAndCarry(SimPacket packet, Decision decision) {
    int length = packet.bytes().length;
    if (length > from.wayMtu()) {
      return lose(packet, Fate.TOO_BIG);
    }
    if (waiting() > impairment.queuePackets()) {
      simulation.tell(packet, Fate.QUEUE_FULL, -1);
      return false;
    }
    carry(packet, decision);
    return true;
  }

  /** Packets that have not left the sender yet, the one on its way out included. */
  private int waiting() {
    while (!departures.isEmpty() && departures.peekFirst() <= simulation.now()) {
      departures.removeFirst();
    }
    return departures.size();
  }

  private void carry(SimPacket packet, Decision decision) {
    boolean spared = decision == Decision.DELIVER || decision == Decision.CORRUPT;
    long arrival = arrival(packet.bytes().length, spared);
    if (!spared && isLost()) {
      simulation.tell(packet, Fate.LOST, -1);
      return;
    }
    boolean corrupt = decision == Decision.CORRUPT || !spared && chance(impairment.corrupt());
    byte[] bytes = packet.bytes().clone();
    if (corrupt) {
      flip(bytes, decision == Decision.CORRUPT ? packet.transportOffset() : 0);
    }
    long late = decision instanceof Decision.Delay delay ? delay.nanos() : 0;
    boolean marked = decision == Decision.MARK && CongestionMark.put(bytes);
    Fate arrived = marked ? Fate.MARKED : late > 0 ? Fate.DELAYED : Fate.DELIVERED;
    Fate fate = corrupt ? Fate.CORRUPTED : arrived;
    simulation.deliver(packet, fate, bytes, arrival + late, to);
    duplicate(packet, decision, spared, arrival);
  }

  private void duplicate(SimPacket packet, Decision decision, boolean spared, long arrival) {
    boolean byRule = decision instanceof Decision.Duplicate;
    if (byRule || !spared && chance(impairment.duplicate())) {
      long later = decision instanceof Decision.Duplicate copy ? copy.laterNanos() : 0;
      byte[] bytes = packet.bytes().clone();
      simulation.deliver(packet, Fate.DUPLICATE, bytes, arrival + later, to);
    }
  }

  private void flip(byte[] bytes, int start) {
    bytes[start + random.nextInt(bytes.length - start)] ^= (byte) (1 << random.nextInt(8));
  }

  /** Independent loss, then loss in bursts; the dice of a rate that is 0 are thrown as well. */
  private boolean isLost() {
    boolean lost = chance(impairment.loss());
    Impairment.Bursts bursts = impairment.bursts();
    if (bursts != null) {
      burst = burst ? !chance(bursts.burstEnds()) : chance(bursts.burstBegins());
      lost |= chance(burst ? bursts.lossInBurst() : bursts.lossOutside());
    }
    return lost;
  }

  private long transmission(int length) {
    return impairment.bitsPerSecond() == 0
        ? 0
        : length * 8_000_000_000L / impairment.bitsPerSecond();
  }

  private long arrival(int length, boolean spared) {
    lineFreeAt = Math.max(lineFreeAt, simulation.now()) + transmission(length);
    if (impairment.bitsPerSecond() > 0) {
      departures.addLast(lineFreeAt);
    }
    long jitter = impairment.jitterNanos() == 0 ? 0 : random.nextLong(impairment.jitterNanos() + 1);
    long drawn = impairment.delay() == null ? 0 : impairment.delay().sample(random);
    long arrival = lineFreeAt + impairment.delayNanos() + jitter + drawn;
    if (!spared && chance(impairment.reorder())) {
      return arrival + impairment.reorderNanos();
    }
    if (impairment.overtaking()) {
      return arrival;
    }
    lastArrival = Math.max(lastArrival, arrival);
    return lastArrival;
  }

  /** Draws even when the outcome is certain, so that changing one rate leaves the others' dice. */
  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  // ---- what rules ask for ----

  private boolean hold(SimPacket packet, Hold until) {
    simulation.tell(packet, Fate.HELD, -1);
    until.add(() -> release(packet));
    return true;
  }

  private void release(SimPacket held) {
    SimPacket packet =
        new SimPacket(
            held.from(), held.to(), simulation.now(), held.ordinal(), held.bytes(), held.cause());
    long arrival = arrival(packet.bytes().length, true);
    simulation.deliver(packet, Fate.RELEASED, packet.bytes().clone(), arrival, to);
  }

  /** The packet dies, and both ends get a reset that the other one never sent. */
  private boolean reset(SimPacket packet) {
    simulation.tell(packet, Fate.DROPPED_BY_RULE, -1);
    ForgedReset.towardsReceiver(packet).ifPresent(this::forge);
    ForgedReset.towardsSender(packet).ifPresent(to.out()::forge);
    return true;
  }

  private void forge(byte[] bytes) {
    long arrival = arrival(bytes.length, true);
    simulation.deliver(packet(bytes, null), Fate.FORGED, bytes, arrival, to);
  }
}
