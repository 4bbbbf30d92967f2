package io.handfast.tcp;

/**
 * A snapshot of how data of one connection goes, beside {@link TcpInfo}: what Linux's tcp_info
 * tells. Times in ns.
 *
 * @param advertisedMss largest segment we told the peer to send, less what options take (advmss)
 * @param receiveMss estimate of the size of the segments that the peer sends (rcv_mss)
 * @param windowScaling both SYNs named a window scale
 * @param backoff doublings of the retransmission timeout
 * @param probes probes of a closed window, or of a full local queue, since the last answer
 * @param minRtt smallest round-trip time measured, 0 before the first
 * @param sinceDataReceived time since data came, or since the connection opened
 * @param busy time with something to send (busy_time)
 * @param limitedByPeerWindow of that, with the peer's window as the limit (rwnd_limited)
 * @param limitedBySendBuffer of that, with the send buffer as the limit (sndbuf_limited)
 */
public record TransferInfo(
    int advertisedMss,
    int receiveMss,
    boolean windowScaling,
    int backoff,
    int probes,
    long minRtt,
    long sinceDataReceived,
    long busy,
    long limitedByPeerWindow,
    long limitedBySendBuffer) {
  static TransferInfo of(Connection c, long now) {
    LimitClock clock = c.history == null ? new LimitClock() : c.history.clock;
    return new TransferInfo(
        c.receiveMss(),
        c.receiver == null ? Handshake.DEFAULT_MSS : c.receiver.peerSegmentSize(),
        c.windowScaling,
        c.backoff,
        c.probing ? c.retries : 0,
        c.minRtt == Long.MAX_VALUE ? 0 : c.minRtt,
        now - c.dataReceivedAt,
        clock.busy(now),
        clock.peerWindow(now),
        clock.sendBuffer(now));
  }
}
