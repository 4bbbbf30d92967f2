package io.handfast.udp;

import io.handfast.wire.IpAddress;
import io.handfast.wire.Unreachable;
import java.lang.foreign.MemorySegment;

/** What UDP needs from the layer below. */
public interface UdpNetwork {
  /** Hops of what stays on this host. */
  int NO_HOP = -1;

  /**
   * Tells the sender of a packet, by ICMP, that its destination cannot be reached.
   *
   * @param quoted the packet, its IP header first
   */
  void unreachable(Unreachable why, IpAddress sender, byte[] quoted, long now);

  /** Source address for a destination, or null when there is no route. */
  IpAddress sourceFor(IpAddress destination);

  /** True when the address is one of ours. */
  boolean isLocal(IpAddress address);

  /** Largest UDP payload to the destination, in fragments where need be, in bytes. */
  int maxPayload(IpAddress destination);

  /** Largest UDP payload that goes to the destination in one packet, in bytes. */
  int maxWholePayload(IpAddress destination);

  /**
   * What the next datagram gets: its traffic class, its hops (0: the default; {@link #NO_HOP}), and
   * whether it comes back to members of this host when it goes to a group. For one datagram only.
   */
  void datagramService(int trafficClass, int hops, boolean loop);

  /** Sends one datagram; false when it could not be sent now, the reason is counted. */
  boolean sendUdp(
      IpAddress from, int fromPort, IpAddress to, int toPort, MemorySegment data, int length);
}
