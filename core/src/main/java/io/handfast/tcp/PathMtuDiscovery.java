package io.handfast.tcp;

/** What IP_MTU_DISCOVER may say (ip(7)), by Linux's numbers: the ordinals. */
public enum PathMtuDiscovery {
  /** Packets may be fragmented on the way; segments follow the path MTU all the same. */
  DONT,
  /** The default: packets may not be fragmented, ICMP lowers the path MTU (RFC 1191). */
  WANT,
  /** The same for TCP, which never sends more than the path MTU. */
  DO,
  /** Packets may not be fragmented, and ICMP is not believed: the link's MTU counts. */
  PROBE
}
