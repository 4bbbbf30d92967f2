package io.handfast.nio.channel;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;

/** What a blocked call owes a thread that was interrupted. */
final class Interrupts {
  private Interrupts() {}

  /**
   * To be called behind the {@code end} of a blocking section. The interrupt status of a platform
   * thread is visible a moment before the JDK looks which channel the thread is blocked in. A wait
   * that ended because of the status may have left the section by then, and nobody has closed the
   * channel: the thread does it itself.
   */
  static void closeIfInterrupted(Channel channel, boolean completed)
      throws ClosedByInterruptException {
    if (completed || !Thread.currentThread().isInterrupted()) {
      return;
    }
    ClosedByInterruptException interrupted = new ClosedByInterruptException();
    try {
      channel.close();
    } catch (IOException e) {
      interrupted.addSuppressed(e);
    }
    throw interrupted;
  }
}
