package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;
import io.handfast.wire.Unreachable;
import java.lang.foreign.MemorySegment;

/**
 * A SYN that waits for an answer. Exactly one of {@link #accept}, {@link #refuse}, {@link
 * #unreachable} and {@link #ignore} decides it, under the domain lock, whenever the answer is
 * known.
 */
public final class TcpFlowRequest {
  private final TcpForwarder forwarder;
  final FlowKey flow;
  private final int ecnField;

  /** The latest SYN, its header with options. */
  private byte[] syn;

  private boolean decided;

  TcpFlowRequest(TcpForwarder forwarder, FlowKey flow, TcpView syn) {
    this.forwarder = forwarder;
    this.flow = flow;
    this.ecnField = forwarder.tcp.ecnField;
    again(syn);
  }

  /** The client has sent its SYN once more, or given up and begun anew: the latest one counts. */
  void again(TcpView view) {
    syn = new byte[view.headerLength()];
    MemorySegment.copy(
        view.memory(), view.offset(), MemorySegment.ofArray(syn), 0, view.headerLength());
  }

  /** Where the client wants to go. */
  public IpAddress destination() {
    return flow.local();
  }

  /** The port that the client wants. */
  public int destinationPort() {
    return flow.localPort();
  }

  /** The client's address. */
  public IpAddress source() {
    return flow.remote();
  }

  /** The client's port. */
  public int sourcePort() {
    return flow.remotePort();
  }

  /** Whether one of the deciding calls was made. */
  public boolean isDecided() {
    return decided;
  }

  private void decide(boolean accepted) {
    if (decided) {
      throw new IllegalStateException("decided already: " + flow);
    }
    decided = true;
    forwarder.decided(flow, accepted);
  }

  /**
   * Answers with a SYN-ACK. The socket is in SYN-RECEIVED: its observer hears {@code CONNECT_DONE}
   * when the client has acknowledged, or an error when it never does.
   *
   * @throws IllegalStateException when it was decided before
   */
  public TcpSocket accept(long now) {
    decide(true);
    Tcp tcp = forwarder.tcp;
    TcpView view = new TcpView();
    view.wrap(MemorySegment.ofArray(syn), 0, syn.length);
    TcpOptions options = new TcpOptions();
    options.parse(view);
    Connection c = new Connection(tcp, flow, new SocketOptions(), now);
    TcpSocket socket = new TcpSocket(tcp, c);
    tcp.attach(c);
    tcp.counters.add(Counter.TCP_PASSIVE_OPENS);
    tcp.ecnField = ecnField;
    Handshake.answer(c, view, options, now);
    return socket;
  }

  /**
   * Answers with a reset, as a host does where nobody listens.
   *
   * @throws IllegalStateException when it was decided before
   */
  public void refuse(long now) {
    decide(false);
    TcpView view = new TcpView();
    view.wrap(MemorySegment.ofArray(syn), 0, syn.length);
    forwarder.tcp.counters.add(Counter.STACK_FORWARD_REFUSED);
    forwarder.tcp.writer.resetFor(flow, view, Reason.FORWARD_REFUSED, now);
  }

  /**
   * Answers with an ICMP error, as a router does that finds no way.
   *
   * @throws IllegalStateException when it was decided before
   */
  public void unreachable(Unreachable why, long now) {
    decide(false);
    forwarder.tcp.counters.add(Counter.STACK_FORWARD_REFUSED);
    TcpHeader header = TcpHeader.parse(MemorySegment.ofArray(syn), 0, syn.length);
    byte[] quoted = IpPackets.tcp(flow.remote(), flow.local(), header);
    forwarder.tcp.network.unreachable(why, flow.remote(), quoted, now);
  }

  /**
   * Does not answer: to the client it is as if its SYN were lost, and the next one asks again.
   *
   * @throws IllegalStateException when it was decided before
   */
  public void ignore(long now) {
    decide(false);
    forwarder.tcp.counters.add(Counter.STACK_FORWARD_IGNORED);
    forwarder.tcp.events.emit(now, EventType.DROPPED, Reason.FORWARD_IGNORED, 0, TcpFlags.SYN, 0);
  }

  @Override
  public String toString() {
    return source() + ":" + sourcePort() + " > " + destination() + ":" + destinationPort();
  }
}
