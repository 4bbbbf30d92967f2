package io.handfast.tcp;

import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpView;

/** The three flags AE, CWR and ECE as AccECN reads them (RFC 9768 sections 3.1 and 3.2.2). */
final class AccEcnCode {
  /** All three: a SYN that asks for AccECN, and the field ACE on segments without SYN. */
  static final int FLAGS = TcpFlags.AE | TcpFlags.CWR | TcpFlags.ECE;

  /** Classic ECN: what a SYN asks by, and what a SYN-ACK agrees by. */
  static final int CLASSIC_SYN = TcpFlags.CWR | TcpFlags.ECE;

  static final int CLASSIC_SYN_ACK = TcpFlags.ECE;

  /** Reserved for a SYN-ACK; it counts as one that agrees (section 3.1.3). */
  private static final int RESERVED = TcpFlags.AE | TcpFlags.ECE;

  private static final int NONE = -1;

  private AccEcnCode() {}

  static int flagsOf(TcpView segment) {
    return segment.flags() & FLAGS;
  }

  /** The value of ACE, 0 to 7. */
  static int ace(TcpView segment) {
    int flags = segment.flags();
    return ((flags & TcpFlags.AE) != 0 ? 4 : 0)
        | ((flags & TcpFlags.CWR) != 0 ? 2 : 0)
        | ((flags & TcpFlags.ECE) != 0 ? 1 : 0);
  }

  /** Flags that hold the low three bits of a counter. */
  static int flagsOfAce(int value) {
    return ((value & 4) != 0 ? TcpFlags.AE : 0)
        | ((value & 2) != 0 ? TcpFlags.CWR : 0)
        | ((value & 1) != 0 ? TcpFlags.ECE : 0);
  }

  /** Flags that tell which ECN field a SYN, or a SYN-ACK, has come with (tables 2 and 3). */
  static int flagsOfField(int ecnField) {
    return switch (ecnField) {
      case Ecn.NOT_ECT -> TcpFlags.CWR;
      case Ecn.ECT_1 -> TcpFlags.CWR | TcpFlags.ECE;
      case Ecn.ECT_0 -> TcpFlags.AE;
      default -> TcpFlags.AE | TcpFlags.CWR;
    };
  }

  /** The reverse; below 0 for flags that tell none. */
  static int fieldOf(int flags) {
    return switch (flags) {
      case TcpFlags.CWR, RESERVED -> Ecn.NOT_ECT; // ours left as not ECT, so unchanged means that
      case TcpFlags.CWR | TcpFlags.ECE -> Ecn.ECT_1;
      case TcpFlags.AE -> Ecn.ECT_0;
      case TcpFlags.AE | TcpFlags.CWR -> Ecn.CE;
      default -> NONE;
    };
  }
}
