package io.handfast.nio.channel;

import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;

/** That a datagram channel has joined a group. */
final class Membership extends MembershipKey {
  private final HandfastDatagramChannel channel;
  private final InetAddress group;
  private final NetworkInterface nic;
  private final InetAddress source;
  private volatile boolean dropped;

  /** For all sources when {@code source} is null. */
  Membership(
      HandfastDatagramChannel channel,
      InetAddress group,
      NetworkInterface nic,
      InetAddress source) {
    this.channel = channel;
    this.group = group;
    this.nic = nic;
    this.source = source;
  }

  boolean isFor(InetAddress otherGroup, NetworkInterface otherNic, InetAddress otherSource) {
    return group.equals(otherGroup)
        && java.util.Objects.equals(nic, otherNic)
        && java.util.Objects.equals(source, otherSource);
  }

  boolean isOf(InetAddress otherGroup, NetworkInterface otherNic) {
    return group.equals(otherGroup) && java.util.Objects.equals(nic, otherNic);
  }

  @Override
  public boolean isValid() {
    return !dropped && channel.isOpen();
  }

  @Override
  public void drop() {
    if (!dropped) {
      dropped = true;
      channel.memberships().left(this);
    }
  }

  @Override
  public MembershipKey block(InetAddress blocked) throws IOException {
    if (source != null) {
      throw new IllegalStateException("key is source-specific");
    }
    channel.memberships().block(this, blocked, true);
    return this;
  }

  @Override
  public MembershipKey unblock(InetAddress unblocked) {
    try {
      channel.memberships().block(this, unblocked, false);
    } catch (IOException e) {
      throw new IllegalStateException("not blocked", e);
    }
    return this;
  }

  @Override
  public DatagramChannel channel() {
    return channel;
  }

  @Override
  public InetAddress group() {
    return group;
  }

  @Override
  public NetworkInterface networkInterface() {
    return nic;
  }

  @Override
  public InetAddress sourceAddress() {
    return source;
  }

  IpAddress groupIp() {
    return IpAddress.of(group.getAddress());
  }

  /** The source, or null. */
  IpAddress sourceIp() {
    return source == null ? null : IpAddress.of(source.getAddress());
  }

  @Override
  public String toString() {
    String from = source == null ? "" : "," + source.getHostAddress();
    return "<" + group.getHostAddress() + "," + (nic == null ? "any" : nic.getName()) + from + ">";
  }
}
