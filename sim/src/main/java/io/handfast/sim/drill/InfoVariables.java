package io.handfast.sim.drill;

import io.handfast.tcp.SenderInfo;
import io.handfast.tcp.TcpInfo;
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
    boolean probing = info.timer().equals("persist");
    variables.put("tcpi_probes", (long) (probing ? info.retransmits() : 0));
    variables.put("tcpi_options", (info.timestamps() ? 1L : 0) | (info.sack() ? 2L : 0));
    return variables;
  }
}
