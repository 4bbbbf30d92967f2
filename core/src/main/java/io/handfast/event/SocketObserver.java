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
}
