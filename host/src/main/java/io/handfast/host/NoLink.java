package io.handfast.host;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;

/** Where a host without a device keeps its addresses: nothing comes in, nothing goes out. */
final class NoLink implements Link {
  private static final int MTU = 65_535;

  @Override
  public int mtu() {
    return MTU;
  }

  @Override
  public Offload offload() {
    return Offload.NONE;
  }

  @Override
  public boolean send(OutPacket packet) {
    return false;
  }

  @Override
  public boolean receive(Packet into) {
    return false;
  }

  @Override
  public void close() {}
}
