package io.handfast.bench.flood;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Takes what the stack sends into memory, like the queue of a device, and forgets it. */
final class SinkLink implements Link {
  private static final int SLOT = 2_048;
  private static final int SLOTS = 256;

  private final MemorySegment ring = Arena.ofAuto().allocate((long) SLOT * SLOTS, 64);
  private long packets;

  /** Packets taken so far. */
  long packets() {
    return packets;
  }

  @Override
  public int mtu() {
    return 1_500;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public boolean send(OutPacket packet) {
    packet.copyTo(ring, packets++ % SLOTS * SLOT);
    return true;
  }

  @Override
  public boolean receive(Packet into) {
    return false;
  }

  @Override
  public void close() {}
}
