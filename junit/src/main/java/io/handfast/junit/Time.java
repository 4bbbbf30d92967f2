package io.handfast.junit;

/** How time passes in a test's network. */
public enum Time {
  /**
   * Real time plus leaps over every wait of the network and every timeout of a blocked socket call:
   * what takes minutes is over in milliseconds. The default.
   */
  VIRTUAL,
  /**
   * Real time, times {@link Network#speed()}, without leaps: for programs that measure their
   * timeouts by a clock of their own.
   */
  REAL
}
