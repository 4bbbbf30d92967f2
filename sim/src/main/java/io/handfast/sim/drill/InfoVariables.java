package io.handfast.sim.drill;

import io.handfast.tcp.SenderInfo;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TransferInfo;
import java.util.Map;
import java.util.TreeMap;

/** What is known about a socket, by the names of Linux's tcp_info. */
final class InfoVariables {
  private InfoVariables() {}

  /** A snapshot; times in µs, windows in segments. */
  static Map<String, Long> of(Flow flow, long now) {
    if (flow.file == null || flow.file.socket == null) {
      throw DrillStop.unsupported("tcp_info before the socket has a descriptor");
    }
    TcpInfo info = flow.file.socket.info(now);
    Map<String, Long> variables = new TreeMap<>();
    variables.put("tcpi_state", (long) Readinesses.linux(info.state()));
    variables.put("tcpi_snd_cwnd", (long) info.congestionWindow());
    variables.put("tcpi_snd_ssthresh", (long) info.slowStartThreshold());
    variables.put("tcpi_snd_mss", (long) info.mss());
    variables.put("tcpi_rtt", info.srtt() / 1_000);
    variables.put("tcpi_rttvar", info.rttvar() / 1_000);
    variables.put("tcpi_rto", info.rto() / 1_000);
    variables.put("tcpi_snd_wscale", (long) info.sendScale());
    variables.put("tcpi_rcv_wscale", (long) info.receiveScale());
    SenderInfo sender = flow.file.socket.senderInfo();
    variables.put("tcpi_ca_state", (long) sender.phase().ordinal());
    variables.put("tcpi_unacked", (long) sender.unacked());
    variables.put("tcpi_sacked", (long) sender.sacked());
    variables.put("tcpi_lost", (long) sender.lost());
    variables.put("tcpi_retrans", (long) sender.retrans());
    long syn = info.state().isSynchronized() ? 1 : 0; // counts as a packet, too
    variables.put("tcpi_delivered", sender.delivered() + syn);
    variables.put("tcpi_reordering", (long) sender.reordering());
    variables.put("tcpi_reord_seen", (long) sender.reorderingSeen());
    TransferInfo transfer = flow.file.socket.transferInfo(now);
    variables.put("tcpi_probes", (long) transfer.probes());
    variables.put("tcpi_options", options(info, transfer));
    transfer(transfer, variables);
    return variables;
  }

  private static long options(TcpInfo info, TransferInfo transfer) {
    return (info.timestamps() ? Constants.value("TCPI_OPT_TIMESTAMPS") : 0)
        | (info.sack() ? Constants.value("TCPI_OPT_SACK") : 0)
        | (info.ecn() ? Constants.value("TCPI_OPT_ECN") : 0)
        | (info.synData() ? Constants.value("TCPI_OPT_SYN_DATA") : 0)
        | (info.ecnSeen() ? Constants.value("TCPI_OPT_ECN_SEEN") : 0)
        | (transfer.windowScaling() ? Constants.value("TCPI_OPT_WSCALE") : 0);
  }

  private static void transfer(TransferInfo info, Map<String, Long> variables) {
    variables.put("tcpi_advmss", (long) info.advertisedMss());
    variables.put("tcpi_rcv_mss", (long) info.receiveMss());
    variables.put("tcpi_backoff", (long) info.backoff());
    variables.put("tcpi_min_rtt", info.minRtt() / 1_000);
    variables.put("tcpi_last_data_recv", info.sinceDataReceived() / 1_000_000);
    variables.put("tcpi_busy_time", info.busy() / 1_000);
    variables.put("tcpi_rwnd_limited", info.limitedByPeerWindow() / 1_000);
    variables.put("tcpi_sndbuf_limited", info.limitedBySendBuffer() / 1_000);
  }
}
