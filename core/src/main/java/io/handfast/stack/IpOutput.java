package io.handfast.stack;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.FlowKey;
import io.handfast.tcp.TcpNetwork;
import io.handfast.tcp.Tunable;
import io.handfast.udp.UdpNetwork;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.Unreachable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The way out: puts an IP header before what a transport wrote, completes the checksum as far as
 * the link does not, and hands it to the link or to the loopback queue.
 */
final class IpOutput implements TcpNetwork, UdpNetwork {
  private static final int TRANSPORT_AT = OutPacket.HEADROOM + 60;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int UDP_HEADER = 8;

  private final NetworkStack stack;
  private final MemorySegment header = Arena.ofAuto().allocate(256, 64);
  private final OutPacket out = new OutPacket();
  private final Fragmenter fragmenter;
  private final LastWay way;
  private boolean fragmentable;
  private int identification;
  private int timeToLive;
  private SourceRoute route;
  private int datagramClass;
  private boolean loopsToMembers;

  IpOutput(NetworkStack stack, KeyedHash secret) {
    this.stack = stack;
    this.way = new LastWay(stack);
    this.fragmenter = new Fragmenter(stack, secret.derive("fragments"));
    out.header = header;
  }

  // ---- for TCP ----

  @Override
  public MemorySegment headerMemory() {
    return header;
  }

  @Override
  public int headerAt() {
    return TRANSPORT_AT;
  }

  @Override
  public void addPayload(MemorySegment memory, int offset, int length) {
    out.addSlice(memory, offset, length);
  }

  @Override
  public boolean transmit(FlowKey flow, int headerLength, int segmentSize, int trafficClass) {
    out.segmentSize = segmentSize;
    out.protocol = IpProtocol.TCP;
    out.checksumOffset = TCP_CHECKSUM;
    return send(
        flow.localHigh(),
        flow.localLow(),
        flow.remoteHigh(),
        flow.remoteLow(),
        headerLength,
        trafficClass,
        flow.pseudoHeaderSum());
  }

  @Override
  public void service(int timeToLive, SourceRoute route) {
    this.timeToLive = timeToLive;
    this.route = route;
  }

  private int ttl() {
    return timeToLive != 0 ? timeToLive : stack.tcp().config().getInt(Tunable.IP_DEFAULT_TTL);
  }

  @Override
  public IpAddress sourceFor(IpAddress destination) {
    IpAddress found =
        stack.isLocal(destination) ? destination : stack.routes.sourceFor(destination);
    return found == null && destination.isMulticast() ? anyAddressLike(destination) : found;
  }

  /** Towards a group without a route: its members may be on this host. */
  private IpAddress anyAddressLike(IpAddress destination) {
    return stack.localAddresses().stream()
        .filter(each -> each.isV4() == destination.isV4())
        .findFirst()
        .orElse(null);
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return stack.isLocal(address);
  }

  @Override
  public boolean isBroadcast(IpAddress address) {
    return address.isV4() && stack.isBroadcast(address.v4());
  }

  @Override
  public void adviseAgainst(FlowKey flow) {
    stack.counters().add(Counter.IP_NEGATIVE_ADVICE);
    stack.detours.take(flow.remote(), stack.now());
  }

  @Override
  public int pathMtu(FlowKey flow) {
    int link = linkMtu(flow);
    boolean simple = stack.pathMtus.isEmpty() || lockedMtu(flow) != 0;
    return simple ? link : stack.pathMtus.lookUp(flow.remote(), link, stack.now());
  }

  @Override
  public int linkMtu(FlowKey flow) {
    Interface via = wayTo(flow.remoteHigh(), flow.remoteLow());
    int said = metrics(flow).mtu();
    int link = via == null ? 1_280 : via.mtu();
    return said == 0 ? link : Math.min(said, link);
  }

  @Override
  public int lockedMtu(FlowKey flow) {
    RouteMetrics metrics = metrics(flow);
    return metrics.mtuLocked() ? metrics.mtu() : 0;
  }

  @Override
  public int advertisedMss(FlowKey flow) {
    int said = metrics(flow).advertisedMss();
    int fits = linkMtu(flow) - flow.ipHeaderLength() - 20;
    return said == 0 ? fits : said;
  }

  @Override
  public int initialWindow(FlowKey flow) {
    return metrics(flow).initialWindow();
  }

  private RouteMetrics metrics(FlowKey flow) {
    return way.to(flow.remoteHigh(), flow.remoteLow()).metrics();
  }

  @Override
  public void mayFragment(boolean may) {
    fragmentable = may;
  }

  @Override
  public int superSegmentMax(FlowKey flow) {
    Interface via = wayTo(flow.remoteHigh(), flow.remoteLow());
    return via != null && via.offload().segmentation() ? 65_535 : 0;
  }

  private Interface wayTo(long high, long low) {
    LastWay best = way.to(high, low);
    if (best.isLocal() || stack.detours.isEmpty()) {
      return best.via();
    }
    Interface detour = stack.detours.lookUp(high, low, stack.now());
    return detour != null ? detour : best.via();
  }

  @Override
  public void unreachable(Unreachable why, IpAddress sender, byte[] quoted, long now) {
    stack.icmp().unreachable(why, sender, quoted, now);
  }

  // ---- for UDP ----

  @Override
  public int maxPayload(IpAddress destination) {
    return 65_535 - (destination.isV4() ? 20 : 0) - UDP_HEADER;
  }

  @Override
  public int maxWholePayload(IpAddress destination) {
    Interface via = wayTo(destination.high(), destination.low());
    return via == null
        ? maxPayload(destination)
        : fragmenter.mtuOf(via, destination.high(), destination.low())
            - (destination.isV4() ? 20 : 40)
            - UDP_HEADER;
  }

  @Override
  public void datagramService(int trafficClass, int hops, boolean loop) {
    datagramClass = trafficClass;
    timeToLive = hops;
    loopsToMembers = loop;
  }

  @Override
  public boolean sendUdp(
      IpAddress from, int fromPort, IpAddress to, int toPort, MemorySegment data, int length) {
    Bytes.put16(header, TRANSPORT_AT, fromPort);
    Bytes.put16(header, TRANSPORT_AT + 2, toPort);
    Bytes.put16(header, TRANSPORT_AT + 4, UDP_HEADER + length);
    Bytes.put16(header, TRANSPORT_AT + UDP_CHECKSUM, 0);
    if (length > 0) {
      out.addSlice(data, 0, length);
    }
    out.segmentSize = 0;
    out.protocol = IpProtocol.UDP;
    out.checksumOffset = UDP_CHECKSUM;
    long sum =
        Checksum.pseudoHeader(
            to.isV4(), from.high(), from.low(), to.high(), to.low(), IpProtocol.UDP);
    int trafficClass = datagramClass;
    datagramClass = 0;
    return send(from.high(), from.low(), to.high(), to.low(), UDP_HEADER, trafficClass, sum);
  }

  // ---- for ICMP ----

  /** Sends a whole ICMP message that lies ready, its checksum included. */
  boolean sendIcmp(IpAddress from, IpAddress to, MemorySegment message, int offset, int length) {
    out.addSlice(message, offset, length);
    out.segmentSize = 0;
    out.protocol = to.isV4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    out.checksumOffset = -1;
    stack.counters().add(Counter.ICMP_OUT_MSGS);
    return send(from.high(), from.low(), to.high(), to.low(), 0, 0, 0);
  }

  // ---- shared ----

  private boolean send(
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      int transportHeader,
      int trafficClass,
      long pseudoHeaderSum) {
    boolean v4 = IpAddress.isV4(dstHigh, dstLow);
    out.ipVersion = v4 ? 4 : 6;
    SourceRoute by = v4 && !way.to(dstHigh, dstLow).isLocal() ? route : null;
    out.ipHeaderLength = v4 ? 20 + (by == null ? 0 : by.optionLength()) : 40;
    out.headerOffset = TRANSPORT_AT - out.ipHeaderLength;
    out.headerLength = out.ipHeaderLength + transportHeader;
    try {
      Interface via =
          by == null ? wayTo(dstHigh, dstLow) : wayTo(by.first().high(), by.first().low());
      boolean toMembers = comesBack(dstHigh, dstLow);
      if (timeToLive == UdpNetwork.NO_HOP || via == null && toMembers) {
        via = stack.loopback;
        timeToLive = 1;
      }
      if (via == null) {
        stack.counters().add(Counter.IP_OUT_NO_ROUTES);
        return false;
      }
      int transportLength = transportHeader + out.payloadLength();
      if (v4) {
        ipv4((int) srcLow, (int) dstLow, by, transportLength, trafficClass);
      } else {
        ipv6(srcHigh, srcLow, dstHigh, dstLow, transportLength, trafficClass);
      }
      int mtu = fragmenter.mtuOf(via, dstHigh, dstLow);
      boolean inPieces = Fragmenter.isNeeded(out, mtu);
      checksum(via.offload().checksum() && !inPieces, transportLength, pseudoHeaderSum);
      if (toMembers && !via.isLoopback() && hasMember(dstHigh, dstLow)) {
        loopBack(out);
      }
      return inPieces ? cut(via, mtu) : hand(via);
    } finally {
      loopsToMembers = false;
      fragmentable = false;
      service(0, null);
      out.clearPayload();
    }
  }

  /** A datagram to a group, which members on this host get, too. */
  private boolean comesBack(long dstHigh, long dstLow) {
    return loopsToMembers
        && out.protocol == IpProtocol.UDP
        && new IpAddress(dstHigh, dstLow).isMulticast();
  }

  private boolean hasMember(long groupHigh, long groupLow) {
    return stack.udp().hasMember(new IpAddress(groupHigh, groupLow));
  }

  private void ipv4(
      int source, int destination, SourceRoute by, int transportLength, int trafficClass) {
    long at = out.headerOffset;
    int length = out.ipHeaderLength;
    Bytes.put16(header, at, 0x4000 | length >> 2 << 8 | trafficClass);
    Bytes.put16(header, at + 2, length + transportLength);
    // Identification 0 is right for what is never fragmented; else packets in flight differ in it.
    Bytes.put32(header, at + 4, fragmentable ? nextIdentification() << 16 : 0x4000);
    Bytes.put16(header, at + 8, ttl() << 8 | out.protocol);
    Bytes.put16(header, at + 10, 0);
    Bytes.put32(header, at + 12, source);
    Bytes.put32(header, at + 16, by == null ? destination : by.first().v4());
    if (by != null) {
      by.emit(header, at + 20, destination);
    }
    Bytes.put16(header, at + 10, Checksum.finish(Checksum.add(header, at, length, 0)));
  }

  /** A super-segment takes as many as it has segments: whoever cuts it counts on from the first. */
  private int nextIdentification() {
    int first = identification;
    int payload = out.payloadLength();
    identification += out.segmentSize == 0 ? 1 : (payload + out.segmentSize - 1) / out.segmentSize;
    return first;
  }

  private void ipv6(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int transportLength, int trafficClass) {
    long at = out.headerOffset;
    Bytes.put32(header, at, 6 << 28 | trafficClass << 20);
    Bytes.put32(header, at + 4, transportLength << 16 | out.protocol << 8 | ttl());
    Bytes.put64(header, at + 8, srcHigh);
    Bytes.put64(header, at + 16, srcLow);
    Bytes.put64(header, at + 24, dstHigh);
    Bytes.put64(header, at + 32, dstLow);
  }

  private void checksum(boolean offload, int transportLength, long pseudoHeaderSum) {
    out.partialChecksum = false;
    if (out.checksumOffset < 0) {
      return;
    }
    long sum = Checksum.addWord(transportLength, pseudoHeaderSum);
    long at = TRANSPORT_AT + out.checksumOffset;
    if (offload) {
      out.partialChecksum = true;
      Bytes.put16(header, at, Checksum.fold(sum));
      return;
    }
    int transportHeader = out.headerLength - out.ipHeaderLength;
    sum = Checksum.add(header, TRANSPORT_AT, transportHeader, sum);
    int position = transportHeader;
    for (int i = 0; i < out.slices(); i++) {
      int length = out.sliceLength(i);
      sum = Checksum.addAt(position, out.slice(i), out.sliceOffset(i), length, sum);
      position += length;
    }
    int value = Checksum.finish(sum);
    boolean isNoChecksum = value == 0 && out.protocol == IpProtocol.UDP;
    Bytes.put16(header, at, isNoChecksum ? 0xffff : value); // 0 would say "none" (RFC 768)
  }

  private boolean hand(Interface via) {
    stack.counters().add(Counter.IP_OUT_REQUESTS);
    if (via.isLoopback()) {
      return loopBack(out);
    }
    boolean sent = via.link().orElseThrow().send(out);
    if (!sent) {
      stack.counters().add(Counter.IP_OUT_DISCARDS);
    }
    return sent;
  }

  /** The largest datagrams of IPv6 are too large for the loopback, too. */
  private boolean cut(Interface via, int mtu) {
    stack.counters().add(Counter.IP_OUT_REQUESTS);
    boolean sent =
        via.isLoopback()
            ? fragmenter.send(out, this::loopBack, mtu)
            : fragmenter.send(out, via.link().orElseThrow()::send, mtu);
    if (!sent) {
      stack.counters().add(Counter.IP_OUT_DISCARDS);
    }
    return sent;
  }

  private boolean loopBack(OutPacket sent) {
    Packet packet = stack.pool().acquirePacket(sent.totalLength());
    packet.length = sent.copyTo(packet.memory(), packet.offset);
    packet.segmentSize = sent.segmentSize;
    packet.checksum = Packet.ChecksumState.TRUSTED;
    return stack.loopBack(packet);
  }
}
