package io.handfast.tcp;

import io.handfast.tcp.congestion.CongestionWindow;

/**
 * What it takes to undo a needless reduction of the congestion window: the windows before it, and
 * the evidence, either that every retransmission arrived a second time (DSACK, RFC 3708) or that
 * the peer answered before the first one could have reached it (timestamps: Eifel, RFC 3522 and
 * 4015).
 */
final class Undo {
  private static final int UNKNOWN = -1;

  private final Sender s;

  /** There is something to undo: the reduction happened when this was SND.UNA. */
  private boolean armed;

  private int marker;
  private int priorWindow;
  private int priorThreshold;

  /** Packets sent again of which no DSACK has told; {@link #UNKNOWN} before the first. */
  private int retransmissions = UNKNOWN;

  /** When the first retransmission of this episode went, ns; 0 before. */
  private long firstRetransmissionAt;

  Undo(Sender s) {
    this.s = s;
  }

  /**
   * A repair begins.
   *
   * @param reduces it is about to reduce the window, which is remembered
   */
  void begin(boolean reduces) {
    armed = true;
    marker = s.c.sndUna;
    priorWindow = reduces ? s.window.packets() : 0;
    priorThreshold = reduces ? Math.max(s.window.threshold(), s.window.packets() / 4 * 3) : 0;
    int pending = s.flight.retransOut + (s.probe.mayCauseDsack() ? 1 : 0);
    retransmissions = pending == 0 ? UNKNOWN : pending;
    if (s.flight.retransOut == 0) {
      firstRetransmissionAt = 0;
    }
  }

  /** There is nothing to undo. */
  void forbid() {
    armed = false;
  }

  /** The reduction is not to be undone, because it was asked for (ECN). */
  void keepReduction() {
    priorWindow = 0;
    priorThreshold = 0;
  }

  boolean isArmed() {
    return armed;
  }

  void onRetransmission(int packets, long now) {
    if (firstRetransmissionAt == 0) {
      firstRetransmissionAt = now;
    }
    retransmissions = Math.max(0, retransmissions) + packets;
  }

  /** A DSACK told that so many packets, ending at {@code right}, arrived twice. */
  void onDsack(int right, int packets) {
    if (armed && retransmissions > 0 && SequenceNumber.greaterThan(right, marker)) {
      retransmissions = Math.max(0, retransmissions - packets);
    }
  }

  /** Every retransmission was needless. */
  boolean allArrivedTwice() {
    return armed && retransmissions == 0;
  }

  /** The peer echoes a timestamp from before the first retransmission. */
  boolean isAnswerToOriginal(Acknowledgment ack) {
    Connection c = s.c;
    return armed
        && firstRetransmissionAt != 0
        && c.timestamps
        && ack.options.hasTimestamps()
        && ack.options.tsEcr() != 0
        && ack.options.tsEcr() - SegmentWriter.tsVal(c.tsOffset, firstRetransmissionAt) < 0;
  }

  boolean isDue(Acknowledgment ack) {
    return allArrivedTwice() || isAnswerToOriginal(ack);
  }

  /** Gives the windows back. */
  void restore() {
    CongestionWindow window = s.window;
    armed = false;
    window.packets(Math.max(window.packets(), priorWindow));
    window.threshold(Math.max(window.threshold(), priorThreshold));
    s.congestion.onUndo();
    s.rack.onUndo();
  }
}
