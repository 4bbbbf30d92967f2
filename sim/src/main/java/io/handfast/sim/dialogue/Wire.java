package io.handfast.sim.dialogue;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import java.util.function.Consumer;

/** The stack's way out in a dialogue: tells of each packet, and brings none. */
final class Wire implements Link {
  private static final int MTU = 1_500;

  private final Offload offload;
  private final Consumer<OutPacket> sent;

  Wire(boolean offload, Consumer<OutPacket> sent) {
    this.offload = offload ? Offload.FULL : Offload.NONE;
    this.sent = sent;
  }

  @Override
  public int mtu() {
    return MTU;
  }

  @Override
  public Offload offload() {
    return offload;
  }

  @Override
  public boolean send(OutPacket packet) {
    sent.accept(packet);
    return true;
  }

  @Override
  public boolean receive(Packet into) {
    return false;
  }

  @Override
  public void close() {}
}
