package io.handfast.event;

import java.util.ArrayList;
import java.util.List;

/** The event stream of one stack: listeners and the mask of what any of them wants. */
public final class Events {
  /** Every type. */
  public static final int ALL = -1;

  private record Subscription(int mask, EventListener listener) {}

  private final List<Subscription> subscriptions = new ArrayList<>();
  private int mask;

  /** Adds a listener for the types whose {@link EventType#bit()} is in {@code wanted}. */
  public void subscribe(int wanted, EventListener listener) {
    subscriptions.add(new Subscription(wanted, listener));
    mask |= wanted;
  }

  /** Removes a listener. */
  public void unsubscribe(EventListener listener) {
    subscriptions.removeIf(each -> each.listener == listener);
    mask = 0;
    subscriptions.forEach(each -> mask |= each.mask);
  }

  /** Tells the listeners; costs one test when nobody wants the type. */
  public void emit(long now, EventType type, Reason reason, long connection, long a, long b) {
    if ((mask & type.bit()) != 0) {
      for (Subscription each : subscriptions) {
        if ((each.mask & type.bit()) != 0) {
          each.listener.event(now, type, reason, connection, a, b);
        }
      }
    }
  }
}
