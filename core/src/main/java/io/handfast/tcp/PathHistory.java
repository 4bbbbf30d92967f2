package io.handfast.tcp;

import io.handfast.tcp.congestion.CongestionControl;
import io.handfast.tcp.congestion.CongestionWindow;

/**
 * What the sending half of a connection has learnt of its path and counted since the beginning. It
 * outlives the {@link Sender}, which is let go while a connection is idle ({@link IdleSenders}).
 */
final class PathHistory {
  final CongestionWindow window;
  final Reordering reordering;
  final LimitClock clock = new LimitClock();
  CongestionControl congestion;

  /** When something was sent last, ns; 0 before. */
  long lastSentAt;

  /** Packets sent, as the pacer counts them. */
  long packetsSent;

  /** Packets delivered, as the samples of the delivery rate count them. */
  long sampled;

  /** While {@link #sampled} is below, the application was the limit; 0 when it was not. */
  long limitedUntil;

  /** Latest delivery rate that says something about the path, bytes/s. */
  long deliveryRate;

  /** Round-trip time of the segment delivered last, ns (RACK.rtt of RFC 8985). */
  long deliveredRtt;

  /** Records that searches have looked at: what the peer's acknowledgements cost. */
  long visits;

  /** A round trip was measured since the last tail loss probe: these must not keep it old. */
  boolean measuredSinceProbe = true;

  /** Packets delivered to the peer, each once; wraps. */
  int delivered;

  /** Packets taken for lost; wraps. */
  int lost;

  /** Packets sent again; wraps. */
  int sentAgain;

  /** Packets that the peer reported to have come twice; wraps. */
  int reportedTwice;

  PathHistory(Connection c, int initialWindow) {
    window = new CongestionWindow(initialWindow);
    reordering = new Reordering(c);
    congestion = c.tcp.newCongestionControl(c.options);
  }

  /** The peer reports so many packets that came twice: not more than were ever sent again. */
  boolean isBelievableDsack(int packets) {
    reportedTwice += packets;
    return sentAgain - reportedTwice >= 0;
  }
}
