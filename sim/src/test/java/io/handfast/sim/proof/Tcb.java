package io.handfast.sim.proof;

import io.handfast.tcp.State;
import io.handfast.wire.TcpFlags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The transmission control block with the variables of RFC 9293 section 3.3.1, and the user calls
 * of sections 3.10.1 to 3.10.5 as far as tests need them. Numbers are absolute, from 0 to 2^32 - 1.
 */
final class Tcb {
  State state = State.CLOSED;

  /** The connection came from LISTEN, not from SYN-SENT. */
  boolean passiveOpen;

  long sndUna;
  long sndNxt;
  long sndWnd;
  long sndWl1;
  long sndWl2;
  long iss;
  long rcvNxt;
  long rcvWnd;
  long irs;

  /** MAX.SND.WND (RFC 5961 section 5.2). */
  long maxSndWnd;

  /** Timestamps were agreed; TS.Recent and Last.ACK.sent (RFC 7323 section 4.3). */
  boolean timestamps;

  long tsRecent;
  long lastAckSent;

  /** A FIN was sent; it stands just before SND.NXT. */
  boolean finSent;

  /** A FIN was received; RCV.NXT lies behind it. */
  boolean finReceived;

  /** The user has given up reading as well: nobody is there for text that comes. */
  boolean userGone;

  /** Text held until what is missing before it arrives (SHLD-31), by sequence number. */
  final HashSet<Long> heldText = new HashSet<>();

  /** A FIN held likewise; -1 for none. */
  long heldFin = -1;

  /** Bytes delivered to the user. */
  int delivered;

  Signal signal = Signal.NONE;

  /** The 2 MSL timer was started or started again. */
  boolean timeWaitStarted;

  final List<Reply> replies = new ArrayList<>();

  /** Another one that is in the same state, and has not replied yet. */
  Tcb copy() {
    Tcb copy = new Tcb();
    copy.state = state;
    copy.passiveOpen = passiveOpen;
    copy.sndUna = sndUna;
    copy.sndNxt = sndNxt;
    copy.sndWnd = sndWnd;
    copy.sndWl1 = sndWl1;
    copy.sndWl2 = sndWl2;
    copy.iss = iss;
    copy.rcvNxt = rcvNxt;
    copy.rcvWnd = rcvWnd;
    copy.irs = irs;
    copy.maxSndWnd = maxSndWnd;
    copy.timestamps = timestamps;
    copy.tsRecent = tsRecent;
    copy.lastAckSent = lastAckSent;
    copy.finSent = finSent;
    copy.finReceived = finReceived;
    copy.userGone = userGone;
    copy.heldText.addAll(heldText);
    copy.heldFin = heldFin;
    copy.delivered = delivered;
    copy.signal = signal;
    return copy;
  }

  // ---- section 3.10.1, OPEN ----

  void passiveOpen() {
    state = State.LISTEN;
    passiveOpen = true;
  }

  void activeOpen(long chosenIss) {
    sendSyn(chosenIss);
    replies.add(Reply.of(TcpFlags.SYN, iss, 0));
    state = State.SYN_SENT;
  }

  /** "SND.NXT is set to ISS+1 and SND.UNA to ISS." */
  void sendSyn(long chosenIss) {
    iss = chosenIss;
    sndUna = chosenIss;
    sndNxt = Mod32.plus(chosenIss, 1);
  }

  // ---- section 3.10.2, SEND ----

  void send(int bytes) {
    replies.add(Reply.of(TcpFlags.PSH | TcpFlags.ACK, sndNxt, rcvNxt));
    sndNxt = Mod32.plus(sndNxt, bytes);
  }

  // ---- section 3.10.4, CLOSE ----

  void close() {
    replies.add(Reply.of(TcpFlags.FIN | TcpFlags.ACK, sndNxt, rcvNxt));
    sndNxt = Mod32.plus(sndNxt, 1);
    finSent = true;
    state = state == State.CLOSE_WAIT ? State.LAST_ACK : State.FIN_WAIT_1;
  }

  // ---- what paragraphs of section 3.10.7 have in common ----

  boolean finAcknowledged() {
    return finSent && sndUna == sndNxt;
  }

  /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
  void sendAck(boolean mayWait) {
    lastAckSent = rcvNxt;
    replies.add(new Reply(TcpFlags.ACK, sndNxt, rcvNxt, mayWait));
  }

  void enterClosed() {
    state = State.CLOSED;
  }

  /** "Start the time-wait timer, turn off the other timers." */
  void enterTimeWait() {
    state = State.TIME_WAIT;
    timeWaitStarted = true;
  }

  void takeSendWindow(Seg seg) {
    sndWnd = seg.wnd();
    sndWl1 = seg.seq();
    sndWl2 = seg.ack();
    maxSndWnd = Math.max(maxSndWnd, seg.wnd());
  }
}
