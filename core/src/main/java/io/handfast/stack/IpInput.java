package io.handfast.stack;

import io.handfast.buffer.Packet;
import io.handfast.event.Counter;
import io.handfast.event.EventType;
import io.handfast.event.Reason;
import io.handfast.ip.Reassembler;
import io.handfast.tcp.FlowKey;
import io.handfast.tcp.Tunable;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.Malformed;
import io.handfast.wire.SourceRoute;
import io.handfast.wire.TcpView;
import io.handfast.wire.UdpView;
import java.lang.foreign.MemorySegment;

/**
 * The way in: is the header sound, is the packet for us, whose is it. What is not is dropped and
 * counted; nothing here throws for any bytes.
 */
final class IpInput {
  private static final Counter[] BY_ECN_FIELD = {
    Counter.IP_EXT_IN_NO_ECT_PKTS,
    Counter.IP_EXT_IN_ECT1_PKTS,
    Counter.IP_EXT_IN_ECT0_PKTS,
    Counter.IP_EXT_IN_CE_PKTS
  };

  private final NetworkStack stack;
  private final Icmp icmp;
  private final Reassembler reassembler;
  private final Ipv4View v4 = new Ipv4View();
  private final Ipv6View v6 = new Ipv6View();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final FlowKey flow = new FlowKey();

  // The packet at hand, after its IP header.
  private long srcHigh;
  private long srcLow;
  private long dstHigh;
  private long dstLow;
  private boolean ipv4;
  private int trafficClass;
  private SourceRoute routeBack;
  private Packet packet;
  private long ipOffset;
  private int ipLength;

  IpInput(NetworkStack stack) {
    this.stack = stack;
    this.icmp = new Icmp(stack);
    this.reassembler = new Reassembler(stack.pool(), stack.counters());
  }

  Icmp icmp() {
    return icmp;
  }

  void receive(Interface in, Packet received, long now) {
    count(Counter.IP_IN_RECEIVES);
    packet = received;
    MemorySegment memory = received.memory();
    int offset = received.offset;
    int version = received.length > 0 ? Bytes.u8(memory, offset) >>> 4 : 0;
    if (version == 4) {
      receiveV4(in, memory, offset, now);
    } else if (version == 6) {
      receiveV6(in, memory, offset, now);
    } else {
      refuse(received.length == 0 ? Malformed.TOO_SHORT : Malformed.BAD_VERSION);
    }
    packet = null;
  }

  /** The link cannot deliver a packet of ours: what ICMP would say, without the message. */
  void unreachable(MemorySegment own, long now) {
    icmp.undeliverable(own, now);
  }

  private void receiveV4(Interface in, MemorySegment memory, int offset, long now) {
    Malformed problem = v4.wrap(memory, offset, packet.length);
    routeBack = problem == Malformed.SOURCE_ROUTE ? routeBack() : null;
    if (problem != null && routeBack == null) {
      refuse(problem);
      return;
    }
    trafficClass(v4.trafficClass());
    addresses(true, 0, mapped(v4.source()), 0, mapped(v4.destination()));
    ipOffset = offset;
    ipLength = v4.totalLength();
    if (isMartian(in, source(), destination()) || !isForUs(in, v4.destination())) {
      return;
    }
    if (v4.isFragment()) {
      Reassembler.Key key =
          new Reassembler.Key(srcHigh, srcLow, dstHigh, dstLow, v4.id(), v4.protocol());
      reassemble(
          key,
          v4.payloadOffset(),
          v4.payloadLength(),
          v4.fragmentOffset(),
          v4.moreFragments(),
          v4.protocol(),
          now);
    } else {
      deliver(v4.protocol(), v4.payloadOffset(), v4.payloadLength(), now);
    }
  }

  /** Where source routes are taken: the way back of one that is completed, else null. */
  private SourceRoute routeBack() {
    boolean taken = stack.tcp().config().is(Tunable.ACCEPT_SOURCE_ROUTE);
    return taken ? SourceRoute.back(v4).orElse(null) : null;
  }

  private void receiveV6(Interface in, MemorySegment memory, int offset, long now) {
    routeBack = null;
    Malformed problem = v6.wrap(memory, offset, packet.length);
    if (problem != null && problem != Malformed.UNKNOWN_EXTENSION) {
      refuse(problem);
      return;
    }
    trafficClass(v6.trafficClass());
    addresses(false, v6.sourceHigh(), v6.sourceLow(), v6.destinationHigh(), v6.destinationLow());
    ipOffset = offset;
    ipLength = v6.totalLength();
    if (isMartian(in, source(), destination()) || !isForUsV6(in)) {
      return;
    }
    if (problem != null) {
      refuse(problem);
      icmp.parameterProblem(source(), destination(), packet, ipOffset, ipLength, v6, now);
    } else if (v6.isFragment() && isTinyFirst()) {
      refuse(Malformed.TOO_SHORT);
    } else if (v6.isFragment()) {
      Reassembler.Key key =
          new Reassembler.Key(srcHigh, srcLow, dstHigh, dstLow, v6.fragmentId(), v6.protocol());
      reassemble(
          key,
          v6.payloadOffset(),
          v6.payloadLength(),
          v6.fragmentOffset(),
          v6.moreFragments(),
          v6.protocol(),
          now);
    } else {
      deliver(v6.protocol(), v6.payloadOffset(), v6.payloadLength(), now);
    }
  }

  /** A first fragment without the whole header of its transport hides it (RFC 7112 section 5). */
  private boolean isTinyFirst() {
    int header =
        switch (v6.protocol()) {
          case IpProtocol.TCP -> 20;
          case IpProtocol.UDP, IpProtocol.ICMPV6 -> 8;
          default -> 0;
        };
    return v6.fragmentOffset() == 0 && v6.moreFragments() && v6.payloadLength() < header;
  }

  /** Low half of the 128 bits that stand for an IPv4 address. */
  private static long mapped(int v4) {
    return 0xffff_0000_0000L | Integer.toUnsignedLong(v4);
  }

  private void addresses(boolean v4, long srcHigh, long srcLow, long dstHigh, long dstLow) {
    this.ipv4 = v4;
    this.srcHigh = srcHigh;
    this.srcLow = srcLow;
    this.dstHigh = dstHigh;
    this.dstLow = dstLow;
  }

  private void trafficClass(int value) {
    trafficClass = value;
    count(BY_ECN_FIELD[value & 3]);
  }

  private void refuse(Malformed problem) {
    count(Counter.IP_IN_HDR_ERRORS);
    if (problem == Malformed.SOURCE_ROUTE) {
      count(Counter.IP_EXT_IN_SOURCE_ROUTE);
    }
  }

  /**
   * Addresses that no honest packet has: land, smurf, spoofed loopback, source any or multicast.
   */
  private boolean isMartian(Interface in, IpAddress source, IpAddress destination) {
    boolean outside = !in.isLoopback();
    boolean mappedOnTheWire = !ipv4 && (source.isV4() || destination.isV4());
    boolean martian =
        source.isAny()
            || source.isMulticast()
            || mappedOnTheWire
            || ipv4 && in.isBroadcast(source.v4())
            || outside && (source.isLoopback() || destination.isLoopback())
            || outside && stack.isLocal(source);
    if (martian) {
      count(Counter.IP_EXT_IN_MARTIANS);
    }
    return martian;
  }

  /**
   * Strong host model: the address must be one of this very interface (RFC 1122 section 3.3.4.2).
   * What we send to any address of ours comes in by the loopback.
   */
  private boolean isOurs(Interface in) {
    return in.isLoopback() ? stack.isLocal(dstHigh, dstLow) : in.has(dstHigh, dstLow);
  }

  /** A group that a datagram socket of ours has joined. */
  private boolean isOurGroup(int protocol) {
    return protocol == IpProtocol.UDP
        && destination().isMulticast()
        && stack.udp().hasMember(destination());
  }

  private boolean isForUs(Interface in, int destination) {
    if (isOurs(in) || isOurGroup(v4.protocol())) {
      return true;
    }
    boolean broadcast = in.isBroadcast(destination);
    boolean taken = broadcast ? v4.protocol() == IpProtocol.UDP : isForwarded(in, v4.protocol());
    if (!taken) {
      count(Counter.IP_IN_ADDR_ERRORS);
    }
    return taken;
  }

  /** An interface that accepts any address: what has flows, and the errors about them. */
  private boolean isForwarded(Interface in, int protocol) {
    boolean carries =
        protocol == IpProtocol.TCP
            || protocol == IpProtocol.UDP
            || protocol == IpProtocol.ICMP
            || protocol == IpProtocol.ICMPV6;
    IpAddress to = destination();
    return in.acceptsAny() && carries && !to.isMulticast() && !to.isAny();
  }

  private boolean isForUsV6(Interface in) {
    boolean taken = isOurs(in) || isOurGroup(v6.protocol()) || isForwarded(in, v6.protocol());
    if (!taken) {
      count(Counter.IP_IN_ADDR_ERRORS);
    }
    return taken;
  }

  private void reassemble(
      Reassembler.Key key, long at, int length, int offset, boolean more, int protocol, long now) {
    Packet whole = reassembler.add(key, packet.memory(), at, length, offset, more, now);
    if (whole != null) {
      packet = whole;
      ipLength = 0; // no header to quote in an ICMP error
      deliver(protocol, whole.offset, whole.length, now);
      whole.release();
    }
  }

  private void deliver(int protocol, long offset, int length, long now) {
    count(Counter.IP_IN_DELIVERS);
    switch (protocol) {
      case IpProtocol.TCP -> toTcp(offset, length, now);
      case IpProtocol.UDP -> toUdp(offset, length, now);
      case IpProtocol.ICMP -> {
        if (ipv4) {
          icmp.receiveV4(source(), destination(), packet, offset, length, now);
        }
      }
      case IpProtocol.ICMPV6 -> {
        if (!ipv4) {
          icmp.receiveV6(source(), destination(), packet, offset, length, now);
        }
      }
      case IpProtocol.NO_NEXT_HEADER -> {}
      default -> {
        count(Counter.IP_IN_UNKNOWN_PROTOS);
        icmp.protocolUnreachable(
            source(), destination(), packet, ipOffset, ipLength, protocol, now);
      }
    }
  }

  private IpAddress source() {
    return new IpAddress(srcHigh, srcLow);
  }

  private IpAddress destination() {
    return new IpAddress(dstHigh, dstLow);
  }

  private void toTcp(long offset, int length, long now) {
    Malformed problem = tcp.wrap(packet.memory(), offset, length);
    boolean broadcast = ipv4 && (dstLow & 0xffff_ffffL) == 0xffff_ffffL;
    if (problem != null || broadcast) {
      count(Counter.TCP_IN_ERRS);
      return;
    }
    flow.set(dstHigh, dstLow, tcp.destinationPort(), srcHigh, srcLow, tcp.sourcePort());
    if (packet.checksum == Packet.ChecksumState.UNVERIFIED
        && !tcp.checksumIsRight(flow.pseudoHeaderSum())) {
      count(Counter.TCP_IN_CSUM_ERRORS);
      count(Counter.TCP_IN_ERRS);
      stack
          .events()
          .emit(now, EventType.DROPPED, Reason.BAD_CHECKSUM, 0, tcp.seq(), tcp.payloadLength());
      return;
    }
    stack.tcp().receive(flow, tcp, packet, routeBack, trafficClass, now);
  }

  private void toUdp(long offset, int length, long now) {
    Malformed problem = udp.wrap(packet.memory(), offset, length);
    if (problem != null) {
      count(Counter.UDP_IN_ERRORS);
      return;
    }
    if (packet.checksum == Packet.ChecksumState.UNVERIFIED
        && !udp.checksumIsRight(ipv4, pseudoHeader(IpProtocol.UDP))) {
      count(Counter.UDP_IN_CSUM_ERRORS);
      count(Counter.UDP_IN_ERRORS);
      return;
    }
    boolean taken = stack.udp().receive(destination(), source(), udp, now);
    if (!taken && stack.isLocal(dstHigh, dstLow)) {
      icmp.portUnreachable(source(), destination(), packet, ipOffset, ipLength, now);
    }
  }

  private long pseudoHeader(int protocol) {
    return Checksum.pseudoHeader(ipv4, srcHigh, srcLow, dstHigh, dstLow, protocol);
  }

  private void count(Counter counter) {
    stack.counters().add(counter);
  }
}
