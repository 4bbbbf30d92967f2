package io.handfast.tcp;

import io.handfast.stack.NetworkStack;

/**
 * What an explorer has to know of an endpoint and the API does not say: the sequence variables,
 * relative to the initial numbers, and which timers run. Of one connection, half-open record or
 * TIME-WAIT record; of a stack with several the first found.
 *
 * @param sndUna SND.UNA - ISS
 * @param sndNxt SND.NXT - ISS
 * @param rcvNxt RCV.NXT - IRS
 * @param flags SYN acknowledged, FIN queued, acknowledged, received, orphan; one bit each
 * @param timers which timers run: retransmission, delayed ACK, keep-alive, lifetime; one bit each
 * @param records half-open and TIME-WAIT records beside it
 */
public record EndpointProbe(
    State state,
    int sndUna,
    int sndNxt,
    int rcvNxt,
    int sndWnd,
    int retries,
    int flags,
    int timers,
    boolean holes,
    int records) {
  private static final EndpointProbe CLOSED = bare(State.CLOSED, 0, 0);

  /** The endpoint of a stack that has one connection at most. */
  public static EndpointProbe of(NetworkStack stack) {
    Tcp tcp = stack.tcp();
    EndpointProbe[] found = {CLOSED};
    int[] halfOpen = {0};
    tcp.ports.forEachListener(listener -> {
      found[0] = bare(State.LISTEN, 0, 0);
      listener.synQueue.forEach((flow, retries, deadline) -> {
        found[0] = bare(State.SYN_RECEIVED, retries, 0);
        halfOpen[0]++;
      });
    });
    int records = halfOpen[0] * 4 + tcp.timeWaitCount();
    if (tcp.timeWaitCount() > 0) {
      found[0] = bare(State.TIME_WAIT, 0, records);
    }
    tcp.flows.forEach(c -> found[0] = of(c, records));
    return found[0];
  }

  /** Initial number of the only connection; 0 when there is none. */
  public static int iss(NetworkStack stack) {
    int[] found = new int[1];
    stack.tcp().flows.forEach(c -> found[0] = c.iss);
    return found[0];
  }

  /** Its peer's. */
  public static int irs(NetworkStack stack) {
    int[] found = new int[1];
    stack.tcp().flows.forEach(c -> found[0] = c.irs);
    return found[0];
  }

  private static EndpointProbe bare(State state, int retries, int records) {
    int unacked = state == State.SYN_RECEIVED ? 1 : 0;
    return new EndpointProbe(state, 0, unacked, unacked, 0, retries, 0, 0, false, records);
  }

  private static EndpointProbe of(Connection c, int records) {
    boolean known = c.state != State.SYN_SENT;
    return new EndpointProbe(
        c.state,
        c.sndUna - c.iss,
        c.sndNxt - c.iss,
        known ? c.rcvNxt - c.irs : 0,
        c.sndWnd,
        c.retries,
        bits(c.synAcked, c.finQueued, c.finAcked, c.finReceived, c.orphan, c.probing),
        bits(
            c.retransmitAt != Connection.NEVER,
            c.ackAt != Connection.NEVER,
            c.keepaliveAt != Connection.NEVER,
            c.lifetimeAt != Connection.NEVER),
        c.receiver != null && c.receiver.hasHoles(),
        records);
  }

  private static int bits(boolean... values) {
    int bits = 0;
    for (int i = 0; i < values.length; i++) {
      bits |= values[i] ? 1 << i : 0;
    }
    return bits;
  }

  /** Both numbers of the peer are known, so that sequence relations can be asked for. */
  public boolean isOpen() {
    return sndNxt > 0 && rcvNxt > 0;
  }
}
