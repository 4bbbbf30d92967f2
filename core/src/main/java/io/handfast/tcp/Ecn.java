package io.handfast.tcp;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;

/**
 * Explicit congestion notification of one connection (RFC 3168 section 6.1), in the bits of {@link
 * Connection#ecn}: what the SYNs agreed on, what we have to tell the peer, and what it still has to
 * hear of our answer.
 */
final class Ecn {
  // The ECN field of the IP header (RFC 3168 section 5).
  static final int FIELD = 3;
  static final int NOT_ECT = 0;
  static final int ECT_1 = 1;
  static final int ECT_0 = 2;
  static final int CE = 3;

  /** Both SYNs said so; between them: ours has asked. */
  static final int AGREED = 1;

  /** The window was reduced and no new data has carried CWR since. */
  private static final int REDUCED = 2;

  /** CE has come, and no CWR after it. */
  private static final int CONGESTED = 4;

  /** The peer's data has come with ECT or CE. */
  private static final int SEEN = 8;

  private static final int SETUP = TcpFlags.ECE | TcpFlags.CWR;

  // Values of tcp_ecn.
  private static final int OFF = 0;
  private static final int REQUEST = 1;

  private Ecn() {}

  static boolean isOn(Connection c) {
    return (c.ecn & AGREED) != 0;
  }

  static boolean isSeen(Connection c) {
    return (c.ecn & SEEN) != 0;
  }

  // ---- the handshake (section 6.1.1) ----

  /** A connection of ours begins. */
  static void open(Connection c) {
    c.ecn = c.config().getInt(Tunable.TCP_ECN) == REQUEST ? AGREED : 0;
  }

  /**
   * Flags of our SYN, or of the SYN-ACK of a simultaneous open. A SYN that had no answer goes again
   * without them, for the sake of paths that drop it (section 6.1.1.1).
   */
  static int synFlags(Connection c, boolean withAck) {
    if (!isOn(c)) {
      return 0;
    }
    return withAck ? TcpFlags.ECE : c.retries == 0 ? SETUP : 0;
  }

  /** The peer's SYN or SYN-ACK has come to a connection of ours. */
  static void onSyn(Connection c, TcpView segment) {
    int wanted = segment.has(TcpFlags.ACK) ? TcpFlags.ECE : SETUP;
    if ((segment.flags() & SETUP) != wanted) {
      c.ecn = 0;
    }
  }

  /**
   * Whether a listener agrees to what a SYN asks for. A SYN is never ECT (section 6.1.1): where it
   * comes as one, somebody on the path writes that field, and marks would mean nothing.
   */
  static boolean accepts(Tcp tcp, TcpView syn) {
    boolean asked = (syn.flags() & SETUP) == SETUP;
    return asked && tcp.ecnField == NOT_ECT && tcp.config().getInt(Tunable.TCP_ECN) != OFF;
  }

  // ---- the receiver (section 6.1.3) ----

  /** Data has come; what a pure ACK is marked with means nothing (section 6.1.4). */
  static void onText(Connection c, TcpView segment) {
    if (!isOn(c)) {
      return;
    }
    if (segment.has(TcpFlags.CWR)) {
      c.ecn &= ~CONGESTED;
      c.receiver().ackAtOnce(); // its window may be too small for a second segment
    }
    int field = c.tcp.ecnField;
    c.ecn |= field == NOT_ECT ? 0 : SEEN;
    if (field == CE && (c.ecn & CONGESTED) == 0) {
      c.ecn |= CONGESTED;
      c.receiver().ackAtOnce();
    }
  }

  /** ECE in every segment from a CE until CWR comes. */
  static int echo(Connection c) {
    return (c.ecn & CONGESTED) != 0 ? TcpFlags.ECE : 0;
  }

  // ---- the sender (section 6.1.2) ----

  /** An acknowledgement tells of congestion. */
  static boolean isEcho(Connection c, TcpView segment) {
    return isOn(c) && segment.has(TcpFlags.ECE) && !segment.has(TcpFlags.SYN);
  }

  /** The congestion window was reduced, for whatever reason. */
  static void onReduction(Connection c) {
    c.ecn |= isOn(c) ? REDUCED : 0;
  }

  /** Data that goes for the first time; what is sent again is not ECT (section 6.1.5). */
  static boolean mayMark(Connection c, SendRecord record) {
    return isOn(c) && record.transmissions == 0 && record.length > 0;
  }

  /** Flags of data that may be marked. */
  static int cwr(Connection c) {
    return (c.ecn & REDUCED) != 0 ? TcpFlags.CWR : 0;
  }

  /** Such data was sent. */
  static void onSent(Connection c) {
    c.ecn &= ~REDUCED;
  }
}
