package io.handfast.cli;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/** Waits for the signals that end a server, and knows the exit code that goes with each. */
final class Signals {
  /** What shells report for a program ended by SIGINT. */
  static final int INTERRUPTED = 130;

  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /** Takes over SIGINT and SIGTERM from here on. */
  Signals() {
    Signal.handle(new Signal("INT"), _ -> ended.complete(INTERRUPTED));
    Signal.handle(new Signal("TERM"), _ -> ended.complete(0));
  }

  /** Waits; 130 after SIGINT, 0 after SIGTERM, which is the usual way to stop a service. */
  int await() {
    return ended.join();
  }
}
