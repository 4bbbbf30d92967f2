package io.handfast.nio.socket;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;

/**
 * Closes the socket of an owner that the program has lost without closing it, when the garbage
 * collector finds the owner, as the JDK does with its own. The stack holds a socket, never its
 * owner.
 */
final class Forgotten {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Held held;
  private final Cleaner.Cleanable cleanable;

  private static final class Held implements Runnable {
    private volatile Closeable socket;

    Held(Closeable socket) {
      this.socket = socket;
    }

    @Override
    public void run() {
      try {
        socket.close();
      } catch (IOException e) {
        // Nobody is left to be told.
      }
    }
  }

  private Forgotten(Object owner, Held held) {
    this.held = held;
    this.cleanable = CLEANER.register(owner, held);
  }

  /** Watches over {@code socket}, instead of the one before if there was one. */
  static Forgotten watch(Object owner, Forgotten before, Closeable socket) {
    if (before == null) {
      return new Forgotten(owner, new Held(socket));
    }
    before.held.socket = socket;
    return before;
  }

  /** To be called behind a close: there is nothing to watch over any more. */
  void release() {
    cleanable.clean();
  }
}
