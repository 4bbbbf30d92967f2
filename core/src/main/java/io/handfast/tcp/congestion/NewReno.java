package io.handfast.tcp.congestion;

/** Slow start and congestion avoidance of RFC 5681, counting acknowledged packets (RFC 3465). */
public final class NewReno implements CongestionControl {
  private int acked;

  @Override
  public String name() {
    return "reno";
  }

  @Override
  public void onAck(CongestionWindow window, int packets, long now) {
    int rest = packets;
    if (window.inSlowStart()) {
      int grown = Math.min(window.packets() + rest, window.threshold());
      rest -= grown - window.packets();
      window.packets(grown);
    }
    acked += rest;
    if (acked >= window.packets()) {
      int steps = acked / window.packets();
      acked -= steps * window.packets();
      window.packets(window.packets() + steps);
    }
  }

  @Override
  public int thresholdAfterLoss(CongestionWindow window, int packetsInFlight) {
    acked = 0;
    return Math.max(2, Math.min(window.packets(), Math.max(packetsInFlight, 1)) / 2);
  }
}
