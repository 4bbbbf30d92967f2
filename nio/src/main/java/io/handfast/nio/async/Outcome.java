package io.handfast.nio.async;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;

/**
 * The result of one operation, for a future or a handler.
 *
 * @param <V> kind of result
 */
final class Outcome<V> extends CompletableFuture<V> {
  private final Lane lane;

  /** Of an operation on this lane; null for one that never began. */
  Outcome(Lane lane) {
    this.lane = lane;
  }

  static <V> Outcome<V> failed(Throwable failure) {
    Outcome<V> outcome = new Outcome<>(null);
    outcome.completeExceptionally(failure);
    return outcome;
  }

  <A> void tell(Group group, A attachment, CompletionHandler<V, ? super A> handler) {
    whenComplete((value, failure) ->
        group.execute(() -> {
          if (failure == null) {
            handler.completed(value, attachment);
          } else {
            handler.failed(failure, attachment);
          }
        }));
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    if (isDone()) {
      return false;
    }
    lane.end();
    boolean cancelled = super.cancel(mayInterrupt);
    if (mayInterrupt) {
      lane.closeChannel();
    }
    return cancelled;
  }
}
