package io.handfast.tcp;

import io.handfast.buffer.Packet;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * Explicit congestion notification of one connection (RFC 3168 section 6.1), in the bits of {@link
 * Connection#ecn}: what the SYNs agreed on, what we have to tell the peer, and what it still has to
 * hear of our answer. Where they agreed on AccECN (RFC 9768), {@link Connection#accEcn} does the
 * telling and hearing.
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

  /** Our SYN has asked for AccECN, and is not answered yet. */
  private static final int ASKED_ACCURATE = 16;

  private static final int SETUP = TcpFlags.ECE | TcpFlags.CWR;

  // What a listener answers a SYN with; above these bits the ECN field of the SYN.
  static final int CLASSIC = 1;
  static final int ACCURATE = 2;
  private static final int SYN_FIELD_SHIFT = 2;

  // Values of tcp_ecn; Linux has the upper ones since it does AccECN (its 6.18 refuses them).
  private static final int OFF = 0;
  private static final int REQUEST = 1;
  private static final int ACCURATE_BOTH = 3;
  private static final int ACCURATE_IN = 4;

  /** SYNs that ask for AccECN before one that asks for nothing (RFC 9768 section 3.1.4.1). */
  private static final int ACCURATE_SYNS = 2;

  private Ecn() {}

  /** Our data may be marked, and marks on the peer's are told, in either way. */
  static boolean isOn(Connection c) {
    return isClassic(c) || c.accEcn != null;
  }

  private static boolean isClassic(Connection c) {
    return (c.ecn & AGREED) != 0;
  }

  static boolean isSeen(Connection c) {
    return (c.ecn & SEEN) != 0;
  }

  // ---- the handshake (section 6.1.1) ----

  /** A connection of ours begins. */
  static void open(Connection c) {
    int mode = c.config().getInt(Tunable.TCP_ECN);
    boolean classic = mode == REQUEST || mode == ACCURATE_IN;
    c.ecn = classic ? AGREED : mode == ACCURATE_BOTH ? ASKED_ACCURATE : 0;
  }

  /**
   * Flags of our SYN, or of the SYN-ACK of a simultaneous open. A SYN that had no answer goes again
   * without them, for the sake of paths that drop it (section 6.1.1.1); with AccECN the second
   * time.
   */
  static int synFlags(Connection c, boolean withAck) {
    if (c.accEcn != null) {
      boolean still = withAck && c.retries < ACCURATE_SYNS;
      return still ? AccEcnCode.flagsOfField(c.accEcn.synField) : 0;
    }
    if ((c.ecn & ASKED_ACCURATE) != 0) {
      return !withAck && c.retries < ACCURATE_SYNS ? AccEcnCode.FLAGS : 0;
    }
    if (!isClassic(c)) {
      return 0;
    }
    return withAck ? TcpFlags.ECE : c.retries == 0 ? SETUP : 0;
  }

  /** The peer's SYN or SYN-ACK has come to a connection of ours. */
  static void onSyn(Connection c, TcpView segment) {
    if ((c.ecn & ASKED_ACCURATE) != 0) {
      onAnswer(c, segment);
      return;
    }
    int wanted = segment.has(TcpFlags.ACK) ? TcpFlags.ECE : SETUP;
    if ((segment.flags() & SETUP) != wanted) {
      c.ecn = 0;
    }
  }

  /** To a SYN that asked for AccECN (RFC 9768 table 2). */
  private static void onAnswer(Connection c, TcpView segment) {
    if (!segment.has(TcpFlags.ACK)) {
      enter(c, answer(c.tcp, segment)); // both have asked at once: as if we had listened
      return;
    }
    int flags = AccEcnCode.flagsOf(segment);
    int field = AccEcnCode.fieldOf(flags);
    c.ecn = flags == AccEcnCode.CLASSIC_SYN_ACK ? AGREED : 0;
    if (field >= 0) {
      c.accEcn = new AccEcn();
      c.accEcn.client = true;
      c.accEcn.sender.onField(field);
    }
  }

  /** Goes on as a SYN was answered: {@link #answer}. */
  static void enter(Connection c, int answer) {
    c.ecn = (answer & CLASSIC) != 0 ? AGREED : 0;
    if ((answer & ACCURATE) != 0) {
      c.accEcn = new AccEcn();
      c.accEcn.synField = answer >> SYN_FIELD_SHIFT;
    }
  }

  /**
   * What a listener agrees to: 0, {@link #CLASSIC}, or {@link #ACCURATE} with the ECN field of the
   * SYN. A SYN of classic ECN is never ECT (section 6.1.1): where it comes as one, somebody on the
   * path writes that field, and marks would mean nothing. Whoever sets the flags in a way that does
   * not exist yet gets AccECN (RFC 9768 section 3.1.3).
   */
  static int answer(Tcp tcp, TcpView syn) {
    int mode = tcp.config().getInt(Tunable.TCP_ECN);
    int flags = AccEcnCode.flagsOf(syn);
    if (mode == OFF || flags == 0) {
      return 0;
    }
    if (mode >= ACCURATE_BOTH && flags != SETUP) {
      return ACCURATE | tcp.ecnField << SYN_FIELD_SHIFT;
    }
    return (flags & SETUP) == SETUP && tcp.ecnField == NOT_ECT ? CLASSIC : 0;
  }

  /** Flags of the SYN-ACK that says so. */
  static int synAckFlags(int answer) {
    return (answer & ACCURATE) != 0
        ? AccEcnCode.flagsOfField(answer >> SYN_FIELD_SHIFT)
        : (answer & CLASSIC) != 0 ? TcpFlags.ECE : 0;
  }

  /** A cookie does not tell which ECN: ACE does, because AccECN never begins with 0 or 1 (5.1). */
  static void enterByCookie(Connection c, boolean agreed, TcpView ack) {
    boolean may = c.config().getInt(Tunable.TCP_ECN) >= ACCURATE_BOTH;
    boolean accurate = may && AccEcnCode.ace(ack) > 1;
    enter(c, !agreed ? 0 : accurate ? ACCURATE : CLASSIC);
  }

  /** Our SYN-ACK was acknowledged; without data and SACK the ACK tells how it arrived. */
  static void onFinalAck(Connection c, TcpView segment, TcpOptions options) {
    boolean told =
        c.accEcn != null
            && !segment.has(TcpFlags.SYN)
            && segment.segmentLength() == 0
            && options.sackCount() == 0;
    if (told) {
      c.accEcn.sender.onConfirmation(AccEcnCode.ace(segment), options);
    }
  }

  /** A SYN-ACK has come, the first or again: a pure ACK tells how (RFC 9768 section 3.2.2.1). */
  static void confirm(Connection c, TcpOptions options, long now) {
    AccEcnReceiver receiver = c.accEcn.receiver;
    receiver.onSynAck(c.tcp.ecnField);
    c.accEcn.sender.onOption(options);
    receiver.confirm(true);
    c.sendAck(now);
    receiver.confirm(false);
  }

  /** Whether the segment is a SYN-ACK that a client in AccECN mode has to confirm. */
  static boolean isToConfirm(Connection c, TcpView segment) {
    boolean synAck = segment.has(TcpFlags.SYN) && segment.has(TcpFlags.ACK);
    return synAck
        && c.accEcn != null
        && c.accEcn.client
        && segment.seq() == c.irs
        && AccEcnCode.fieldOf(AccEcnCode.flagsOf(segment)) >= 0;
  }

  // ---- the receiver (section 6.1.3) ----

  /** An acceptable packet has come; only AccECN counts those without data. */
  static void onPacket(Connection c, TcpView segment, Packet packet) {
    if (c.accEcn == null) {
      return;
    }
    int payload = segment.payloadLength();
    int size = packet.segmentSize;
    int packets = size > 0 ? Math.max(1, (payload + size - 1) / size) : 1;
    c.ecn |= payload > 0 && c.tcp.ecnField != NOT_ECT ? SEEN : 0;
    c.accEcn.receiver.onPacket(c, c.tcp.ecnField, packets, payload);
  }

  /** Data has come; what a pure ACK is marked with means nothing (section 6.1.4). */
  static void onText(Connection c, TcpView segment) {
    if (!isClassic(c)) {
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

  /** ECE in every segment from a CE until CWR comes; with AccECN the count. */
  static int echo(Connection c) {
    if (c.accEcn != null) {
      c.accEcn.receiver.onSent();
      return c.accEcn.receiver.aceFlags();
    }
    return (c.ecn & CONGESTED) != 0 ? TcpFlags.ECE : 0;
  }

  // ---- the sender (section 6.1.2) ----

  /** An acknowledgement tells of congestion. */
  static boolean isEcho(Connection c, TcpView segment, TcpOptions options) {
    if (segment.has(TcpFlags.SYN)) {
      return false;
    }
    if (c.accEcn == null) {
      return isClassic(c) && segment.has(TcpFlags.ECE);
    }
    int acked = segment.ack() - c.sndUna;
    int mss = c.sndMss();
    return acked >= 0
        && c.accEcn.sender.onFeedback(c, AccEcnCode.ace(segment), options, (acked + mss - 1) / mss);
  }

  /** The congestion window was reduced, for whatever reason. */
  static void onReduction(Connection c) {
    c.ecn |= isClassic(c) ? REDUCED : 0;
  }

  /** Data that goes for the first time; what is sent again is not ECT (section 6.1.5). */
  static boolean mayMark(Connection c, SendRecord record) {
    boolean may = c.accEcn == null ? isClassic(c) : c.accEcn.sender.mayMark();
    return may && record.transmissions == 0 && record.length > 0;
  }

  /** Super-segments keep what we say; who cuts them knows the flags of classic ECN only. */
  static boolean fitsSuperSegments(Connection c) {
    return c.accEcn == null || c.accEcn.receiver.fitsSuperSegments();
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
