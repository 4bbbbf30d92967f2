package io.handfast.tcp;

import io.handfast.event.Reason;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/** The beginnings of a connection that a peer's SYN began. */
final class PassiveOpen {
  private PassiveOpen() {}

  /** Sequence numbers of SYN-RECEIVED. */
  static void start(Connection c, int iss, int irs) {
    c.iss = iss;
    c.sndUna = iss;
    c.sndNxt = iss + 1;
    c.irs = irs;
    c.rcvNxt = irs + 1;
    c.rcvWup = c.rcvNxt;
    c.lastAckSent = c.rcvNxt;
    c.state = State.SYN_RECEIVED;
  }

  /** Opens on the ACK that brought a SYN cookie back; it tells nothing of the round-trip time. */
  static void byCookie(Connection c, TcpView ack, TcpOptions options, long now) {
    c.sndUna = c.iss + 1;
    Ecn.onFinalAck(c, ack, options);
    c.updateSndWnd(ack.window() << c.sndWscale, ack.seq(), ack.ack(), now);
    c.opened(Fact.ACK_OF_SYN, Reason.ACK_OF_SYN, now);
  }
}
