package io.handfast.wire;

/** A look at an ICMPv6 message (RFC 4443) where it lies; see {@link IcmpView}. */
public final class Icmpv6View extends IcmpView {
  public static final int UNREACHABLE = 1;
  public static final int PACKET_TOO_BIG = 2;
  public static final int TIME_EXCEEDED = 3;
  public static final int PARAMETER_PROBLEM = 4;
  public static final int ECHO = 128;
  public static final int ECHO_REPLY = 129;
  public static final int ROUTER_SOLICITATION = 133;
  public static final int ROUTER_ADVERTISEMENT = 134;
  public static final int NEIGHBOR_SOLICITATION = 135;
  public static final int NEIGHBOR_ADVERTISEMENT = 136;
  public static final int REDIRECT = 137;

  /** Codes of {@link #UNREACHABLE}. */
  public static final int NO_ROUTE = 0;

  public static final int ADMINISTRATIVELY_PROHIBITED = 1;
  public static final int BEYOND_SCOPE = 2;
  public static final int ADDRESS_UNREACHABLE = 3;
  public static final int PORT_UNREACHABLE = 4;

  /** Codes of {@link #PARAMETER_PROBLEM}. */
  public static final int ERRONEOUS_FIELD = 0;

  public static final int UNRECOGNIZED_NEXT_HEADER = 1;
  public static final int UNRECOGNIZED_OPTION = 2;

  /**
   * True when the checksum over the message and its pseudo-header is right.
   *
   * @param pseudoHeaderSum sum without the length, see {@link Checksum#pseudoHeader}
   */
  public boolean checksumIsRight(long pseudoHeaderSum) {
    return sumsToAllOnes(Checksum.addInt(length(), pseudoHeaderSum));
  }

  /** True for types 0 to 127 (RFC 4443 section 2.1). */
  @Override
  public boolean isError() {
    return type() < 128;
  }

  @Override
  public boolean isEchoRequest() {
    return type() == ECHO;
  }

  /** MTU of the next hop, 0 to 2^32 - 1; only of {@link #PACKET_TOO_BIG}. */
  @Override
  public long mtu() {
    return rest() & 0xffff_ffffL;
  }

  /** Offset of the offending byte, 0 to 2^32 - 1; only of {@link #PARAMETER_PROBLEM}. */
  public long pointer() {
    return rest() & 0xffff_ffffL;
  }

  @Override
  int claimedEmbeddedLength() {
    return type() == UNREACHABLE || type() == TIME_EXCEEDED ? 8 * byteAt(4) : 0;
  }
}
