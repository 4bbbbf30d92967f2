package io.handfast.nio.channel;

import io.handfast.stack.Driver;

/** How long a blocked call waits. */
final class Patience {
  private Patience() {}

  /**
   * The deadline on the driver's clock of a wait of {@code nanos}, which may be "never", and is
   * when the clock does not reach that far.
   */
  static long deadline(Driver driver, long nanos) {
    long now = driver.now();
    return nanos >= Driver.NEVER - Math.max(now, 0) ? Driver.NEVER : now + nanos;
  }

  /** True when the time is over, or an interrupt ends the call. */
  static boolean isOver(Driver driver, long deadline, Interrupts interrupts) {
    return interrupts.isDue() || isOver(driver, deadline);
  }

  private static boolean isOver(Driver driver, long deadline) {
    return deadline != Driver.NEVER && driver.now() - deadline >= 0;
  }
}
