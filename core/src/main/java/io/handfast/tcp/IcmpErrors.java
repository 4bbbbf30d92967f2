package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * What ICMP errors about our segments do (RFC 9293 section 3.9.2.2, RFC 5927): nothing unless they
 * quote a sequence number that is outstanding; they end an opening, never an open connection, whose
 * error they only explain if it fails later.
 */
final class IcmpErrors {
  private IcmpErrors() {}

  /** This flow has that sequence number outstanding (RFC 5927 section 4.1). */
  static boolean isOutstanding(Tcp tcp, FlowKey flow, int seq) {
    Connection c = tcp.flows.find(flow);
    return c != null
        ? seq - c.sndUna >= 0 && seq - c.sndNxt < 0
        : halfOpen(tcp, flow, seq) != RecordTable.NONE;
  }

  private static int halfOpen(Tcp tcp, FlowKey flow, int seq) {
    Listener listener = tcp.ports.listener(flow);
    int record = listener == null ? RecordTable.NONE : listener.synQueue.find(flow);
    boolean matches = record != RecordTable.NONE && listener.synQueue.iss(record) == seq;
    return matches ? record : RecordTable.NONE;
  }

  /** Takes an error; false when it concerned nothing in flight. */
  static boolean onError(Tcp tcp, FlowKey flow, int seq, IcmpError error, long now) {
    if (!isOutstanding(tcp, flow, seq)) {
      tcp.counters.add(Counter.EXT_OUT_OF_WINDOW_ICMPS);
      return false;
    }
    Connection c = tcp.flows.find(flow);
    if (c == null) {
      onHalfOpen(tcp, flow, seq, error, now);
    } else if (error == IcmpError.PACKET_TOO_BIG) {
      onTooBig(c, now);
    } else if (isOpening(c) && endsOpening(tcp, error)) {
      c.count(Counter.TCP_ATTEMPT_FAILS);
      c.fail(error.errno(), Reason.UNREACHABLE, now);
    } else {
      c.trouble(error.errno(), Reason.UNREACHABLE, now);
      if (error.isDisruption() && seq == c.sndUna) {
        revertBackoff(c, now);
      }
    }
    return true;
  }

  private static boolean isOpening(Connection c) {
    return c.state == State.SYN_SENT || c.state == State.SYN_RECEIVED;
  }

  private static boolean endsOpening(Tcp tcp, IcmpError error) {
    return !error.isSoft() || tcp.config().is(Tunable.TCP_SOFT_ERRORS_END_OPENING);
  }

  private static void onHalfOpen(Tcp tcp, FlowKey flow, int seq, IcmpError error, long now) {
    if (error.endsHalfOpen() && endsOpening(tcp, error)) {
      tcp.counters.add(Counter.TCP_ATTEMPT_FAILS);
      tcp.counters.add(Counter.EXT_LISTEN_DROPS);
      tcp.events.emit(
          now,
          EventType.STATE,
          Reason.UNREACHABLE,
          0,
          State.SYN_RECEIVED.ordinal(),
          State.CLOSED.ordinal());
      tcp.ports.listener(flow).synQueue.remove(halfOpen(tcp, flow, seq));
    }
  }

  private static void onTooBig(Connection c, long now) {
    boolean believes =
        switch (c.options.pathMtuDiscovery) {
          case WANT, DO -> true;
          case DONT, PROBE -> false;
        };
    if (believes && c.state == State.SYN_SENT && c.sender != null) {
      FastOpenClient.onTooBig(c, now);
    } else if (c.sender != null && believes) {
      c.sender.repair.onSmallerPath(now);
      c.tcp.ready(c);
    }
  }

  /** The segment was not lost to congestion, so it need not wait so long (RFC 6069 section 3). */
  private static void revertBackoff(Connection c, long now) {
    SendRecord head = c.sender == null ? null : c.sender.queue.head;
    if (head != null && c.retries > 0 && c.backoff > 0 && !c.probing) {
      c.backoff--;
      c.retransmitAt = Math.max(now, head.sentAt + RttEstimator.timeout(c));
      c.reschedule();
    }
  }
}
