package io.handfast.tcp;

import io.handfast.tcp.congestion.RateSample;

/**
 * How fast the path delivers (draft-cheng-iccrg-delivery-rate-estimation): each record notes what
 * had been delivered when it was sent; what was delivered until its acknowledgement came, by the
 * time that took, is a sample.
 */
final class DeliveryRate implements RateSample {
  private static final long SECOND = 1_000_000_000L;

  private final Sender s;
  private final PathHistory history;

  /** When the latest packet was delivered, ns. */
  private long deliveredAt;

  /** When the first record of the flight that is being measured was sent, ns. */
  private long firstSentAt;

  // The sample at hand.
  private boolean any;
  private long priorDelivered;
  private long priorAt;
  private long newestSentAt;
  private long sendTime;
  private boolean limited;
  private int priorInFlight;
  private long interval;
  private long rtt;
  private int acked;
  private int lost;

  DeliveryRate(Sender s) {
    this.s = s;
    this.history = s.history;
  }

  // ---- sending ----

  /** A record is about to go. */
  void onSend(SendRecord record, long now) {
    if (s.flight.packetsOut == 0) {
      firstSentAt = now;
      deliveredAt = now;
    }
    record.firstSentAt = firstSentAt;
    record.deliveredAt = deliveredAt;
    record.delivered = history.sampled;
    record.limited = history.limitedUntil != 0;
  }

  /** The application is about to write: were it not for it, more would be in flight? */
  void noteApplication() {
    boolean starved =
        s.notSent() < s.c.sndMss()
            && s.flight.packets() < s.window.packets()
            && s.flight.firstLost == null;
    if (starved) {
      history.limitedUntil = Math.max(1, history.sampled + s.flight.packets());
    }
  }

  // ---- an acknowledgement ----

  void begin() {
    any = false;
    priorInFlight = s.flight.packets();
    rtt = 0;
  }

  /** The record, or its first part, has arrived and was not known to. */
  void onDelivered(SendRecord record) {
    if (record.deliveredAt == Acknowledgment.NONE) {
      return;
    }
    if (!any || record.sentAt >= newestSentAt) {
      any = true;
      newestSentAt = record.sentAt;
      priorDelivered = record.delivered;
      priorAt = record.deliveredAt;
      sendTime = record.sentAt - record.firstSentAt;
      limited = record.limited;
    }
    record.deliveredAt = Acknowledgment.NONE;
  }

  void measured(long nanos) {
    rtt = nanos;
  }

  /** Everything is known that this acknowledgement tells of deliveries. */
  void end(int packets, long now) {
    acked = packets;
    history.sampled += packets;
    if (packets > 0) {
      deliveredAt = now;
    }
    if (history.limitedUntil != 0 && history.sampled > history.limitedUntil) {
      history.limitedUntil = 0;
    }
    interval = 0;
    if (any) {
      firstSentAt = newestSentAt;
      long longer = Math.max(sendTime, now - priorAt);
      interval = longer >= s.c.minRtt ? longer : 0; // faster than the path allows: an odd ACK
    }
    keepRate();
  }

  private void keepRate() {
    if (interval > 0) {
      long sample = (long) ((double) packets() * s.c.sndMss() * SECOND / interval);
      if (!limited || sample >= history.deliveryRate) {
        history.deliveryRate = sample;
      }
    }
  }

  void lost(int packets) {
    lost = packets;
  }

  // ---- for those who look ----

  /** Latest rate of delivery, bytes per second; 0 before the first sample. */
  long rate() {
    return history.deliveryRate;
  }

  /** The application is the limit now. */
  boolean isLimitedNow() {
    return history.limitedUntil != 0;
  }

  @Override
  public long delivered() {
    return history.sampled;
  }

  @Override
  public long priorDelivered() {
    return priorDelivered;
  }

  @Override
  public long packets() {
    return history.sampled - priorDelivered;
  }

  @Override
  public long interval() {
    return interval;
  }

  @Override
  public long rtt() {
    return rtt;
  }

  @Override
  public long srtt() {
    return s.c.srtt;
  }

  @Override
  public int acked() {
    return acked;
  }

  @Override
  public int lost() {
    return lost;
  }

  @Override
  public boolean isApplicationLimited() {
    return limited;
  }

  @Override
  public int priorInFlight() {
    return priorInFlight;
  }

  @Override
  public int inFlight() {
    return s.flight.packets();
  }

  @Override
  public int mss() {
    return s.c.sndMss();
  }

  @Override
  public boolean isRepairing() {
    return s.recovery.isRepairing();
  }

  @Override
  public int random(int bound) {
    long hash = s.c.tcp.tableSecret.hash(s.c.number, history.sampled, s.c.iss, 0, 0);
    return (int) Long.remainderUnsigned(hash, bound);
  }
}
