package io.handfast.nio.async;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One kind of operation of a channel, such as reading: at most one is under way. After one that
 * timed out or was cancelled there is none any more, because nobody knows how far it came.
 */
final class Lane {
  private final AsynchronousChannel channel;
  private final String name;
  private final Supplier<RuntimeException> pending;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean dead;

  /**
   * A lane on which nothing is under way.
   *
   * @param name for a message: "reading"
   * @param pending what is thrown when one is under way
   */
  Lane(AsynchronousChannel channel, String name, Supplier<RuntimeException> pending) {
    this.channel = channel;
    this.name = name;
    this.pending = pending;
  }

  /** Runs a blocking call on a virtual thread of its own; a timeout of 0 or less is none. */
  <V> Outcome<V> start(Callable<V> call, long timeout, TimeUnit unit) {
    if (dead) {
      throw new IllegalStateException(name + " not allowed due to timeout or cancellation");
    }
    if (!busy.compareAndSet(false, true)) {
      throw pending.get();
    }
    Outcome<V> outcome = new Outcome<>(this);
    if (timeout > 0) {
      limit(outcome, timeout, unit);
    }
    Thread.ofVirtual()
        .name("handfast-asynchronous")
        .inheritInheritableThreadLocals(false)
        .start(() -> run(call, outcome));
    return outcome;
  }

  /** The lane is free before anybody learns of the outcome, and may go on. */
  private <V> void run(Callable<V> call, Outcome<V> outcome) {
    try {
      V value = call.call();
      busy.set(false);
      outcome.complete(value);
    } catch (Throwable failure) {
      busy.set(false);
      outcome.completeExceptionally(failure);
    }
  }

  private void limit(Outcome<?> outcome, long timeout, TimeUnit unit) {
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>().completeOnTimeout(null, timeout, unit);
    timer.thenRun(() -> {
      if (!outcome.isDone()) {
        end();
        outcome.completeExceptionally(new InterruptedByTimeoutException());
      }
    });
    outcome.whenComplete((value, failure) -> timer.cancel(false));
  }

  /** No operation begins any more. */
  void end() {
    dead = true;
  }

  void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
