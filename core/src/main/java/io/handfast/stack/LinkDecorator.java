package io.handfast.stack;

import io.handfast.buffer.Packet;

/** A link over another one, to which it leaves everything that it does not do itself. */
public abstract class LinkDecorator implements Link {
  /** The link below. */
  protected final Link link;

  /** Stands over {@code link} and closes it with itself. */
  protected LinkDecorator(Link link) {
    this.link = link;
  }

  @Override
  public int mtu() {
    return link.mtu();
  }

  @Override
  public Offload offload() {
    return link.offload();
  }

  @Override
  public boolean send(OutPacket packet) {
    return link.send(packet);
  }

  @Override
  public boolean receive(Packet into) {
    return link.receive(into);
  }

  @Override
  public int maxReceive() {
    return link.maxReceive();
  }

  @Override
  public long poll(long now) {
    return link.poll(now);
  }

  @Override
  public void close() {
    link.close();
  }
}
