package io.handfast.sim.proof;

import io.handfast.wire.TcpFlags;

/**
 * A segment that the endpoint sends.
 *
 * @param mayWait an acknowledgement that may be delayed (RFC 9293 section 3.8.6.3)
 */
record Reply(int ctl, long seq, long ack, boolean mayWait) {
  static Reply of(int ctl, long seq, long ack) {
    return new Reply(ctl, seq, ack, false);
  }

  Reply atOnce() {
    return new Reply(ctl, seq, ack, false);
  }

  @Override
  public String toString() {
    return TcpFlags.toString(ctl) + " seq " + seq + " ack " + ack;
  }
}
