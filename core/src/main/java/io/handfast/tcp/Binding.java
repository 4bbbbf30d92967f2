package io.handfast.tcp;

import io.handfast.wire.IpAddress;

/**
 * Which local ends are free: the rules of bind, listen and connect over everything that holds one.
 */
final class Binding {
  private Binding() {}

  /** Neither a bound socket nor a connection, open or in TIME-WAIT, forbids it. */
  static boolean isAllowed(Tcp tcp, PortTable.Claim claim) {
    boolean[] taken = {!tcp.ports.isFree(claim)};
    tcp.flows.forEach(c ->
        taken[0] |=
            claim.collidesWith(c.flow.local(), c.flow.localPort(), c.options.reuseAddress, false));
    return !taken[0] && !tcp.timeWait.forbidsBind(new FlowKey(), claim);
  }

  /** A port for a socket that did not ask for one, or -1. */
  static int ephemeral(Tcp tcp, IpAddress local, SocketOptions options) {
    return tcp.ports.choose(
        tcp.config(),
        local,
        IpAddress.ANY,
        0,
        port ->
            tcp.ports.isFree(
                new PortTable.Claim(local, port, options.reuseAddress, options.reusePort)));
  }

  /** SO_REUSEADDR lets two sockets bind the same port, but only one of them listen. */
  static boolean anotherListens(Tcp tcp, PortTable.Claim claim) {
    boolean[] found = {false};
    tcp.ports.forEachListener(other -> {
      TcpSocket socket = other.socket;
      boolean bothShare = claim.reusePort() && socket.options.reusePort;
      found[0] |=
          !bothShare && claim.collidesWith(socket.localAddress(), socket.localPort(), false, true);
    });
    return found[0];
  }

  /** Completes the flow with an ephemeral local port; false when all are taken. */
  static boolean choosePort(Tcp tcp, FlowKey flow, long now) {
    IpAddress source = flow.local();
    IpAddress remote = flow.remote();
    int remotePort = flow.remotePort();
    int chosen =
        tcp.ports.choose(
            tcp.config(),
            source,
            remote,
            remotePort,
            port ->
                tcp.ports.isFree(new PortTable.Claim(source, port, false, false))
                    && isUnused(tcp, flow.set(source, port, remote, remotePort), now));
    return chosen >= 0;
  }

  /**
   * No connection has this flow, no other shard takes it, and TIME-WAIT does not keep it or gives
   * it up.
   */
  static boolean isUnused(Tcp tcp, FlowKey flow, long now) {
    if (tcp.flows.find(flow) != null || !tcp.isOurs(flow)) {
      return false;
    }
    int record = tcp.timeWait.find(flow);
    return record == RecordTable.NONE || tcp.timeWait.reuseForConnect(record, now) != 0;
  }
}
