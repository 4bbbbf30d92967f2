package io.handfast.sim.proof;

import static io.handfast.wire.TcpFlags.FIN;

import io.handfast.tcp.State;

/** The seventh and eighth step of RFC 9293 section 3.10.7.4: segment text, and the FIN bit. */
final class TextAndFin {
  private final Tcb tcb;
  private final Seg seg;

  TextAndFin(Tcb tcb, Seg seg) {
    this.tcb = tcb;
    this.seg = seg;
  }

  private boolean inWindow(long number) {
    return Mod32.within(number, tcb.rcvNxt, tcb.rcvWnd);
  }

  // ---- seventh ----

  /** Returns false when the connection ended here. */
  boolean seventh() {
    switch (tcb.state) {
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> {
        if (seg.text() > 0 && tcb.userGone && endsBehindRcvNxt()) {
          textAfterClose();
          return false;
        }
        receiveText();
      }
      default -> {} // "This should not occur since a FIN has been received. Ignore the text."
    }
    return true;
  }

  private boolean endsBehindRcvNxt() {
    return Mod32.less(tcb.rcvNxt, seg.finSeq());
  }

  /** Section 3.6.1, SHLD-3: "if new data is received after CLOSE is called … SHOULD send a RST". */
  private void textAfterClose() {
    tcb.replies.add(SegmentArrives.resetFor(seg));
    tcb.enterClosed();
  }

  private void receiveText() {
    boolean atLeftEdge = Mod32.atMost(seg.seq(), tcb.rcvNxt);
    boolean filledAGap = !tcb.heldText.isEmpty() || tcb.heldFin >= 0;
    long before = tcb.rcvNxt;
    queue();
    deliverText();
    if (seg.text() > 0 || tcb.rcvNxt != before) {
      // RFC 5681 section 4.2: out of order, or into a gap, is acknowledged at once.
      tcb.sendAck(atLeftEdge && !filledAGap);
    }
  }

  /** "Trimming off any portions that lie outside the window"; what is early is held (SHLD-31). */
  void queue() {
    for (int i = 0; i < seg.text(); i++) {
      long number = Mod32.plus(seg.textSeq(), i);
      if (inWindow(number)) {
        tcb.heldText.add(number);
      }
    }
    if (seg.has(FIN) && inWindow(seg.finSeq())) {
      tcb.heldFin = seg.finSeq();
    }
  }

  /** "Advances RCV.NXT over the data accepted"; RCV.NXT + RCV.WND stays. */
  private void deliverText() {
    while (tcb.heldText.remove(tcb.rcvNxt)) {
      tcb.rcvNxt = Mod32.plus(tcb.rcvNxt, 1);
      tcb.rcvWnd--;
      tcb.delivered++;
    }
  }

  void deliverHeld() {
    deliverText();
    eighth();
  }

  // ---- eighth ----

  void eighth() {
    if (tcb.finReceived) {
      finAgain();
    } else if (tcb.heldFin == tcb.rcvNxt) {
      finInOrder();
    } else if (seg.has(FIN) && seg.text() == 0) {
      tcb.sendAck(false); // early, and held: RFC 5681 section 4.2
    }
    mergeAcks();
  }

  private void finInOrder() {
    tcb.finReceived = true;
    tcb.heldFin = -1;
    tcb.rcvNxt = Mod32.plus(tcb.rcvNxt, 1);
    tcb.rcvWnd = Math.max(0, tcb.rcvWnd - 1);
    switch (tcb.state) {
      case SYN_RECEIVED, ESTABLISHED -> tcb.state = State.CLOSE_WAIT;
      case FIN_WAIT_1 -> tcb.state = State.CLOSING; // with its FIN acknowledged it is FIN-WAIT-2
      case FIN_WAIT_2 -> tcb.enterTimeWait();
      default -> {}
    }
    tcb.sendAck(false);
  }

  /**
   * A FIN that passes the first step though the peer's FIN came before: RCV.NXT lies behind the one
   * FIN there is, so there is nothing to advance over; it is acknowledged, and TIME-WAIT begins
   * again.
   */
  private void finAgain() {
    if (!seg.has(FIN)) {
      return;
    }
    tcb.sendAck(false);
    if (tcb.state == State.TIME_WAIT) {
      tcb.timeWaitStarted = true;
    }
  }

  /** "MUST process them all before sending any ACK" (MUST-59): one ACK for text and FIN. */
  private void mergeAcks() {
    if (tcb.replies.size() < 2) {
      return;
    }
    Reply last = tcb.replies.getLast();
    tcb.replies.clear();
    tcb.replies.add(last.atOnce());
  }
}
