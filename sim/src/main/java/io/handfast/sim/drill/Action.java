package io.handfast.sim.drill;

import io.handfast.wire.TcpOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an event does. */
sealed interface Action {
  /** A segment: from the peer when inbound, else expected from the stack. */
  record Tcp(
      boolean inbound,
      IpInfo ip,
      Optional<Ports> ports,
      int flags,
      OptionalInt ace,
      int seq,
      int length,
      OptionalInt ack,
      OptionalInt window,
      OptionalInt urgent,
      Optional<List<TcpOption>> options)
      implements Action {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  /** Ports of a segment: those of its sender first. */
  record Ports(int source, int destination) {}

  /** What is said about the IP header. */
  record IpInfo(Ecn ecn, OptionalInt tos, OptionalInt ttl) {
    static final IpInfo NONE = new IpInfo(Ecn.ANY, OptionalInt.empty(), OptionalInt.empty());
  }

  /** ECN field of the IP header. */
  enum Ecn {
    ANY(-1),
    NOECN(0),
    ECT1(1),
    ECT0(2),
    CE(3),
    ECT01(-2);

    private final int bits;

    Ecn(int bits) {
      this.bits = bits;
    }

    /** Bits for a packet to be made. */
    int bits() {
      return this == ECT01 ? 2 : Math.max(0, bits);
    }

    boolean accepts(int actual) {
      return switch (this) {
        case ANY -> true;
        case ECT01 -> actual == 1 || actual == 2;
        default -> actual == bits;
      };
    }
  }

  /** An ICMP message about a segment that starts at {@code seq}. */
  record Icmp(boolean inbound, String type, String code, OptionalLong mtu, int seq, int length)
      implements Action {}

  /** Another kind of packet, that TCP scripts do not have. */
  record OtherPacket(String kind) implements Action {}

  /**
   * A system call.
   *
   * @param end for a call that blocks: when it returns, in µs after the event's base
   * @param errno name of the error, empty when none is asked for
   */
  record Call(OptionalLong end, String name, List<Expr> arguments, Expr result, String errno)
      implements Action {}

  /** Shell text. */
  record Command(String text) implements Action {}

  /** Assertions about the socket, in a little Python. */
  record Code(String text) implements Action {}
}
