package io.handfast.stack;

import io.handfast.ip.Prefix;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network interface of a stack: a link, or the loopback, with its addresses. */
public final class Interface {
  /** An address of ours on an interface, and the range of its neighbours. */
  public record Assigned(IpAddress address, Prefix prefix) {}

  private final int index;
  private final String name;
  private final Optional<Link> link;
  private final int mtu;
  private final Link.Offload offload;
  private final List<Assigned> addresses = new ArrayList<>();
  private boolean acceptsAny;

  private Interface(int index, String name, Optional<Link> link, int mtu, Link.Offload offload) {
    this.index = index;
    this.name = name;
    this.link = link;
    this.mtu = mtu;
    this.offload = offload;
  }

  static Interface loopback() {
    return new Interface(0, "lo", Optional.empty(), 65_535, Link.Offload.FULL);
  }

  static Interface over(int index, String name, Link link) {
    return new Interface(index, name, Optional.of(link), link.mtu(), link.offload());
  }

  /** Index in its stack; 0 is the loopback. */
  public int index() {
    return index;
  }

  /** Name, for people. */
  public String name() {
    return name;
  }

  /** Largest IP packet, in bytes. */
  public int mtu() {
    return mtu;
  }

  /** The link behind it; empty for the loopback. */
  public Optional<Link> link() {
    return link;
  }

  /** What the link does for the sender. */
  public Link.Offload offload() {
    return offload;
  }

  /** Addresses in the order they were added. */
  public List<Assigned> addresses() {
    return List.copyOf(addresses);
  }

  void add(Assigned assigned) {
    addresses.add(assigned);
  }

  void acceptAny() {
    acceptsAny = true;
  }

  /** Packets to any address come in here, not only to ours. */
  public boolean acceptsAny() {
    return acceptsAny;
  }

  boolean isLoopback() {
    return link.isEmpty();
  }

  boolean has(long high, long low) {
    for (int i = 0; i < addresses.size(); i++) {
      IpAddress each = addresses.get(i).address();
      if (each.low() == low && each.high() == high) {
        return true;
      }
    }
    // All of 127.0.0.0/8 is this host (RFC 1122 section 3.2.1.3).
    return isLoopback() && IpAddress.isV4(high, low) && (low >>> 24 & 0xff) == 127;
  }

  boolean isBroadcast(int v4) {
    for (Assigned each : addresses) {
      if (each.prefix().isBroadcast(v4)) {
        return true;
      }
    }
    return v4 == -1;
  }
}
