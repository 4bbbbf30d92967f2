package io.handfast.junit;

import io.handfast.sim.Fate;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimObserver;
import io.handfast.sim.SimPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Remembers the packets that hosts sent. Guarded by the lock of the simulation. */
final class Sightings implements SimObserver {
  /** Packets that are remembered at most: the first ones. */
  static final int LIMIT = 100_000;

  private final List<SimPacket> packets = new ArrayList<>();

  @Override
  public void packet(SimPacket packet, Fate fate, long arrivesAt) {
    boolean fromItsHost = packet.from() instanceof SimHost && fate != Fate.RELEASED;
    if (fromItsHost && packets.size() < LIMIT && fate != Fate.DUPLICATE && fate != Fate.FORGED) {
      packets.add(packet);
    }
  }

  List<SimPacket> of(Predicate<SimPacket> kind) {
    return packets.stream().filter(kind).toList();
  }
}
