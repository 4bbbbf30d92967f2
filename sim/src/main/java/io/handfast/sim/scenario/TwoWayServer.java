package io.handfast.sim.scenario;

import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.sim.HostModel;
import io.handfast.sim.SimHost;
import io.handfast.sim.SimPacket;
import io.handfast.tcp.State;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpView;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A counterfactual, not TCP: a server that takes a connection for open as soon as a SYN has come,
 * as if two segments were a handshake. It answers, acknowledges data and FINs, and knows of no
 * reset, since a peer's refusal would already be a third segment.
 */
final class TwoWayServer implements HostModel {
  private record Peer(IpAddress address, int port, int localPort) {}

  private static final class Open {
    int irs;
    int sndNxt;
    int rcvNxt;
    boolean finSent;
  }

  private final SimHost host;
  private final Map<Peer, Open> connections = new LinkedHashMap<>();
  private int numbers = 1_000;

  TwoWayServer(SimHost host) {
    this.host = host;
  }

  /** Connections that it believes in. */
  int open() {
    return connections.size();
  }

  @Override
  public void receive(SimPacket packet, byte[] bytes, long now) {
    packet.tcp().ifPresent(tcp -> segment(packet, tcp, now));
  }

  private void segment(SimPacket packet, TcpView tcp, long now) {
    Peer peer = new Peer(packet.source(), tcp.sourcePort(), tcp.destinationPort());
    Open open = connections.get(peer);
    if (tcp.has(TcpFlags.SYN) && !tcp.has(TcpFlags.ACK)) {
      onSyn(peer, open, tcp, now);
    } else if (open != null && !tcp.has(TcpFlags.RST)) {
      onSegment(peer, open, tcp, now);
    }
  }

  private void onSyn(Peer peer, Open known, TcpView tcp, long now) {
    Open open = known != null && known.irs == tcp.seq() ? known : new Open();
    if (open != known) {
      open.irs = tcp.seq();
      open.rcvNxt = tcp.seq() + 1;
      open.sndNxt = numbers;
      numbers += 64_000;
      connections.put(peer, open);
      state(State.LISTEN, State.ESTABLISHED, Reason.SYN_RECEIVED, now);
    }
    send(peer, open.sndNxt, open.rcvNxt, TcpFlags.SYN | TcpFlags.ACK);
    open.sndNxt += open == known ? 0 : 1;
  }

  private void onSegment(Peer peer, Open open, TcpView tcp, long now) {
    boolean inOrder = tcp.seq() == open.rcvNxt;
    open.rcvNxt += inOrder ? tcp.segmentLength() : 0;
    if (open.finSent && tcp.has(TcpFlags.ACK) && tcp.ack() == open.sndNxt) {
      connections.remove(peer);
      state(State.LAST_ACK, State.CLOSED, Reason.ACK_OF_FIN, now);
    } else if (inOrder && tcp.has(TcpFlags.FIN)) {
      send(peer, open.sndNxt++, open.rcvNxt, TcpFlags.FIN | TcpFlags.ACK);
      open.finSent = true;
      state(State.ESTABLISHED, State.LAST_ACK, Reason.FIN_RECEIVED, now);
    } else if (tcp.segmentLength() > 0) {
      send(peer, open.sndNxt, open.rcvNxt, TcpFlags.ACK);
    }
  }

  private void state(State from, State to, Reason reason, long now) {
    host.stack().events().emit(now, EventType.STATE, reason, 1, from.ordinal(), to.ordinal());
  }

  private void send(Peer peer, int seq, int ack, int flags) {
    TcpHeader header = TcpHeader.of(peer.localPort, peer.port, seq, ack, flags, 65_535);
    host.send(IpPackets.tcp(host.address(peer.address.isV4()), peer.address, header));
  }
}
