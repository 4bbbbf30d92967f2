package io.handfast.nio.channel;

import io.handfast.stack.Driver;

/** How long a blocked call waits. */
final class Patience {
  private Patience() {}

  /** The deadline on the driver's clock of a wait of {@code nanos}, which may be "never". */
  static long deadline(Driver driver, long nanos) {
    return nanos == Driver.NEVER ? Driver.NEVER : driver.now() + nanos;
  }

  /** True when the time is over, or the thread was interrupted. */
  static boolean isOver(Driver driver, long deadline) {
    return Thread.currentThread().isInterrupted()
        || (deadline != Driver.NEVER && driver.now() - deadline >= 0);
  }
}
