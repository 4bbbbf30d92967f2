package io.handfast.tcp;

import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpOptionsWriter;
import java.lang.foreign.MemorySegment;

/** What arrives marked, counted and told to the peer (RFC 9768 section 3.2). */
final class AccEcnReceiver {
  private static final int MOST_FIELDS = 3;

  // Values of tcp_ecn_option.
  private static final int NEVER = 0;
  private static final int WHEN_MOVED = 1;

  private int cep = AccEcn.FIRST_PACKETS;
  private int ceb;
  private int e0b = AccEcn.FIRST_BYTES;
  private int e1b = AccEcn.FIRST_BYTES;
  private boolean lastWasCe;
  private int ceUntold;
  private boolean bytesMoved;
  private int synAckField;
  private boolean synAckCounted;
  private boolean confirming;

  /** Options pass the path, as far as we know. */
  private boolean mayTell = true;

  /** First data segment that had the option; its loss tells against options. */
  private int optionSeq;

  private boolean optionOnData;

  // ---- in ----

  /** Our SYN was answered; of several marked SYN-ACKs one counts (section 3.2.2.2). */
  void onSynAck(int field) {
    synAckField = field;
    if (field == Ecn.CE && !synAckCounted) {
      synAckCounted = true;
      cep++;
    }
  }

  /** An acceptable packet has come, or several as one. */
  void onPacket(Connection c, int field, int packets, int payload) {
    boolean marked = field == Ecn.CE;
    if (marked) {
      cep += packets;
      ceUntold += packets;
      boolean unacknowledged = payload > 0 || c.rcvNxt != c.rcvWup;
      // Change-triggered and increment-triggered ACKs (section 3.2.2.5.1).
      if (payload > 0 && !lastWasCe || ceUntold >= (unacknowledged ? 2 : 3)) {
        c.receiver().ackAtOnce();
      }
    }
    lastWasCe = marked;
    countBytes(field, payload);
  }

  private void countBytes(int field, int payload) {
    bytesMoved |= payload > 0 && field != Ecn.NOT_ECT;
    switch (field) {
      case Ecn.CE -> ceb += payload;
      case Ecn.ECT_0 -> e0b += payload;
      case Ecn.ECT_1 -> e1b += payload;
      default -> {}
    }
  }

  // ---- out ----

  /** The next segment is the pure ACK of a SYN-ACK, whose field it tells instead of the count. */
  void confirm(boolean on) {
    confirming = on;
  }

  /** Flags of a segment without SYN. */
  int aceFlags() {
    return confirming ? AccEcnCode.flagsOfField(synAckField) : AccEcnCode.flagsOfAce(cep);
  }

  /** Who cuts a super-segment takes the second bit of ACE for CWR and keeps it in the first. */
  boolean fitsSuperSegments() {
    return (cep & 2) == 0;
  }

  /** A segment goes that tells the count. */
  void onSent() {
    ceUntold = 0;
  }

  /** The path seems to drop the option (section 3.2.3.2.2). */
  void tellNoMore() {
    mayTell = false;
  }

  /** Data goes again; if it is the first that had the option, nothing has it any more. */
  void onDataAgain(int seq) {
    mayTell &= !(optionOnData && optionSeq == seq);
  }

  /** Data goes with the option. */
  void onDataWithOption(int seq) {
    if (!optionOnData) {
      optionOnData = true;
      optionSeq = seq;
    }
  }

  /** All counters at their beginning, for a SYN-ACK; bytes written. */
  static int writeFirst(MemorySegment memory, long at) {
    return TcpOptionsWriter.accEcn(
        memory, at, TcpOptions.ACCECN0, MOST_FIELDS, AccEcn.FIRST_BYTES, 0, AccEcn.FIRST_BYTES);
  }

  /** Writes the option when it is due and fits; bytes written, 0 for none. */
  int write(Connection c, MemorySegment memory, long at, int room) {
    int fields = due(c.config().getInt(Tunable.TCP_ECN_OPTION));
    boolean first = e0b != AccEcn.FIRST_BYTES || confirming || e1b == AccEcn.FIRST_BYTES;
    if (fields < 0 || TcpOptionsWriter.accEcnLength(fields) > room) {
      return 0;
    }
    bytesMoved = false;
    return first
        ? TcpOptionsWriter.accEcn(memory, at, TcpOptions.ACCECN0, fields, e0b, ceb, e1b)
        : TcpOptionsWriter.accEcn(memory, at, TcpOptions.ACCECN1, fields, e1b, ceb, e0b);
  }

  /** How many fields the option has to have, from the front; below 0 for no option. */
  private int due(int mode) {
    boolean due = mayTell && mode != NEVER && (mode != WHEN_MOVED || bytesMoved);
    if (confirming && mayTell && mode != NEVER) {
      return MOST_FIELDS;
    }
    boolean ect0 = e0b != AccEcn.FIRST_BYTES;
    boolean ect1 = e1b != AccEcn.FIRST_BYTES;
    if (!due || !ect0 && !ect1 && ceb == 0) {
      return -1;
    }
    return ect0 && ect1 ? MOST_FIELDS : ceb != 0 ? 2 : 1;
  }
}
