package io.handfast.sim.drill;

/** A system call under way. */
interface Operation {
  /** What {@link #attempt} returns for a call that has to wait. */
  int BLOCKED = Integer.MIN_VALUE;

  /** Tries to finish: a result, {@code -errno}, or {@link #BLOCKED}. */
  int attempt();

  /** When a wait ends by itself, in µs since the start of the script. */
  default long timeout() {
    return Long.MAX_VALUE;
  }

  /** Waits for a connection to open, to write something then. */
  default boolean opens() {
    return false;
  }

  /** Compares what the call has filled in with what the script says; throws on a difference. */
  default void verify() {}
}
