package io.handfast.sim;

import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.stack.Link;
import io.handfast.stack.NetworkStack;
import io.handfast.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A host of a simulation: a stack, its addresses, and its ends of links. */
public final class SimHost {
  private final String name;
  private final NetworkStack stack;
  private final List<Prefix> addresses = new ArrayList<>();
  private UnaryOperator<Link> decorator = UnaryOperator.identity();
  private boolean crashed;

  SimHost(String name, NetworkStack stack, List<Prefix> addresses) {
    this.name = name;
    this.stack = stack;
    this.addresses.addAll(addresses);
  }

  /** Name. */
  public String name() {
    return name;
  }

  /** The stack. */
  public NetworkStack stack() {
    return stack;
  }

  /** First address. */
  public IpAddress address() {
    return addresses.getFirst().address();
  }

  /** First address of the family. */
  public IpAddress address(boolean ipv4) {
    return addresses.stream()
        .map(Prefix::address)
        .filter(each -> each.isV4() == ipv4)
        .findFirst()
        .orElseThrow();
  }

  /** Wraps the links to come, for a capture; call before {@link Simulation#link}. */
  public void decorateLinks(UnaryOperator<Link> with) {
    decorator = with;
  }

  /** The host falls silent: it neither receives nor runs its timers any more. */
  public void crash() {
    crashed = true;
  }

  boolean isAlive() {
    return !crashed;
  }

  void attach(Link end) {
    Link decorated = decorator.apply(end);
    int index = stack.addInterface("eth" + stack.interfaces().size(), decorated);
    for (Prefix each : addresses) {
      stack.addAddress(index, each);
      String any = each.address().isV4() ? "0.0.0.0/0" : "::/0";
      stack.addRoute(Prefix.parse(any), index);
    }
  }

  void receive(byte[] bytes, long now) {
    if (!crashed) {
      Packet packet = stack.pool().acquirePacket(bytes);
      stack.receive(1, packet, now);
      packet.release();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
