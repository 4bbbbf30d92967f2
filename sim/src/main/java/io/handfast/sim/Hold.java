package io.handfast.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Packets that a rule holds back until {@link #release}; then they go on, in the order they came,
 * and the rule holds no more.
 */
public final class Hold {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean released;

  /** Nothing is held yet. */
  public Hold() {}

  /** Lets everything go on, now and in future. */
  public void release() {
    released = true;
    List<Runnable> held = List.copyOf(waiting);
    waiting.clear();
    held.forEach(Runnable::run);
  }

  /** Packets that wait. */
  public int size() {
    return waiting.size();
  }

  boolean isReleased() {
    return released;
  }

  void add(Runnable packet) {
    waiting.add(packet);
  }
}
