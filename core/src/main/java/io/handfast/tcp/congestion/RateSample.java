package io.handfast.tcp.congestion;

/**
 * What one acknowledgement tells of the path: how fast packets were delivered since the newest of
 * them was sent, by the method of draft-cheng-iccrg-delivery-rate-estimation.
 */
public interface RateSample {
  /** Packets delivered since the connection began, this acknowledgement's included. */
  long delivered();

  /** The same when the newest packet that this acknowledgement tells of was sent. */
  long priorDelivered();

  /** Packets delivered during {@link #interval}. */
  long packets();

  /** Time it took to send or to deliver them, whichever was longer, ns; 0 when nobody knows. */
  long interval();

  /** Round-trip time measured by this acknowledgement, ns; 0 without a measurement. */
  long rtt();

  /** Smoothed round-trip time, ns; 0 before the first measurement. */
  long srtt();

  /** Packets that this acknowledgement is the first to tell of. */
  int acked();

  /** Packets taken for lost because of it. */
  int lost();

  /** The application, not the path, was the limit when they were sent. */
  boolean isApplicationLimited();

  /** Packets in the network before this acknowledgement. */
  int priorInFlight();

  /** Packets in the network now. */
  int inFlight();

  /** Payload of a full segment, bytes. */
  int mss();

  /** Losses are being repaired. */
  boolean isRepairing();

  /** A number from 0 to {@code bound - 1} that nobody outside can guess. */
  int random(int bound);
}
