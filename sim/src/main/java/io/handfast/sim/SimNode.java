package io.handfast.sim;

import java.util.ArrayList;
import java.util.List;

/** What links lead to: a host, a router, a switch or a shield. */
public abstract sealed class SimNode permits SimHost, SimRouter, SimShield, SimSwitch {
  private final String name;
  private final List<LinkEnd> ends = new ArrayList<>();

  SimNode(String name) {
    this.name = name;
  }

  /** Name, unique in its simulation. */
  public final String name() {
    return name;
  }

  /** Takes an end of a link; its index here is the one before it plus one, from 0. */
  void attach(LinkEnd end) {
    ends.add(end);
  }

  /** Its ends of links, in the order they were attached. */
  final List<LinkEnd> ends() {
    return ends;
  }

  /** A packet came in by one of its ends; {@code bytes} may differ from those that were sent. */
  abstract void receive(LinkEnd in, SimPacket packet, byte[] bytes, long now);

  /** Whether anybody is there to receive. */
  boolean isAlive() {
    return true;
  }

  @Override
  public final String toString() {
    return name;
  }
}
