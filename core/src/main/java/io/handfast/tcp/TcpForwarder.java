package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.Reason;
import io.handfast.secret.KeyedMap;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpOptions;
import io.handfast.wire.TcpView;

/**
 * Takes SYNs to addresses that are not ours, on interfaces that accept any address, and hands each
 * flow to a handler that decides before the SYN-ACK is sent: so a client sees "connected" only when
 * something behind is.
 *
 * <p>A flow in decision costs one object and is found by its SYN, so that a repeated SYN asks
 * nobody twice. All calls under the domain lock.
 */
public final class TcpForwarder {
  /** Decides about flows; called while the SYN is handled, must not block. */
  @FunctionalInterface
  public interface Handler {
    /** A new flow: to be decided on now or later, by one of the request's calls. */
    void onFlow(TcpFlowRequest request, long now);
  }

  /** How many flows a source has. */
  private static final class Source {
    int flows;
  }

  final Tcp tcp;
  private final Handler handler;
  private final ForwardLimits limits;
  private final KeyedMap<TcpFlowRequest> undecided;
  private final KeyedMap<Boolean> open;
  private final KeyedMap<Source> sources;

  TcpForwarder(Tcp tcp, Handler handler, ForwardLimits limits) {
    this.tcp = tcp;
    this.handler = handler;
    this.limits = limits;
    this.undecided = new KeyedMap<>(tcp.tableSecret);
    this.open = new KeyedMap<>(tcp.tableSecret);
    this.sources = new KeyedMap<>(tcp.tableSecret);
  }

  /** Whether segments to the flow's local address are the forwarder's. */
  boolean takes(FlowKey flow) {
    return !tcp.network.isLocal(flow.local());
  }

  /** A SYN of a flow that is not open. */
  void onSyn(FlowKey flow, TcpView syn, TcpOptions options, long now) {
    TcpFlowRequest known = get(undecided, flow);
    if (known != null) {
      known.again(syn);
      return;
    }
    Counter full = limitReached(flow);
    if (full != null) {
      tcp.counters.add(full);
      tcp.dropped(null, Reason.FORWARD_LIMIT, syn.seq(), 0, now);
      return;
    }
    TcpFlowRequest request = new TcpFlowRequest(this, flow.copy(), syn);
    put(undecided, request.flow, request);
    count(flow, 1);
    tcp.counters.add(Counter.STACK_FORWARD_FLOWS);
    ask(request, now);
  }

  private void ask(TcpFlowRequest request, long now) {
    try {
      handler.onFlow(request, now);
    } catch (RuntimeException defect) {
      tcp.counters.add(Counter.STACK_SOCKET_OBSERVER_ERRORS);
      if (!request.isDecided()) {
        request.refuse(now);
      }
    }
  }

  private Counter limitReached(FlowKey flow) {
    if (undecided.size() >= limits.inDecision()) {
      return Counter.STACK_FORWARD_DECISIONS_FULL;
    }
    if (undecided.size() + open.size() >= limits.open()) {
      return Counter.STACK_FORWARD_FLOWS_FULL;
    }
    Source source = sources.get(flow.remoteHigh, flow.remoteLow, 0, 0, 0);
    boolean full = source != null && source.flows >= limits.perSource();
    return full ? Counter.STACK_FORWARD_SOURCE_FULL : null;
  }

  /** The handler has decided; an accepted flow stays counted until its connection is over. */
  void decided(FlowKey flow, boolean accepted) {
    undecided.remove(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, flow.ports);
    if (accepted) {
      put(open, flow, Boolean.TRUE);
    } else {
      count(flow, -1);
    }
  }

  /** A connection is over, or has become a TIME-WAIT record. */
  void onDetach(FlowKey flow) {
    Boolean known =
        open.remove(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, flow.ports);
    if (known != null) {
      count(flow, -1);
    }
  }

  private void count(FlowKey flow, int difference) {
    Source source = sources.get(flow.remoteHigh, flow.remoteLow, 0, 0, 0);
    if (source == null) {
      source = new Source();
      sources.put(flow.remoteHigh, flow.remoteLow, 0, 0, 0, source);
    }
    source.flows += difference;
    if (source.flows == 0) {
      sources.remove(flow.remoteHigh, flow.remoteLow, 0, 0, 0);
    }
  }

  /** Our SYN-ACK was lost or is late: the same one again, at once. */
  boolean answersAgain(Connection c, TcpView segment, long now) {
    boolean sameSyn =
        segment.has(TcpFlags.SYN)
            && !segment.has(TcpFlags.ACK)
            && segment.seq() == c.irs
            && get(open, c.flow) != null;
    if (sameSyn && Arrival.mayAnswer(c.lastOutOfWindowAckAt, now)) {
      c.lastOutOfWindowAckAt = now;
      tcp.counters.add(Counter.EXT_SYN_RETRANS);
      tcp.writer.syn(c, true, now);
    }
    return sameSyn;
  }

  /** What is held at this moment. */
  public ForwardStatus status() {
    return new ForwardStatus(undecided.size(), open.size(), sources.size());
  }

  private static <V> V get(KeyedMap<V> map, FlowKey flow) {
    return map.get(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, flow.ports);
  }

  private static <V> void put(KeyedMap<V> map, FlowKey flow, V value) {
    map.put(flow.localHigh, flow.localLow, flow.remoteHigh, flow.remoteLow, flow.ports, value);
  }
}
