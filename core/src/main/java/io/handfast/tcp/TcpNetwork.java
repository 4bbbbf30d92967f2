package io.handfast.tcp;

import io.handfast.wire.IpAddress;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.Unreachable;
import java.lang.foreign.MemorySegment;

/**
 * What TCP needs from the layer below: a place to write a segment, a way out, and facts of routes.
 */
public interface TcpNetwork {
  /** Memory to write the next segment's header to. */
  MemorySegment headerMemory();

  /** Where in {@link #headerMemory()} the TCP header begins. */
  int headerAt();

  /** Appends payload to the next segment; the memory stays the caller's. */
  void addPayload(MemorySegment memory, int offset, int length);

  /** Whether routers may cut the next segment into fragments; no unless this says so. */
  void mayFragment(boolean may);

  /**
   * Sends the segment that was written, completing its checksum and its IP header.
   *
   * @param headerLength TCP header with options, 20 to 60 bytes
   * @param segmentSize payload bytes per packet of a super-segment, 0 for a single packet
   * @param trafficClass DSCP and ECN bits
   * @return false when it could not be sent now (no route, full queue); the reason is counted
   */
  boolean transmit(FlowKey flow, int headerLength, int segmentSize, int trafficClass);

  /**
   * How the next segment is sent, and only that one.
   *
   * @param timeToLive 1 to 255, 0 for the default
   * @param route the IPv4 gateways to go through, or null
   */
  void service(int timeToLive, SourceRoute route);

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

  /** True when the address is a broadcast address, the limited one or one of our networks'. */
  boolean isBroadcast(IpAddress address);

  /**
   * Negative advice (RFC 1122 section 3.3.1.4): nothing is acknowledged along the way that this
   * flow takes, so another one is worth trying.
   */
  void adviseAgainst(FlowKey flow);

  /** Path MTU to the flow's remote address, in bytes. */
  int pathMtu(FlowKey flow);

  /** MTU of the way out itself, whatever routers said, in bytes. */
  int linkMtu(FlowKey flow);

  /** MTU that an administrator has vouched for on the way out, in bytes; 0 for none. */
  int lockedMtu(FlowKey flow);

  /**
   * MSS that our SYNs name, in bytes: how much we can receive, which does not depend on what
   * routers said about the other direction (RFC 6691 section 3).
   */
  int advertisedMss(FlowKey flow);

  /** Congestion window at the start as the route has it, in packets; 0 leaves it to the tunable. */
  int initialWindow(FlowKey flow);

  /** Largest IP packet the way out takes for one send: 65,535 with segmentation, else 0. */
  int superSegmentMax(FlowKey flow);
}
