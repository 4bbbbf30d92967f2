package io.handfast.tcp;

import io.handfast.wire.IpAddress;

/**
 * A snapshot of one socket, as {@code ss -tanoi} shows it. Times in ns unless the name says
 * otherwise.
 *
 * @param number the connection's number in its stack, 0 for a compact record
 * @param state state of RFC 9293
 * @param receiveQueue unread bytes; for a listener: connections that wait to be accepted
 * @param sendQueue bytes written and not acknowledged; for a listener: its backlog
 * @param timer {@code on}, {@code keepalive}, {@code timewait}, {@code persist}, or empty
 * @param timerLeft time until the timer runs out, or -1
 * @param retransmits retransmissions or probes since the last progress
 * @param rto retransmission timeout with backoff
 * @param mss payload of a full segment, bytes
 * @param ecn congestion is notified (RFC 3168)
 * @param ecnSeen and the peer's data has come with ECT or CE
 * @param synData data in the SYN was taken (RFC 7413)
 * @param rates how fast it sends and delivers
 */
public record TcpInfo(
    long number,
    State state,
    IpAddress local,
    int localPort,
    IpAddress remote,
    int remotePort,
    long receiveQueue,
    long sendQueue,
    String timer,
    long timerLeft,
    int retransmits,
    long rto,
    long srtt,
    long rttvar,
    int mss,
    int congestionWindow,
    int slowStartThreshold,
    String congestion,
    int sendWindow,
    int receiveSpace,
    int sendScale,
    int receiveScale,
    boolean timestamps,
    boolean sack,
    boolean ecn,
    boolean ecnSeen,
    boolean synData,
    RateInfo rates) {

  static TcpInfo of(Connection c, long now) {
    Sender s = c.senderToSee();
    Timing timing = Timing.of(c, now);
    return new TcpInfo(
        c.number,
        c.state,
        c.flow.local(),
        c.flow.localPort(),
        c.flow.remote(),
        c.flow.remotePort(),
        c.receiver == null ? 0 : c.receiver.queue.bytes(),
        s == null ? 0 : s.queue.bytes(),
        timing.name,
        timing.left,
        c.retries,
        RttEstimator.timeout(c),
        c.srtt,
        c.rttvar,
        c.sndMss(),
        s == null ? c.config().getInt(Tunable.TCP_INITIAL_CWND) : s.window.packets(),
        s == null ? Integer.MAX_VALUE : s.window.threshold(),
        s == null ? c.tcp.congestionName(c.options) : s.congestion.name(),
        c.sndWnd,
        c.receiver == null ? c.rcvWnd : c.receiver.space(),
        c.sndWscale,
        c.rcvWscale,
        c.timestamps,
        c.sackPermitted,
        Ecn.isOn(c),
        Ecn.isSeen(c),
        c.fastOpen != null && c.fastOpen.synDataAcked,
        RateInfo.of(c));
  }

  static TcpInfo compact(
      State state, FlowKey flow, String timer, long left, int retransmits, long queue, long limit) {
    return new TcpInfo(
        0,
        state,
        flow.local(),
        flow.localPort(),
        flow.remote(),
        flow.remotePort(),
        queue,
        limit,
        timer,
        left,
        retransmits,
        0,
        0,
        0,
        0,
        0,
        0,
        "",
        0,
        0,
        0,
        0,
        false,
        false,
        false,
        false,
        false,
        RateInfo.NONE);
  }

  private record Timing(String name, long left) {
    static Timing of(Connection c, long now) {
      if (c.retransmitAt != Connection.NEVER) {
        return new Timing(c.probing ? "persist" : "on", c.retransmitAt - now);
      }
      if (c.lifetimeAt != Connection.NEVER && c.state == State.FIN_WAIT_2) {
        return new Timing("timewait", c.lifetimeAt - now);
      }
      if (c.keepaliveAt != Connection.NEVER) {
        return new Timing("keepalive", c.keepaliveAt - now);
      }
      return new Timing("", -1);
    }
  }
}
