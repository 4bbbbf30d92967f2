package io.handfast.sim.proof;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.RST;
import static io.handfast.wire.TcpFlags.SYN;

import io.handfast.tcp.State;
import java.util.List;

/** The reviewed list of differences between the stack and the model of RFC 9293. */
final class Deviations {
  private Deviations() {}

  static final List<Deviation> ALL =
      List.of(
          new Deviation(
              "no option, taken all the same",
              "middleboxes strip the option in mid-connection; Linux takes such segments",
              "Linux; RFC 7323 section 3.2 says SHOULD drop",
              (tcb, seg) -> isOpen(tcb) && tcb.timestamps && seg.tsVal() < 0 && !seg.has(RST),
              Deviations::withoutTimestamps),
          new Deviation(
              "empty segment at the right edge",
              "a peer that has filled the window sends its ACKs there",
              "Linux tcp_sequence; RFC 9293 table 6 would drop them",
              (tcb, seg) ->
                  isOpen(tcb) && tcb.rcvWnd > 0 && seg.len() == 0 && atRightEdge(tcb, seg),
              Deviations::withOneMore),
          new Deviation(
              "bare FIN at a zero window",
              "it takes no buffer, and refusing it keeps both ends for a probe interval",
              "Linux tcp_data_queue",
              (tcb, seg) ->
                  tcb.state.mayReceive()
                      && tcb.rcvWnd == 0
                      && seg.seq() == tcb.rcvNxt
                      && seg.text() == 0
                      && only(seg, FIN | ACK),
              Deviations::withOneMore),
          new Deviation(
              "reset that reaches into the window",
              "its first number is old, but it does overlap: challenged rather than ignored",
              "Linux tcp_validate_incoming",
              (tcb, seg) -> isOpen(tcb) && seg.has(RST) && reachesIn(tcb, seg),
              (tcb, seg, next) -> tcb.sendAck(false)),
          new Deviation(
              "SYN with FIN to a listener",
              "no honest peer sends it; port scanners do",
              "Linux tcp_rcv_state_process, LISTEN",
              (tcb, seg) -> tcb.state == State.LISTEN && only(seg, SYN | FIN),
              (tcb, seg, next) -> {}),
          new Deviation(
              "text on a SYN to a listener",
              "kept it would be memory that anybody can fill; the peer sends it again",
              "Linux without TCP Fast Open; MISSION B2",
              (tcb, seg) -> tcb.state == State.LISTEN && only(seg, SYN) && seg.text() > 0,
              (tcb, seg, next) -> next.process(tcb, seg.withoutText())),
          new Deviation(
              "text and FIN on a SYN or SYN-ACK to SYN-SENT",
              "not taken; the peer sends them again",
              "Linux tcp_rcv_synsent_state_process",
              (tcb, seg) -> tcb.state == State.SYN_SENT && seg.has(SYN) && seg.len() > 1,
              (tcb, seg, next) -> next.process(tcb, keepsReset(seg))),
          new Deviation(
              "refused in SYN-SENT",
              "connect(2) says ECONNREFUSED, not ECONNRESET",
              "POSIX connect; Linux tcp_reset",
              (tcb, seg) -> tcb.state == State.SYN_SENT && seg.has(RST),
              (tcb, seg, next) -> {
                next.process(tcb, seg);
                tcb.signal = tcb.signal == Signal.RESET ? Signal.REFUSED : tcb.signal;
              }),
          new Deviation(
              "reset in CLOSING and LAST-ACK is told",
              "the application that still holds the socket learns that its data may be lost",
              "Linux tcp_reset",
              (tcb, seg) -> isLastPhase(tcb) && seg.has(RST) && seg.seq() == tcb.rcvNxt,
              (tcb, seg, next) -> {
                next.process(tcb, seg);
                tcb.signal = Signal.RESET;
              }),
          new Deviation(
              "the same SYN again",
              "the peer has not seen our SYN-ACK: it gets it again",
              "RFC 9293 section 3.8.1 (retransmission); Linux tcp_check_req",
              (tcb, seg) -> isHalfOpen(tcb) && isSynAgain(tcb, seg) && !seg.has(ACK),
              (tcb, seg, next) -> {
                tcb.lastAckSent = tcb.rcvNxt;
                tcb.replies.add(Reply.of(SYN | ACK, tcb.iss, tcb.rcvNxt));
              }),
          new Deviation(
              "another SYN inside the window of a half-open connection",
              "the connection goes, as the RFC says, and the peer is told by a reset",
              "Linux tcp_check_req; RFC 793 page 71",
              (tcb, seg) -> isHalfOpen(tcb) && seg.has(SYN) && !seg.has(RST) && overlaps(tcb, seg),
              (tcb, seg, next) -> {
                next.process(tcb, seg);
                if (tcb.state == State.LISTEN && tcb.replies.isEmpty()) {
                  tcb.replies.add(SegmentArrives.resetFor(seg));
                }
              }),
          new Deviation(
              "SYN-ACK of a simultaneous open",
              "its SYN is the one that came before; what counts is its ACK",
              "RFC 9293 figure 8, against the letter of section 3.10.7.4",
              (tcb, seg) ->
                  tcb.state == State.SYN_RECEIVED
                      && !tcb.passiveOpen
                      && isSynAgain(tcb, seg)
                      && seg.has(ACK)
                      && seg.ack() == tcb.sndNxt,
              (tcb, seg, next) -> next.process(tcb, seg.behindSyn())),
          new Deviation(
              "a second FIN behind the peer's FIN",
              "a peer that contradicts itself; nothing in it is worth an answer",
              "Linux tcp_rcv_state_process",
              (tcb, seg) -> isFinished(tcb) && only(seg, FIN | ACK) && overlaps(tcb, seg),
              (tcb, seg, next) -> next.process(tcb, seg.without(FIN))),
          new Deviation(
              "TIME-WAIT",
              "a compact record: acknowledges what is not exactly expected, looks at no ACK"
                  + " number, begins anew for what has ACK, ignores a reset that is not exact",
              "Linux tcp_timewait_state_process",
              (tcb, seg) -> tcb.state == State.TIME_WAIT && !exactReset(tcb, seg),
              Deviations::timeWait));

  // ---- predicates ----

  private static boolean isOpen(Tcb tcb) {
    boolean known = tcb.state.isSynchronized() || tcb.state == State.SYN_RECEIVED;
    return known && tcb.state != State.TIME_WAIT;
  }

  private static boolean isHalfOpen(Tcb tcb) {
    return tcb.state == State.SYN_RECEIVED && tcb.passiveOpen;
  }

  private static boolean isLastPhase(Tcb tcb) {
    return tcb.state == State.CLOSING || tcb.state == State.LAST_ACK;
  }

  private static boolean isFinished(Tcb tcb) {
    return tcb.state == State.CLOSE_WAIT || isLastPhase(tcb);
  }

  private static boolean only(Seg seg, int flags) {
    return (seg.ctl() & (FIN | SYN | RST | ACK)) == flags;
  }

  private static boolean isSynAgain(Tcb tcb, Seg seg) {
    return seg.has(SYN) && !seg.has(RST) && seg.seq() == tcb.irs;
  }

  private static boolean exactReset(Tcb tcb, Seg seg) {
    return seg.has(RST) && seg.seq() == tcb.rcvNxt;
  }

  private static boolean atRightEdge(Tcb tcb, Seg seg) {
    return seg.seq() == Mod32.plus(tcb.rcvNxt, tcb.rcvWnd);
  }

  private static boolean inside(Tcb tcb, long number) {
    return Mod32.within(number, tcb.rcvNxt, tcb.rcvWnd);
  }

  private static boolean overlaps(Tcb tcb, Seg seg) {
    return inside(tcb, seg.seq()) || reachesIn(tcb, seg);
  }

  private static boolean reachesIn(Tcb tcb, Seg seg) {
    long last = Mod32.plus(seg.seq(), seg.len() - 1);
    return seg.len() > 0 && !inside(tcb, seg.seq()) && inside(tcb, last);
  }

  // ---- what happens instead ----

  private static void withoutTimestamps(Tcb tcb, Seg seg, Deviation.Step next) {
    tcb.timestamps = false;
    next.process(tcb, seg);
    tcb.timestamps = true;
  }

  /** The window as if it were one number longer. */
  private static void withOneMore(Tcb tcb, Seg seg, Deviation.Step next) {
    tcb.rcvWnd++;
    next.process(tcb, seg);
    tcb.rcvWnd = Math.max(0, tcb.rcvWnd - 1);
  }

  private static Seg keepsReset(Seg seg) {
    return seg.has(RST) ? seg : seg.withoutText().without(FIN);
  }

  private static void timeWait(Tcb tcb, Seg seg, Deviation.Step next) {
    boolean stale = tcb.timestamps && seg.tsVal() >= 0 && Mod32.less(seg.tsVal(), tcb.tsRecent);
    boolean expected = !stale && seg.seq() == tcb.rcvNxt && seg.len() == 0;
    if (seg.has(RST) || expected) {
      return;
    }
    tcb.sendAck(false);
    tcb.timeWaitStarted = stale || seg.has(ACK);
  }
}
