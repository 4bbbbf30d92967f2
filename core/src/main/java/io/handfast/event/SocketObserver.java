package io.handfast.event;

/** Told, under the domain lock, when a socket becomes ready for something. Must not block. */
@FunctionalInterface
public interface SocketObserver {
  /** Ignores everything. */
  SocketObserver NONE = ready -> {};

  /**
   * Called when at least one readiness bit is newly set or more data came for a set one.
   *
   * @param ready all bits set now, see {@link Readiness}
   */
  void ready(int ready);

  /**
   * Something is wrong that ends nothing yet, such as a router that finds no way at the moment (RFC
   * 9293 section 3.9.1.8, ERROR_REPORT). Who does not want to know leaves this as it is.
   *
   * @param errno what the connection would fail with
   * @param reason why
   */
  default void trouble(Errno errno, Reason reason) {}
}
