package io.handfast.tcp;

import io.handfast.event.Errno;

/** Kinds of ICMP error that concern TCP, and the error that a caller gets for each, as on Linux. */
public enum IcmpError {
  /** No route to the network. */
  NET_UNREACHABLE(Errno.ENETUNREACH, true),
  /** The host does not answer, or something on the way does not let the packet through. */
  HOST_UNREACHABLE(Errno.EHOSTUNREACH, true),
  /** The host has no TCP. */
  PROTOCOL_UNREACHABLE(Errno.ENOPROTOOPT, false),
  /** Nobody there. */
  PORT_UNREACHABLE(Errno.ECONNREFUSED, false),
  /** A source route did not work. */
  SOURCE_ROUTE_FAILED(Errno.EOPNOTSUPP, false),
  /** There is no such host. */
  HOST_UNKNOWN(Errno.EHOSTDOWN, false),
  /** The source is cut off. */
  HOST_ISOLATED(Errno.ENONET, false),
  /** Somebody's rules forbid it. */
  PROHIBITED(Errno.EACCES, false),
  /** The packet went round in circles. */
  TIME_EXCEEDED(Errno.EHOSTUNREACH, true),
  /** A router did not understand the header. */
  PARAMETER_PROBLEM(Errno.EPROTO, true),
  /** The packet was larger than a link on the way and must not be fragmented. */
  PACKET_TOO_BIG(Errno.EMSGSIZE, false);

  private final Errno errno;
  private final boolean endsHalfOpen;

  IcmpError(Errno errno, boolean endsHalfOpen) {
    this.errno = errno;
    this.endsHalfOpen = endsHalfOpen;
  }

  /** What a call returns because of it. */
  public Errno errno() {
    return errno;
  }

  /** A half-open connection is forgotten when its SYN-ACK meets this. */
  boolean endsHalfOpen() {
    return endsHalfOpen;
  }

  /** It may pass, so that it must not abort a connection (RFC 9293 section 3.9.2.2). */
  boolean isSoft() {
    return switch (this) {
      case NET_UNREACHABLE,
          HOST_UNREACHABLE,
          SOURCE_ROUTE_FAILED,
          TIME_EXCEEDED,
          PARAMETER_PROBLEM ->
          true;
      case PROTOCOL_UNREACHABLE,
          PORT_UNREACHABLE,
          HOST_UNKNOWN,
          HOST_ISOLATED,
          PROHIBITED,
          PACKET_TOO_BIG ->
          false;
    };
  }

  /** Only the last stretch of the way is broken: what RFC 6069 calls a connectivity disruption. */
  boolean isDisruption() {
    return this == NET_UNREACHABLE || this == HOST_UNREACHABLE;
  }
}
