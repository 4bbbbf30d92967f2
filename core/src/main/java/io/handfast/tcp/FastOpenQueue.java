package io.handfast.tcp;

import io.handfast.event.Counter;
import java.util.ArrayDeque;

/**
 * Connections of a listener that Fast Open has opened before their handshake was over: at most
 * {@code TCP_FASTOPEN} of them (RFC 7413 section 5.1, "pending"). One that ends by a reset goes on
 * counting for a minute, so that who sends SYNs with a stolen cookie gains nothing by resets.
 */
final class FastOpenQueue {
  private static final long RESET_COUNTS_FOR = 60_000_000_000L;

  private final Tcp tcp;
  private int pending;
  private final ArrayDeque<Long> resets = new ArrayDeque<>();

  FastOpenQueue(Tcp tcp) {
    this.tcp = tcp;
  }

  /** One more fits. */
  boolean hasRoom(int max, long now) {
    if (max > 0 && pending >= max) {
      Long oldest = resets.peek();
      if (oldest == null || now < oldest) {
        tcp.counters.add(Counter.EXT_FAST_OPEN_LISTEN_OVERFLOW);
        return false;
      }
      resets.remove();
      pending--;
    }
    return max > 0;
  }

  void add() {
    pending++;
  }

  /** The handshake of one is over, or it has failed. */
  void remove() {
    pending--;
  }

  /** The peer has reset one. */
  void onReset(long now) {
    resets.add(now + RESET_COUNTS_FOR);
  }

  int pending() {
    return pending;
  }
}
