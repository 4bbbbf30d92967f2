package io.handfast.link;

import io.handfast.ip.NeighbourCache;
import io.handfast.stack.Driver;
import io.handfast.wire.ArpPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.MacAddress;
import io.handfast.wire.NeighborMessage;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Asks for the Ethernet addresses of neighbours, tells them ours, and defends it (RFC 5227). */
final class Resolver implements NeighbourCache.Wire {
  private static final IpAddress ALL_NODES = new IpAddress(0xff02_0000_0000_0000L, 1);
  private static final int IPV6_HEADER = 40;

  /** Neighbor discovery that came over a router has fewer hops left (RFC 4861 section 7.1). */
  private static final int HOPS = 255;

  /** Between two defences of an address, ns (RFC 5227 section 2.4). */
  private static final long DEFEND_INTERVAL = 10_000_000_000L;

  private final EthernetLink link;
  final NeighbourCache cache = new NeighbourCache(this);
  private boolean announced;
  private long defendedAt = Long.MIN_VALUE / 2;

  Resolver(EthernetLink link) {
    this.link = link;
  }

  private EthernetOptions options() {
    return link.options();
  }

  void announceAgain() {
    announced = false;
  }

  long poll(long now) {
    if (!announced) {
      announced = true;
      options().addresses().forEach(each -> announce(each.address()));
    }
    long next = cache.poll(now);
    return next == Long.MAX_VALUE ? Driver.NEVER : next;
  }

  // ---- ARP ----

  void onArp(MemorySegment frame, int at, int length, long now) {
    Optional<ArpPacket> parsed = ArpPacket.parse(frame, at, length);
    boolean sound =
        parsed.isPresent()
            && !parsed.get().sender().isGroup()
            && !parsed.get().senderIp().isMulticast();
    if (!sound) {
      link.counters().add(LinkCounter.RX_BAD_NEIGHBOUR);
      return;
    }
    ArpPacket arp = parsed.get();
    if (options().isOurs(arp.senderIp())) {
      conflict(arp.senderIp(), arp.sender(), now);
    } else if (arp.operation() == ArpPacket.REQUEST) {
      onRequest(arp, now);
    } else {
      boolean toUs = arp.target().equals(options().mac());
      cache.confirm(arp.senderIp(), arp.sender(), toUs, true, now);
    }
  }

  /** One for us makes an entry, as the answer will need it; a gratuitous one only changes one. */
  private void onRequest(ArpPacket arp, long now) {
    if (options().isOurs(arp.targetIp())) {
      if (!arp.senderIp().isAny() && !arp.senderIp().equals(IpAddress.ANY_V4)) {
        cache.heard(arp.senderIp(), arp.sender());
      }
      arp(ArpPacket.REPLY, arp.targetIp(), arp.sender(), arp.senderIp(), arp.sender());
    } else if (arp.senderIp().equals(arp.targetIp())) {
      cache.confirm(arp.senderIp(), arp.sender(), false, true, now);
    }
  }

  private void arp(
      int operation, IpAddress own, MacAddress target, IpAddress targetIp, MacAddress to) {
    ArpPacket packet = new ArpPacket(operation, options().mac(), own, target, targetIp);
    int length = packet.emit(link.payload(), EthernetLink.HEADER);
    link.transmit(to, EthernetLink.ARP, length);
  }

  // ---- neighbor discovery ----

  /** True when the packet was neighbor discovery, which is no business of the stack's. */
  boolean onIpv6(MemorySegment frame, int at, int length, long now) {
    boolean icmp = length > IPV6_HEADER && Bytes.u8(frame, at + 6) == IpProtocol.ICMPV6;
    if (!icmp || !NeighborMessage.isOne(Bytes.u8(frame, at + IPV6_HEADER))) {
      return false;
    }
    IpAddress from = new IpAddress(Bytes.i64(frame, at + 8), Bytes.i64(frame, at + 16));
    Optional<NeighborMessage> message = parse(frame, at, length, from);
    if (message.isEmpty()) {
      link.counters().add(LinkCounter.RX_BAD_NEIGHBOUR);
    } else if (message.get().advertisement()) {
      onAdvertisement(message.get(), now);
    } else if (options().isOurs(message.get().target())) {
      onSolicitation(message.get(), from, MacAddress.at(frame, 6));
    }
    return true;
  }

  private static Optional<NeighborMessage> parse(
      MemorySegment frame, int at, int length, IpAddress from) {
    int payload = Bytes.u16(frame, at + 4);
    boolean whole = payload <= length - IPV6_HEADER && Bytes.u8(frame, at + 7) == HOPS;
    if (!whole) {
      return Optional.empty();
    }
    IpAddress to = new IpAddress(Bytes.i64(frame, at + 24), Bytes.i64(frame, at + 32));
    long sum = Checksum.addWord(payload, Checksum.pseudoHeader(from, to, IpProtocol.ICMPV6));
    boolean right = Checksum.finish(Checksum.add(frame, at + IPV6_HEADER, payload, sum)) == 0;
    return right ? NeighborMessage.parse(frame, at + IPV6_HEADER, payload) : Optional.empty();
  }

  private void onAdvertisement(NeighborMessage message, long now) {
    MacAddress mac = message.linkAddress().orElse(MacAddress.NONE);
    if (options().isOurs(message.target())) {
      conflict(message.target(), mac, now);
    } else if (!mac.equals(MacAddress.NONE)) {
      cache.confirm(message.target(), mac, message.solicited(), message.override(), now);
    }
  }

  /** Whoever only looks whether the address is free has none yet: the answer goes to all. */
  private void onSolicitation(NeighborMessage message, IpAddress from, MacAddress sender) {
    if (from.isAny()) {
      neighbor(
          NeighborMessage.advertisement(message.target(), options().mac(), false),
          message.target(),
          ALL_NODES,
          MacAddress.ofMulticast(ALL_NODES));
      return;
    }
    MacAddress mac = message.linkAddress().orElse(sender);
    cache.heard(from, mac);
    neighbor(
        NeighborMessage.advertisement(message.target(), options().mac(), true),
        message.target(),
        from,
        mac);
  }

  private void neighbor(NeighborMessage message, IpAddress from, IpAddress to, MacAddress mac) {
    MemorySegment memory = link.payload();
    int at = EthernetLink.HEADER;
    int length = message.emit(memory, at + IPV6_HEADER, from, to);
    Bytes.put32(memory, at, 6 << 28);
    Bytes.put32(memory, at + 4, length << 16 | IpProtocol.ICMPV6 << 8 | HOPS);
    Bytes.put64(memory, at + 8, from.high());
    Bytes.put64(memory, at + 16, from.low());
    Bytes.put64(memory, at + 24, to.high());
    Bytes.put64(memory, at + 32, to.low());
    link.transmit(mac, EthernetLink.IPV6, IPV6_HEADER + length);
  }

  // ---- our own addresses ----

  /** Tells all stations where an address of ours is, so that they forget where it was. */
  private void announce(IpAddress own) {
    if (own.isV4()) {
      arp(ArpPacket.REQUEST, own, MacAddress.NONE, own, MacAddress.BROADCAST);
    } else {
      neighbor(
          NeighborMessage.advertisement(own, options().mac(), false),
          own,
          ALL_NODES,
          MacAddress.ofMulticast(ALL_NODES));
    }
  }

  /** Another station claims an address of ours: it is told, not more than once in ten seconds. */
  private void conflict(IpAddress own, MacAddress claimant, long now) {
    if (claimant.equals(options().mac())) {
      return; // an echo of what we said
    }
    link.counters().add(LinkCounter.ADDRESS_CONFLICTS);
    if (now - defendedAt >= DEFEND_INTERVAL) {
      defendedAt = now;
      announce(own);
    }
  }

  // ---- what the cache asks for ----

  @Override
  public void solicit(IpAddress address, Optional<MacAddress> lastKnown) {
    Optional<IpAddress> own = options().sourceFor(address);
    if (own.isEmpty()) {
      return;
    }
    if (address.isV4()) {
      arp(
          ArpPacket.REQUEST,
          own.get(),
          MacAddress.NONE,
          address,
          lastKnown.orElse(MacAddress.BROADCAST));
    } else {
      IpAddress group = NeighborMessage.solicitedNode(address);
      neighbor(
          NeighborMessage.solicitation(address, options().mac()),
          own.get(),
          lastKnown.isPresent() ? address : group,
          lastKnown.orElse(MacAddress.ofMulticast(group)));
    }
  }

  @Override
  public void send(byte[] packet, MacAddress to) {
    MemorySegment.copy(
        MemorySegment.ofArray(packet), 0, link.payload(), EthernetLink.HEADER, packet.length);
    int type = packet[0] >> 4 == 4 ? EthernetLink.IPV4 : EthernetLink.IPV6;
    link.transmit(to, type, packet.length);
  }

  @Override
  public void unreachable(byte[] packet) {
    link.undeliverable(packet);
  }

  @Override
  public void evicted() {
    link.counters().add(LinkCounter.NEIGHBOURS_EVICTED);
  }

  @Override
  public void overflowed() {
    link.counters().add(LinkCounter.TX_NEIGHBOUR_QUEUE_FULL);
  }
}
