package io.handfast.udp;

import io.handfast.event.Counter;
import io.handfast.secret.KeyedHash;
import io.handfast.secret.KeyedMap;
import io.handfast.wire.IpAddress;
import io.handfast.wire.UdpView;

/**
 * Takes datagrams to addresses that are not ours, on interfaces that accept any address: the first
 * of a flow is handed to a handler as a socket of its own, at which all that follow arrive. The
 * handler closes the socket when the flow has been silent for long enough. All calls under the
 * domain lock.
 */
public final class UdpForwarder {
  /** Receive buffer of a flow, bytes; what does not fit is dropped and counted. */
  private static final int RECEIVE_BUFFER = 65_536;

  /** Takes flows; called while the datagram is handled, must not block. */
  @FunctionalInterface
  public interface Handler {
    /** A new flow; the datagram can be read already. */
    void onFlow(UdpFlow flow, long now);
  }

  /** How many flows a source has. */
  private static final class Source {
    int flows;
  }

  final Udp udp;
  private final Handler handler;
  private final int flowsMax;
  private final int perSource;
  private final KeyedMap<UdpSocket> flows;
  private final KeyedMap<Source> sources;

  UdpForwarder(Udp udp, KeyedHash secret, Handler handler, int flowsMax, int perSource) {
    this.udp = udp;
    this.handler = handler;
    this.flowsMax = flowsMax;
    this.perSource = perSource;
    this.flows = new KeyedMap<>(secret);
    this.sources = new KeyedMap<>(secret);
  }

  /** Flows at this moment. */
  public int size() {
    return flows.size();
  }

  UdpSocket find(IpAddress local, int localPort, IpAddress remote, int remotePort) {
    long ports = ports(localPort, remotePort);
    return flows.get(local.high(), local.low(), remote.high(), remote.low(), ports);
  }

  void receive(IpAddress local, IpAddress remote, UdpView datagram, long now) {
    int localPort = datagram.destinationPort();
    int remotePort = datagram.sourcePort();
    UdpSocket known = find(local, localPort, remote, remotePort);
    if (known != null) {
      known.deliver(remote, datagram);
      return;
    }
    Counter full = limitReached(remote);
    if (full != null) {
      udp.counters.add(full);
      return;
    }
    UdpSocket socket = new UdpSocket(udp, local, localPort, remote, remotePort);
    socket.receiveBuffer(RECEIVE_BUFFER);
    flows.put(
        local.high(),
        local.low(),
        remote.high(),
        remote.low(),
        ports(localPort, remotePort),
        socket);
    count(remote, 1);
    udp.counters.add(Counter.STACK_FORWARD_FLOWS);
    socket.deliver(remote, datagram);
    ask(new UdpFlow(this, socket), now);
  }

  private Counter limitReached(IpAddress remote) {
    if (flows.size() >= flowsMax) {
      return Counter.STACK_FORWARD_FLOWS_FULL;
    }
    Source source = sources.get(remote.high(), remote.low(), 0, 0, 0);
    return source != null && source.flows >= perSource ? Counter.STACK_FORWARD_SOURCE_FULL : null;
  }

  private void ask(UdpFlow flow, long now) {
    try {
      handler.onFlow(flow, now);
    } catch (RuntimeException defect) {
      udp.counters.add(Counter.STACK_SOCKET_OBSERVER_ERRORS);
      flow.socket().close(now);
    }
  }

  void remove(UdpSocket socket) {
    IpAddress local = socket.localAddress();
    IpAddress remote = socket.remoteAddress();
    long ports = ports(socket.localPort(), socket.remotePort());
    flows.remove(local.high(), local.low(), remote.high(), remote.low(), ports);
    count(remote, -1);
  }

  private void count(IpAddress remote, int difference) {
    Source source = sources.get(remote.high(), remote.low(), 0, 0, 0);
    if (source == null) {
      source = new Source();
      sources.put(remote.high(), remote.low(), 0, 0, 0, source);
    }
    source.flows += difference;
    if (source.flows == 0) {
      sources.remove(remote.high(), remote.low(), 0, 0, 0);
    }
  }

  private static long ports(int localPort, int remotePort) {
    return (long) localPort << 16 | remotePort;
  }
}
