package io.handfast.tcp;

import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;

/**
 * Path MTU discovery without ICMP (RFC 4821): segments are small at first, and now and then one
 * that is larger goes ahead of the others. When it arrives the size is good, when it is lost it was
 * too large, and between the two the search halves. Sizes here are IP packets, as on Linux.
 */
final class MtuProbing {
  /** Packets of congestion window that leave something to spare. */
  private static final int MIN_WINDOW = 11;

  private final Connection c;

  /** Largest packet known to arrive. */
  private int searchLow;

  /** Smallest packet that is not worth a probe any more. */
  private int searchHigh;

  /** The MSS that the administrator vouched for when the connection opened; 0 for none. */
  private final int knownMss;

  /** The probe in flight, 0 for none, and its place in the stream. */
  private int probeSize;

  private int probeStart;
  private int probeEnd;
  private long searchedAt;

  MtuProbing(Connection c, long now) {
    this.c = c;
    this.knownMss = c.tcp.network.lockedMtu(c.flow) == 0 ? 0 : mss(c.tcp.network.lockedMtu(c.flow));
    restart(now);
  }

  /** The connection opens: probing begins when the tunable is 2. */
  static void onOpened(Connection c, long now) {
    if (c.config().getInt(Tunable.TCP_MTU_PROBING) > 1) {
      c.mtuProbing = new MtuProbing(c, now);
    }
  }

  /**
   * Several timeouts without an answer may mean that something swallows large packets in silence:
   * go down to the base, and lower each time.
   */
  static void onTimeout(Connection c, long now) {
    long limit =
        RttEstimator.duration(
            c.config().getInt(Tunable.TCP_RETRIES1),
            c.config().millisAsNanos(Tunable.TCP_RTO_MIN_MS),
            RttEstimator.rtoMax(c));
    if (now - c.stalledSince < limit || c.config().getInt(Tunable.TCP_MTU_PROBING) == 0) {
      return;
    }
    if (c.mtuProbing == null) {
      c.mtuProbing = new MtuProbing(c, now);
    } else {
      c.mtuProbing.searchLower();
    }
  }

  private void restart(long now) {
    searchHigh = mtu(c.peerMss);
    searchLow = mtu(c.config().getInt(Tunable.TCP_BASE_MSS));
    probeSize = 0;
    searchedAt = now;
  }

  private void searchLower() {
    int half = Math.min(c.config().getInt(Tunable.TCP_BASE_MSS), mss(searchLow) / 2);
    int floor =
        Math.max(
            c.config().getInt(Tunable.TCP_MTU_PROBE_FLOOR),
            c.config().getInt(Tunable.TCP_MIN_SND_MSS));
    searchLow = mtu(Math.max(half, floor));
  }

  // ---- sizes ----

  private int headers() {
    return c.flow.ipHeaderLength() + 20;
  }

  /** MSS without options that fits a packet. */
  private int mss(int mtu) {
    return mtu - headers();
  }

  private int mtu(int mss) {
    return mss + headers();
  }

  private int optionBytes() {
    return c.timestamps ? 12 : 0;
  }

  /** The largest MSS that is known to arrive; options not taken off. */
  int provenMss() {
    return Math.max(mss(searchLow), knownMss);
  }

  // ---- probing ----

  /** Sends a probe when one is due and everything is there for it; true when it went. */
  boolean send(Sender s, int mss, long now) {
    int size = (searchHigh + searchLow) / 2;
    int payload = mss(size) - optionBytes();
    if (probeSize != 0 || !mayProbe(s)) {
      return false;
    }
    if (searchHigh - searchLow < c.config().getInt(Tunable.TCP_PROBE_THRESHOLD)) {
      searchAgain(now);
      return false;
    }
    int needed = payload + (c.config().getInt(Tunable.TCP_REORDERING) + 1) * mss;
    boolean enough = s.notSent() >= needed && s.queue.unsent.length >= payload;
    boolean room = needed <= c.sndWndEnd() - c.sndNxt;
    if (payload <= mss || !enough || !room) {
      return false;
    }
    probeSize = size;
    probeStart = c.sndNxt;
    probeEnd = probeStart + payload;
    s.sendMtuProbe(payload, now);
    c.count(Counter.EXT_MTUP_PROBE);
    c.tcp.events.emit(now, EventType.PROBE, Reason.MTU_PROBE, c.number, size, 0);
    return true;
  }

  /** Only a calm connection with some packets to spare tells the loss of a probe from others. */
  private boolean mayProbe(Sender s) {
    return !s.recovery.isRepairing()
        && !s.recovery.reduces()
        && s.flight.sackedOut == 0
        && s.window.packets() >= MIN_WINDOW
        && s.flight.packets() + 2 <= s.window.packets()
        && (c.receiver == null || !c.receiver.hasHoles());
  }

  /** The path may have changed since the search ended. */
  private void searchAgain(long now) {
    if (now - searchedAt >= c.config().secondsAsNanos(Tunable.TCP_PROBE_INTERVAL)) {
      restart(now);
    }
  }

  /** Data up to {@code ack} has arrived; the window is kept in bytes (RFC 4821 section 7.7). */
  void onAck(Sender s, int ack) {
    if (probeSize != 0 && SequenceNumber.atLeast(ack, probeEnd)) {
      int before = mtu(c.sndMss() + optionBytes());
      s.window.packets(Math.max(1, s.window.packets() * before / probeSize));
      searchLow = probeSize;
      probeSize = 0;
      c.count(Counter.EXT_MTUP_SUCCESS);
    }
  }

  /** A segment is taken for lost: true when it was the probe, which then was too large. */
  boolean onLost(Sender s, int seq) {
    if (probeSize == 0 || seq != probeStart) {
      return false;
    }
    searchHigh = probeSize - 1;
    probeSize = 0;
    s.window.packets(s.window.packets() + 1);
    c.count(Counter.EXT_MTUP_FAIL);
    return true;
  }
}
