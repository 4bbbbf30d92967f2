package io.handfast.tcp;

import io.handfast.event.Counter;
import java.util.Locale;

/** Why there is no free local end for a connect, in words that name the cause and the cure. */
final class Exhaustion {
  private Exhaustion() {}

  /** For a flow whose local port was bound, or was to be chosen. */
  static String explain(Tcp tcp, FlowKey flow, boolean bound, long now) {
    tcp.counters.add(Counter.STACK_PORTS_EXHAUSTED);
    return bound ? pairTaken(tcp, flow, now) : portsTaken(tcp, flow);
  }

  private static String pairTaken(Tcp tcp, FlowKey flow, long now) {
    if (!tcp.isOurs(flow)) {
      return "the flow from this port belongs to another shard of the host: connect without bind";
    }
    int record = tcp.timeWait.find(flow);
    if (record == RecordTable.NONE) {
      return "a connection from this port to the same destination is open";
    }
    long seconds = Math.ceilDiv(tcp.timeWait.remaining(record, now), 1_000_000_000L);
    return "the last connection from this port is in TIME-WAIT for "
        + seconds
        + " s more: use another port, or set net.ipv4.tcp_tw_reuse to 1";
  }

  private static String portsTaken(Tcp tcp, FlowKey flow) {
    int first = tcp.config().getInt(Tunable.IP_LOCAL_PORT_FIRST);
    int last = tcp.config().getInt(Tunable.IP_LOCAL_PORT_LAST);
    int[] waiting = {0};
    tcp.timeWait.forEach((each, deadline) -> waiting[0] += sameDestination(each, flow) ? 1 : 0);
    return String.format(
        Locale.ROOT,
        "all %,d local ports %d to %d for %s:%d are taken, %,d of them in TIME-WAIT: widen"
            + " net.ipv4.ip_local_port_range, set net.ipv4.tcp_tw_reuse to 1, or use connections"
            + " more than once",
        last - first + 1,
        first,
        last,
        flow.remote(),
        flow.remotePort(),
        waiting[0]);
  }

  private static boolean sameDestination(FlowKey a, FlowKey b) {
    return a.remotePort() == b.remotePort()
        && a.remoteLow == b.remoteLow
        && a.remoteHigh == b.remoteHigh;
  }
}
