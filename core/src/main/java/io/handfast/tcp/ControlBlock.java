package io.handfast.tcp;

import io.handfast.event.Errno;
import io.handfast.event.Reason;

/**
 * The transmission control block (RFC 9293 section 3.3.1): the variables of one connection, by
 * their names in the RFC. Times are in ns.
 */
abstract class ControlBlock extends Endpoint {
  State state = State.CLOSED;

  // Send sequence variables.
  int iss;
  int sndUna;
  int sndNxt;
  int sndWnd;
  int sndWl1;
  int sndWl2;
  int maxSndWnd;

  /** Shift count of windows we receive, 0 to 14. */
  int sndWscale;

  /** Our SYN has been acknowledged. */
  boolean synAcked;

  /** The peer's MSS: payload and options of a segment we may send (RFC 6691). */
  int peerMss = 536;

  // Receive sequence variables.
  int irs;
  int rcvNxt;

  /** Window we advertised last, counted from {@link #rcvWup}. */
  int rcvWnd;

  /** RCV.NXT when the window was advertised last. */
  int rcvWup;

  /** Shift count of windows we send, 0 to 14. */
  int rcvWscale;

  // What the handshake agreed on.
  boolean sackPermitted;
  boolean timestamps;
  boolean windowScaling;

  /** Bits of {@link Ecn}. */
  int ecn;

  /** AccECN mode; null in classic mode and without ECN. */
  AccEcn accEcn;

  // Timestamps (RFC 7323).
  int tsOffset;
  int tsRecent;
  long tsRecentAt;
  int lastAckSent;

  // Round-trip time and retransmission timeout, ns.
  long srtt;
  long rttvar;
  long rto;
  long minRtt = Long.MAX_VALUE;

  /** The same of the younger half of the window, and when that began. */
  long minRttYoung = Long.MAX_VALUE;

  long minRttSince;
  int backoff;

  /** Retransmissions since the last progress. */
  int retries;

  /** When the oldest unanswered segment or probe was sent first, ns; 0 when there is none. */
  long stalledSince;

  // Deadlines of this connection, ns; the wheel has the nearest.
  long retransmitAt = NEVER;
  long ackAt = NEVER;
  long keepaliveAt = NEVER;
  long lifetimeAt = NEVER;

  /** The retransmission deadline is a zero-window probe's. */
  boolean probing;

  int keepaliveProbes;
  long lastReceivedAt;
  long dataReceivedAt;
  long openedAt;

  // Closing.
  boolean finQueued;
  boolean finAcked;
  boolean finReceived;

  /** The application has closed its handle. */
  boolean orphan;

  // Challenge ACK budget of the present half second (RFC 5961 section 7).
  long challengeEpoch;
  int challengesSent;
  long lastOutOfWindowAckAt = Long.MIN_VALUE / 2;

  // How it ends.
  Errno error;

  /** What the network said without ending the connection; the reason given if it ends in vain. */
  Errno softError;

  /** What the application has still to hear of, or {@link Reason#NONE}. */
  Reason trouble = Reason.NONE;

  Reason failure = Reason.NONE;
}
