package io.handfast.tcp;

import io.handfast.wire.TcpOptions;

/**
 * What the peer tells of marks on our packets, and whether to believe it (RFC 9768 section 3.2).
 */
final class AccEcnSender {
  /** Values of ACE. */
  private static final int ACE_VALUES = 8;

  private static final int COUNTER_MASK = 0xff_ffff;

  /** Rounds from the start in which every packet is told to be marked: somebody marks them all. */
  private static final int MARKED_ROUNDS = 4;

  /** Packets for each ACK, in eighths, from which on sparse ACKs are the rule and not a loss. */
  private static final int SPARSE = 4 * 8;

  private int cep = AccEcn.FIRST_PACKETS;
  private int ceb;
  private boolean optionsIgnored;
  private boolean optionsSeen;
  private boolean firstOption = true;
  private boolean mayMark = true;
  private boolean responds = true;
  private boolean heard;
  private boolean congested;
  private int average;

  private int roundEnd;
  private boolean roundBegun;
  private int roundPackets;
  private int roundMarks;
  private int markedRounds;

  /** Our packets may be ECT. */
  boolean mayMark() {
    return mayMark;
  }

  /** They may not any more, but what is told of marks still counts (section 3.2.2.3). */
  void markNoMore() {
    mayMark = false;
  }

  /** Neither, because what is told cannot be true (sections 3.2.2.1 and 3.2.2.4). */
  private void ignore() {
    mayMark = false;
    responds = false;
    congested = false;
  }

  // ---- the handshake ----

  /** How our SYN, or SYN-ACK, which was not ECT, arrived (section 3.2.2.3). */
  void onField(int field) {
    if (field != Ecn.NOT_ECT) {
      mayMark = false;
    }
    congested |= field == Ecn.CE && responds;
  }

  /** The pure ACK of our SYN-ACK (table 4). */
  void onConfirmation(int ace, TcpOptions options) {
    if (ace == 0) {
      ignore();
    }
    int field = AccEcnCode.fieldOf(AccEcnCode.flagsOfAce(ace));
    boolean told = ace == 2 || ace == 3 || ace == 4 || ace == 6;
    if (told) {
      onField(field);
      cep = AccEcn.FIRST_PACKETS + (field == Ecn.CE ? 1 : 0);
    }
    onOption(options);
  }

  /** The first option shows whether somebody clears what he does not know (3.2.3.2.4). */
  void onOption(TcpOptions options) {
    optionsSeen |= options.hasAccEcn();
    if (firstOption && options.hasAccEcn()) {
      firstOption = false;
      optionsIgnored = options.accEcnEct0() == 0 || options.accEcnEct1() == 0;
    }
  }

  // ---- feedback ----

  /**
   * Reads a segment without SYN whose acknowledgement was not overtaken; true when it tells of
   * congestion to answer.
   *
   * @param acked packets that it acknowledges, about
   */
  boolean onFeedback(Connection c, int ace, TcpOptions options, int acked) {
    read(c, ace, options, acked);
    boolean answer = congested && responds;
    congested = false;
    return answer;
  }

  private void read(Connection c, int ace, TcpOptions options, int acked) {
    if (!heard && ace == 0) {
      ignore(); // section 3.2.2.4
    }
    heard = true;
    onOption(options);
    boolean known = !optionsIgnored && options.accEcnCe() >= 0;
    int bytes = known ? options.accEcnCe() - ceb & COUNTER_MASK : 0;
    int least = ace - cep & ACE_VALUES - 1;
    if (known && bytes > 0 && least == 0 && acked < ACE_VALUES) {
      mayMark = false; // bytes without packets: somebody changes one of them (3.2.3.2.5)
    }
    int marks = known ? reconciled(least, bytes, c.sndMss()) : safe(least, acked);
    cep += marks;
    ceb += bytes;
    congested |= marks > 0;
    watch(c, acked, marks);
  }

  /** Of the counts that end in the bits of ACE the least that explains the bytes. */
  private static int reconciled(int least, int bytes, int mss) {
    int marks = least;
    while ((long) marks * mss < bytes) {
      marks += ACE_VALUES;
    }
    return marks;
  }

  /** Without option the most that the packets acknowledged allow (3.2.2.5.2 and A.2.1). */
  private int safe(int least, int acked) {
    average += acked > 0 ? acked - average / 8 : 0;
    boolean usual = average >= SPARSE || optionsSeen && !optionsIgnored;
    if (acked < ACE_VALUES || usual) {
      return least;
    }
    return acked - (acked - least & ACE_VALUES - 1);
  }

  /** Whether all packets of the first rounds were marked: no network does that (3.2.2.3). */
  private void watch(Connection c, int acked, int marks) {
    if (markedRounds >= MARKED_ROUNDS || markedRounds < 0) {
      return;
    }
    roundPackets += acked;
    roundMarks += marks;
    if (!roundBegun || SequenceNumber.atLeast(c.sndUna, roundEnd)) {
      boolean all = roundPackets > 0 && roundMarks >= roundPackets;
      markedRounds = !roundBegun ? 0 : all ? markedRounds + 1 : -1;
      roundBegun = true;
      roundEnd = c.sndNxt;
      roundPackets = 0;
      roundMarks = 0;
      if (markedRounds == MARKED_ROUNDS) {
        ignore();
      }
    }
  }
}
