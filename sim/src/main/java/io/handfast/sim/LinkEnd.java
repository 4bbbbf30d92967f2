package io.handfast.sim;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;

/** A node's end of a link: what it sends goes out by one direction. */
final class LinkEnd implements Link {
  private final SimNode node;
  private final int mtu;
  private LinkDirection out;
  private LinkEnd peer;

  LinkEnd(SimNode node, int mtu) {
    this.node = node;
    this.mtu = mtu;
  }

  void connect(LinkEnd other, LinkDirection direction) {
    peer = other;
    out = direction;
  }

  SimNode node() {
    return node;
  }

  LinkEnd peer() {
    return peer;
  }

  LinkDirection out() {
    return out;
  }

  /** Largest packet that gets through this way, in bytes. */
  int wayMtu() {
    return Math.min(mtu, out.impairment().mtu());
  }

  /** Sends on a packet that came from elsewhere. */
  boolean forward(byte[] bytes, SimPacket cause) {
    return out.send(bytes, cause);
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
    return out.send(packet.toBytes(), null);
  }

  @Override
  public boolean receive(Packet into) {
    return false; // the simulation delivers by itself, at the right virtual time
  }

  @Override
  public void close() {}
}
