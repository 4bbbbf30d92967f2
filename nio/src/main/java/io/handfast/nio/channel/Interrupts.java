package io.handfast.nio.channel;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an interrupt does to the blocked calls of one channel: it closes the channel, as java.nio
 * says; or, for a channel behind a java.net socket, it does nothing to a platform thread, which
 * finds its interrupt status set again behind the call.
 */
final class Interrupts {
  private final boolean ofSocket;
  private final Set<Thread> owed = ConcurrentHashMap.newKeySet();

  private Interrupts(boolean ofSocket) {
    this.ofSocket = ofSocket;
  }

  /** Those of a channel that a program opened. */
  static Interrupts ofChannel() {
    return new Interrupts(false);
  }

  /** Those of a channel behind a java.net socket. */
  static Interrupts ofSocket() {
    return new Interrupts(true);
  }

  /** The same kind for another channel. */
  Interrupts another() {
    return new Interrupts(ofSocket);
  }

  boolean areOfSocket() {
    return ofSocket;
  }

  /** True when the present thread is not disturbed by interrupts. */
  boolean areDeferred() {
    return ofSocket && !Thread.currentThread().isVirtual();
  }

  /** True when the present thread was interrupted and its call is to end. */
  boolean isDue() {
    if (!areDeferred()) {
      return Thread.currentThread().isInterrupted();
    }
    if (Thread.interrupted()) {
      owed.add(Thread.currentThread());
    }
    return false;
  }

  /** Gives the present thread back the interrupt that was kept from it. */
  void settle() {
    if (ofSocket && owed.remove(Thread.currentThread())) {
      Thread.currentThread().interrupt();
    }
  }

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
