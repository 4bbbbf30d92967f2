package io.handfast.sim;

import io.handfast.secret.KeyedHash;
import io.handfast.shield.Shield;
import io.handfast.shield.ShieldConfig;
import io.handfast.shield.Side;
import java.lang.foreign.MemorySegment;

/**
 * A SYN proxy on the way: its first link is the outside, its second leads to what it protects. What
 * it sends itself are packets of its own; what passes is the packet that came.
 */
public final class SimShield extends SimNode {
  private final Simulation simulation;
  private final Shield shield;
  private SimPacket atHand;
  private long wakesAt = Long.MAX_VALUE;

  SimShield(Simulation simulation, String name, ShieldConfig config, KeyedHash secret) {
    super(name);
    this.simulation = simulation;
    this.shield = new Shield(config, secret, this::send, simulation.now());
  }

  /** The shield itself, for what it counts. */
  public Shield shield() {
    return shield;
  }

  private void send(Side to, MemorySegment memory, int offset, int length, boolean own) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, offset, MemorySegment.ofArray(bytes), 0, length);
    ends().get(to.ordinal()).forward(bytes, own ? null : atHand);
  }

  @Override
  void receive(LinkEnd in, SimPacket packet, byte[] bytes, long now) {
    atHand = packet;
    Side from = Side.values()[ends().indexOf(in)];
    shield.receive(from, MemorySegment.ofArray(bytes.clone()), 0, bytes.length, now);
    atHand = null;
    keepAwake();
  }

  private void keepAwake() {
    long next = shield.nextDeadline();
    if (next < wakesAt) {
      wakesAt = next;
      simulation.after(next - simulation.now(), () -> wake(next));
    }
  }

  private void wake(long at) {
    if (at == wakesAt) {
      wakesAt = Long.MAX_VALUE;
      shield.poll(simulation.now());
      keepAwake();
    }
  }
}
