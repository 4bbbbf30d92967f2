package io.handfast.wire;

/** A look at an ICMP message (RFC 792) where it lies; see {@link IcmpView}. */
public final class Icmpv4View extends IcmpView {
  public static final int ECHO_REPLY = 0;
  public static final int UNREACHABLE = 3;
  public static final int SOURCE_QUENCH = 4;
  public static final int REDIRECT = 5;
  public static final int ECHO = 8;
  public static final int TIME_EXCEEDED = 11;
  public static final int PARAMETER_PROBLEM = 12;

  /** Codes of {@link #UNREACHABLE}. */
  public static final int NET_UNREACHABLE = 0;

  public static final int HOST_UNREACHABLE = 1;
  public static final int PROTOCOL_UNREACHABLE = 2;
  public static final int PORT_UNREACHABLE = 3;
  public static final int FRAGMENTATION_NEEDED = 4;
  public static final int SOURCE_ROUTE_FAILED = 5;
  public static final int NET_UNKNOWN = 6;
  public static final int HOST_UNKNOWN = 7;
  public static final int HOST_ISOLATED = 8;
  public static final int NET_PROHIBITED = 9;
  public static final int NET_UNREACHABLE_FOR_TOS = 11;
  public static final int ADMINISTRATIVELY_PROHIBITED = 13;

  /** True when the checksum over the message is right. */
  public boolean checksumIsRight() {
    return sumsToAllOnes(0);
  }

  @Override
  public boolean isError() {
    return switch (type()) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }

  @Override
  public boolean isEchoRequest() {
    return type() == ECHO;
  }

  /** Next-hop MTU, 0 to 65,535 (RFC 1191 section 4); 0 from a router that does not know it. */
  @Override
  public long mtu() {
    return wordAt(6);
  }

  /** Offset of the offending byte, 0 to 255; only of {@link #PARAMETER_PROBLEM} code 0. */
  public int pointer() {
    return byteAt(4);
  }

  @Override
  int claimedEmbeddedLength() {
    return switch (type()) {
      case UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM -> 4 * byteAt(5);
      default -> 0;
    };
  }
}
