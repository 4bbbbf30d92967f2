package io.handfast.sim.drill;

import io.handfast.event.Readiness;
import io.handfast.tcp.State;
import io.handfast.tcp.TcpSocket;

/** Readiness in the bits of poll. */
final class Readinesses {
  private static final long ALWAYS = Constants.POLLERR | Constants.POLLHUP;

  private Readinesses() {}

  /** Bits of {@code wanted}, and the two that come unasked, that hold for the socket. */
  static long of(OpenFile file, long wanted) {
    long queued = file.errors.isEmpty() ? 0 : Constants.POLLERR;
    return of(file.socket, wanted) | queued;
  }

  private static long of(TcpSocket socket, long wanted) {
    int ready = socket.readiness();
    long bits = 0;
    if ((ready & (Readiness.READABLE | Readiness.ACCEPTABLE)) != 0) {
      bits |= Constants.POLLIN | Constants.POLLRDNORM;
    }
    if ((ready & Readiness.WRITABLE) != 0) {
      bits |= Constants.POLLOUT | Constants.POLLWRNORM;
    }
    if ((ready & Readiness.PEER_FINISHED) != 0) {
      bits |= Constants.POLLRDHUP;
    }
    if ((ready & Readiness.ERROR) != 0) {
      bits |= Constants.POLLERR;
    }
    if (hasHungUp(socket)) {
      bits |= Constants.POLLHUP;
    }
    return bits & (wanted | ALWAYS);
  }

  private static boolean hasHungUp(TcpSocket socket) {
    return switch (socket.state()) {
      case CLOSED, TIME_WAIT, LAST_ACK, CLOSING -> true;
      case LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> false;
    };
  }

  /** Linux's number of a state. */
  static int linux(State state) {
    return switch (state) {
      case ESTABLISHED -> 1;
      case SYN_SENT -> 2;
      case SYN_RECEIVED -> 3;
      case FIN_WAIT_1 -> 4;
      case FIN_WAIT_2 -> 5;
      case TIME_WAIT -> 6;
      case CLOSED -> 7;
      case CLOSE_WAIT -> 8;
      case LAST_ACK -> 9;
      case LISTEN -> 10;
      case CLOSING -> 11;
    };
  }
}
