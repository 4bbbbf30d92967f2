package io.handfast.sim.proof;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.RST;
import static io.handfast.wire.TcpFlags.SYN;

import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;

/**
 * RFC 9293 section 3.10.7, "SEGMENT ARRIVES", paragraph by paragraph, with the protections of RFC
 * 5961 and the timestamps of RFC 7323. Slow and plain; written from the text of the RFCs.
 *
 * <p>Security compartments (the "third" steps) are not modelled: nobody uses them.
 */
final class SegmentArrives {
  private final Tcb tcb;
  private final Seg seg;
  private final TextAndFin text;

  /** The ISS that the endpoint chooses when a SYN comes to LISTEN. */
  private final long issToChoose;

  private SegmentArrives(Tcb tcb, Seg seg, long issToChoose) {
    this.tcb = tcb;
    this.seg = seg;
    this.text = new TextAndFin(tcb, seg);
    this.issToChoose = issToChoose;
  }

  static void process(Tcb tcb, Seg seg, long issToChoose) {
    SegmentArrives step = new SegmentArrives(tcb, seg, issToChoose);
    switch (tcb.state) {
      case CLOSED -> step.closedState();
      case LISTEN -> step.listenState();
      case SYN_SENT -> step.synSentState();
      default -> step.otherStates();
    }
  }

  // ---- 3.10.7.1, CLOSED ----

  private void closedState() {
    if (!seg.has(RST)) {
      sendReset();
    }
  }

  private void sendReset() {
    tcb.replies.add(resetFor(seg));
  }

  /** The two forms of a reset that 3.10.7.1 gives. */
  static Reply resetFor(Seg seg) {
    return seg.has(ACK)
        ? Reply.of(RST, seg.ack(), 0)
        : Reply.of(RST | ACK, 0, Mod32.plus(seg.seq(), seg.len()));
  }

  // ---- 3.10.7.2, LISTEN ----

  private void listenState() {
    if (seg.has(RST)) {
      return; // "An incoming RST should be ignored."
    }
    if (seg.has(ACK)) {
      sendReset(); // "Any acknowledgment is bad."
      return;
    }
    if (seg.has(SYN)) {
      listenSyn();
    }
  }

  private void listenSyn() {
    tcb.rcvNxt = Mod32.plus(seg.seq(), 1);
    tcb.irs = seg.seq();
    tcb.sendSyn(issToChoose);
    tcb.state = State.SYN_RECEIVED;
    tcb.tsRecent = seg.tsVal();
    tcb.timestamps = seg.tsVal() >= 0;
    tcb.maxSndWnd = seg.wnd();
    tcb.lastAckSent = tcb.rcvNxt;
    boolean ecnSetup = seg.has(TcpFlags.ECE) && seg.has(TcpFlags.CWR); // RFC 3168 section 6.1.1
    int ctl = SYN | ACK | (ecnSetup ? TcpFlags.ECE : 0);
    tcb.replies.add(Reply.of(ctl, tcb.iss, tcb.rcvNxt));
    text.queue(); // "any other control or text should be queued for processing later"
  }

  // ---- 3.10.7.3, SYN-SENT ----

  private void synSentState() {
    if (seg.has(ACK) && !ackOfSynAcceptable()) {
      if (!seg.has(RST)) {
        sendReset();
      }
      return;
    }
    if (seg.has(RST)) {
      synSentReset();
      return;
    }
    if (seg.has(SYN)) {
      synSentSyn();
    }
    // "Fifth, if neither of the SYN or RST bits is set, then drop the segment and return."
  }

  /** "If SND.UNA < SEG.ACK =< SND.NXT, then the ACK is acceptable." */
  private boolean ackOfSynAcceptable() {
    return Mod32.less(tcb.sndUna, seg.ack()) && Mod32.atMost(seg.ack(), tcb.sndNxt);
  }

  /** RFC 5961 section 3.2: acceptable "if the ACK field acknowledges the SYN". */
  private void synSentReset() {
    if (seg.has(ACK)) {
      tcb.signal = Signal.RESET;
      tcb.enterClosed();
    }
  }

  private void synSentSyn() {
    tcb.rcvNxt = Mod32.plus(seg.seq(), 1);
    tcb.irs = seg.seq();
    tcb.tsRecent = seg.tsVal();
    tcb.timestamps = seg.tsVal() >= 0;
    tcb.takeSendWindow(seg);
    if (seg.has(ACK)) {
      tcb.sndUna = seg.ack();
    }
    if (Mod32.less(tcb.iss, tcb.sndUna)) {
      tcb.state = State.ESTABLISHED;
      int before = tcb.replies.size();
      text.queue();
      sixthUrg();
      text.deliverHeld();
      acknowledgeOnce(before);
      return;
    }
    tcb.state = State.SYN_RECEIVED;
    tcb.lastAckSent = tcb.rcvNxt;
    tcb.replies.add(Reply.of(SYN | ACK, tcb.iss, tcb.rcvNxt));
    text.queue();
  }

  /**
   * The ACK of the SYN and that of text beside it are one, sent when all is processed (MUST-59).
   */
  private void acknowledgeOnce(int before) {
    while (tcb.replies.size() > before) {
      tcb.replies.removeLast();
    }
    tcb.sendAck(false);
  }

  // ---- 3.10.7.4, all other states ----

  private void otherStates() {
    if (!firstSequenceNumber()) {
      return;
    }
    if (seg.has(RST)) {
      secondRst();
      return;
    }
    if (seg.has(SYN)) {
      fourthSyn();
      return;
    }
    if (!seg.has(ACK)) {
      return; // "Fifth: if the ACK bit is off, drop the segment and return."
    }
    if (!fifthAck()) {
      return;
    }
    takeTimestamp();
    sixthUrg();
    if (text.seventh()) {
      text.eighth();
    }
  }

  // ---- first ----

  private boolean firstSequenceNumber() {
    if (timestampMissing()) {
      return false;
    }
    if (!timestampAcceptable()) {
      tcb.sendAck(false);
      return false;
    }
    boolean challengedSyn = seg.has(SYN) && !seg.has(RST) && synIsChallengedAnywhere();
    if (acceptable() || allowedAtZeroWindow() || challengedSyn) {
      return true;
    }
    if (!seg.has(RST)) {
      tcb.sendAck(false);
      restartTimeWait();
    }
    return false;
  }

  /**
   * "The only thing that can arrive in this state is a retransmission of the remote FIN.
   * Acknowledge it, and restart the 2 MSL timeout." It lies left of the window, so it is here that
   * it arrives.
   */
  private void restartTimeWait() {
    boolean finAgain = seg.has(FIN) && Mod32.plus(seg.finSeq(), 1) == tcb.rcvNxt;
    if (tcb.state == State.TIME_WAIT && finAgain) {
      tcb.timeWaitStarted = true;
    }
  }

  /** RFC 7323 section 3.2: without the option "a TCP SHOULD silently drop the segment". */
  private boolean timestampMissing() {
    return tcb.timestamps && seg.tsVal() < 0 && !seg.has(RST);
  }

  /** RFC 7323 section 5.3, R1. */
  private boolean timestampAcceptable() {
    boolean old = seg.tsVal() >= 0 && Mod32.less(seg.tsVal(), tcb.tsRecent);
    return !tcb.timestamps || seg.has(RST) || !old;
  }

  /** Table 6. */
  private boolean acceptable() {
    if (seg.len() == 0 && tcb.rcvWnd == 0) {
      return seg.seq() == tcb.rcvNxt;
    }
    if (seg.len() == 0) {
      return inWindow(seg.seq());
    }
    if (tcb.rcvWnd == 0) {
      return false;
    }
    return inWindow(seg.seq()) || inWindow(Mod32.plus(seg.seq(), seg.len() - 1));
  }

  private boolean inWindow(long number) {
    return Mod32.within(number, tcb.rcvNxt, tcb.rcvWnd);
  }

  /**
   * "If the RCV.WND is zero, no segments will be acceptable, but special allowance should be made
   * to accept valid ACKs, URGs, and RSTs." What Table 6 leaves to allow is a segment at RCV.NXT;
   * its text is trimmed, for it lies outside the window.
   */
  private boolean allowedAtZeroWindow() {
    return tcb.rcvWnd == 0 && seg.seq() == tcb.rcvNxt && (seg.has(RST) || !seg.has(SYN));
  }

  // ---- second ----

  private void secondRst() {
    if (seg.seq() != tcb.rcvNxt) {
      if (inWindow(seg.seq())) {
        tcb.sendAck(false); // RFC 5961 section 3.2, the challenge
      }
      return;
    }
    switch (tcb.state) {
      case SYN_RECEIVED -> synReceivedReset();
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> {
        tcb.signal = Signal.RESET;
        tcb.enterClosed();
      }
      default -> tcb.enterClosed(); // CLOSING, LAST-ACK, TIME-WAIT
    }
  }

  private void synReceivedReset() {
    if (tcb.passiveOpen) {
      tcb.state = State.LISTEN;
      return;
    }
    tcb.signal = Signal.REFUSED;
    tcb.enterClosed();
  }

  // ---- fourth ----

  /** "irrespective of the sequence number", but for a passive SYN-RECEIVED. */
  private boolean synIsChallengedAnywhere() {
    return tcb.state != State.SYN_RECEIVED || !tcb.passiveOpen;
  }

  private void fourthSyn() {
    if (tcb.state == State.SYN_RECEIVED && tcb.passiveOpen) {
      tcb.state = State.LISTEN;
      return;
    }
    tcb.sendAck(false); // RFC 5961 section 4.2
  }

  // ---- fifth ----

  private boolean fifthAck() {
    if (tcb.state == State.SYN_RECEIVED) {
      return synReceivedAck();
    }
    if (!rfc5961Acceptable()) {
      tcb.sendAck(false);
      return false;
    }
    return switch (tcb.state) {
      case FIN_WAIT_1 -> finWait1Ack();
      case CLOSING -> closingAck();
      case LAST_ACK -> lastAckAck();
      case TIME_WAIT -> timeWaitAck();
      default -> establishedAck();
    };
  }

  /** RFC 5961 section 5.2: {@code (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT}. */
  private boolean rfc5961Acceptable() {
    long oldest = Mod32.of(tcb.sndUna - tcb.maxSndWnd);
    return Mod32.atMost(oldest, seg.ack()) && Mod32.atMost(seg.ack(), tcb.sndNxt);
  }

  private boolean synReceivedAck() {
    if (!ackOfSynAcceptable()) {
      sendReset();
      return false;
    }
    tcb.state = State.ESTABLISHED;
    tcb.takeSendWindow(seg);
    return establishedAck();
  }

  private boolean establishedAck() {
    if (Mod32.less(tcb.sndUna, seg.ack())) {
      tcb.sndUna = seg.ack();
    }
    boolean newer =
        Mod32.less(tcb.sndWl1, seg.seq())
            || tcb.sndWl1 == seg.seq() && Mod32.atMost(tcb.sndWl2, seg.ack());
    if (seg.ack() == tcb.sndUna && newer) {
      tcb.takeSendWindow(seg);
    }
    return true;
  }

  private boolean finWait1Ack() {
    establishedAck();
    if (tcb.finAcknowledged()) {
      tcb.state = State.FIN_WAIT_2;
    }
    return true;
  }

  private boolean closingAck() {
    establishedAck();
    if (tcb.finAcknowledged()) {
      tcb.enterTimeWait();
    }
    return true;
  }

  private boolean lastAckAck() {
    establishedAck();
    if (tcb.finAcknowledged()) {
      tcb.enterClosed();
      return false;
    }
    return true;
  }

  /**
   * "The only thing that can arrive is a retransmission of the remote FIN": see the eighth step.
   */
  private boolean timeWaitAck() {
    return true;
  }

  // ---- timestamps ----

  /** RFC 7323 section 4.3 (2). */
  private void takeTimestamp() {
    boolean newer = seg.tsVal() >= 0 && Mod32.atMost(tcb.tsRecent, seg.tsVal());
    if (tcb.timestamps && newer && Mod32.atMost(seg.seq(), tcb.lastAckSent)) {
      tcb.tsRecent = seg.tsVal();
    }
  }

  // ---- sixth ----

  /** Urgent data is delivered in line; the pointer changes no state and sends nothing. */
  private void sixthUrg() {}
}
