package io.handfast.stack;

/**
 * The way to the destination that was asked for last. One segment asks for its way again and again
 * (MSS, offload, sending), and so do the segments of a batch; the answer holds until the routing
 * table changes, of which our addresses are a part.
 */
final class LastWay {
  private final NetworkStack stack;
  private long high;
  private long low;
  private Interface via;
  private RouteMetrics metrics;
  private boolean local;

  /** State of the table that the answer is for; below 0 there is none. */
  private int asOf = -1;

  LastWay(NetworkStack stack) {
    this.stack = stack;
  }

  /** The same object each time, about another destination. */
  LastWay to(long destinationHigh, long destinationLow) {
    boolean known =
        low == destinationLow && high == destinationHigh && asOf == stack.routes.changes();
    if (!known) {
      look(destinationHigh, destinationLow);
    }
    return this;
  }

  private void look(long destinationHigh, long destinationLow) {
    high = destinationHigh;
    low = destinationLow;
    asOf = stack.routes.changes();
    local = stack.isLocal(high, low);
    via = local ? stack.loopback : stack.routes.lookUp(high, low);
    metrics = stack.routes.metrics(high, low);
  }

  /** One of our own addresses. */
  boolean isLocal() {
    return local;
  }

  /** The loopback, the best route's interface, or null; detours do not count. */
  Interface via() {
    return via;
  }

  /** What is known about the best route. */
  RouteMetrics metrics() {
    return metrics;
  }
}
