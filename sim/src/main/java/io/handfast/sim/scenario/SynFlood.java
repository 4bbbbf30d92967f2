package io.handfast.sim.scenario;

import io.handfast.sim.SimHost;
import io.handfast.sim.Simulation;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.util.SplittableRandom;

/**
 * SYNs from made-up addresses of 198.18.0.0/15, the range that RFC 2544 keeps for tests of devices;
 * in a simulation only.
 */
final class SynFlood {
  private final Simulation simulation;
  private final SimHost attacker;
  private final IpAddress target;
  private final Call.Flood flood;
  private final SplittableRandom dice;

  SynFlood(Simulation simulation, SimHost attacker, IpAddress target, Call.Flood flood, long seed) {
    this.simulation = simulation;
    this.attacker = attacker;
    this.target = target;
    this.flood = flood;
    this.dice = new SplittableRandom(seed);
  }

  void begin() {
    long interval = 1_000_000_000L / flood.perSecond();
    long count = flood.time().toNanos() / interval;
    next(interval, count);
  }

  private void next(long interval, long left) {
    if (left > 0) {
      attacker.send(syn());
      simulation.after(interval, () -> next(interval, left - 1));
    }
  }

  private byte[] syn() {
    IpAddress source = IpAddress.ofV4(198 << 24 | 18 << 16 | dice.nextInt(1 << 17));
    int port = 1_024 + dice.nextInt(60_000);
    TcpHeader header = TcpHeader.of(port, flood.port(), dice.nextInt(), 0, TcpFlags.SYN, 64_240);
    return IpPackets.tcp(source, target, header);
  }
}
