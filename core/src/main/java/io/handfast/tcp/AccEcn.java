package io.handfast.tcp;

/** Both directions of one connection in AccECN mode (RFC 9768). */
final class AccEcn {
  /** Counters of packets begin here, so that 0 tells of somebody who clears the field. */
  static final int FIRST_PACKETS = 5;

  /** Counters of ECT bytes begin here, for the same reason. */
  static final int FIRST_BYTES = 1;

  final AccEcnReceiver receiver = new AccEcnReceiver();
  final AccEcnSender sender = new AccEcnSender();

  /** ECN field of the peer's latest SYN; our SYN-ACK tells. */
  int synField;

  /** We have sent the first SYN. */
  boolean client;
}
