package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.wire.TcpOptions;

/** Understands the block by which a peer reports data that came twice (RFC 2883 section 4). */
final class Dsack {
  private Dsack() {}

  /** The first block lies below the acknowledgement number, or inside the second block. */
  static boolean isPresent(Acknowledgment ack) {
    TcpOptions options = ack.options;
    int left = options.sackLeft(0);
    int right = options.sackRight(0);
    if (!SequenceNumber.lessThan(left, right)) {
      return false;
    }
    if (SequenceNumber.atMost(right, ack.number)) {
      return SequenceNumber.lessThan(left, ack.number);
    }
    return options.sackCount() > 1
        && SequenceNumber.atMost(options.sackLeft(1), left)
        && SequenceNumber.atMost(right, options.sackRight(1));
  }

  /**
   * Takes the report. It counts only for what can have been sent: not longer ago than a window, and
   * not more packets than were ever sent again.
   */
  static void take(Sender s, Acknowledgment ack) {
    Connection c = s.c;
    int left = ack.options.sackLeft(0);
    int right = ack.options.sackRight(0);
    boolean below = SequenceNumber.atMost(right, ack.number);
    c.count(below ? Counter.EXT_DSACK_RECV : Counter.EXT_DSACK_OFO_RECV);
    boolean possible =
        right - left <= c.maxSndWnd
            && SequenceNumber.greaterThan(right, c.sndUna - c.maxSndWnd)
            && SequenceNumber.atMost(right, c.sndNxt);
    int packets = Sender.packetsOf(right - left, c.sndMss());
    if (!possible || !s.history.isBelievableDsack(packets)) {
      c.count(Counter.EXT_DSACK_IGNORED_DUBIOUS);
      return;
    }
    ack.dsack = true;
    ack.dsackOfProbe = s.probe.isOfProbe(right);
    s.recovery.onDsack(right, packets);
  }
}
