package io.handfast.link;

import io.handfast.ip.Prefix;
import io.handfast.link.dhcp.DhcpClient;
import io.handfast.link.dhcp.DhcpLease;
import io.handfast.link.dhcp.DhcpMessage;
import io.handfast.stack.Driver;
import io.handfast.wire.ArpPacket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.MacAddress;
import io.handfast.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * An Ethernet link's IPv4 address by DHCP: carries the client's messages in frames, looks for
 * conflicts, and tells the link who it is.
 *
 * <p>A host has its address for life. When a lease is lost, IPv4 stops; it goes on when the server
 * gives the same address again, and with another one it does not.
 */
final class LeasedAddress implements DhcpClient.Wire {
  static final LeasedAddress NONE = new LeasedAddress();

  private static final IpAddress ALL = IpAddress.ofV4(-1);
  private static final int SERVER_PORT = 67;
  private static final int CLIENT_PORT = 68;

  private final EthernetLink link;
  private final DhcpClient client;
  private final Ipv4View ipv4 = new Ipv4View();
  private final UdpView udp = new UdpView();

  /** Where the last message came from: the server, or the router before it. */
  private MacAddress serverStation = MacAddress.BROADCAST;

  private IpAddress forLife = IpAddress.ANY_V4;
  private boolean usable;

  private LeasedAddress() {
    link = null;
    client = null;
  }

  LeasedAddress(EthernetLink link, RandomGenerator random) {
    this.link = link;
    this.client = new DhcpClient(link.mac(), random, this);
  }

  DhcpClient client() {
    return client;
  }

  private boolean isNone() {
    return client == null;
  }

  /** True while there should be an address and is none. */
  boolean isMissing() {
    return !isNone() && !usable;
  }

  long poll(long now) {
    return isNone() ? Driver.NEVER : client.poll(now);
  }

  // ---- in ----

  /** Takes a datagram to the client's port out of the traffic; true when it was one. */
  boolean take(MemorySegment frame, int at, int length, long now) {
    if (isNone() || !isForClient(frame, at, length)) {
      return false;
    }
    byte[] message = new byte[udp.payloadLength()];
    MemorySegment.copy(
        udp.memory(), udp.payloadOffset(), MemorySegment.ofArray(message), 0, message.length);
    serverStation = MacAddress.at(frame, at - EthernetLink.HEADER + MacAddress.LENGTH);
    DhcpMessage.parse(message).ifPresent(each -> client.receive(each, now));
    return true;
  }

  private boolean isForClient(MemorySegment frame, int at, int length) {
    return ipv4.wrap(frame, at, length) == null
        && ipv4.protocol() == IpProtocol.UDP
        && !ipv4.isFragment()
        && udp.wrap(frame, ipv4.payloadOffset(), ipv4.payloadLength()) == null
        && udp.sourcePort() == SERVER_PORT
        && udp.destinationPort() == CLIENT_PORT;
  }

  /** A claim of the address, or a question by somebody who would have it, too (RFC 5227). */
  void onArp(MemorySegment frame, int at, int length, long now) {
    if (isNone() || client.state() != DhcpClient.State.CHECKING) {
      return;
    }
    ArpPacket.parse(frame, at, length)
        .filter(arp -> !arp.sender().equals(link.mac()))
        .ifPresent(arp -> {
          boolean probe = arp.senderIp().equals(IpAddress.ANY_V4);
          client.conflict(probe ? arp.targetIp() : arp.senderIp(), now);
        });
  }

  // ---- out ----

  @Override
  public void send(DhcpMessage message, IpAddress from, IpAddress to) {
    byte[] packet = IpPackets.udp(from, to, CLIENT_PORT, SERVER_PORT, message.emit());
    MemorySegment.copy(
        MemorySegment.ofArray(packet), 0, link.payload(), EthernetLink.HEADER, packet.length);
    MacAddress station = to.equals(ALL) ? MacAddress.BROADCAST : serverStation;
    link.transmit(station, EthernetLink.IPV4, packet.length);
  }

  @Override
  public void probe(IpAddress address) {
    ArpPacket probe =
        new ArpPacket(ArpPacket.REQUEST, link.mac(), IpAddress.ANY_V4, MacAddress.NONE, address);
    int length = probe.emit(link.payload(), EthernetLink.HEADER);
    link.transmit(MacAddress.BROADCAST, EthernetLink.ARP, length);
  }

  // ---- who we are ----

  @Override
  public void bound(DhcpLease lease) {
    IpAddress address = lease.address().address();
    if (forLife.equals(IpAddress.ANY_V4)) {
      forLife = address;
    }
    if (!usable && address.equals(forLife)) {
      usable = true;
      become(Stream.of(lease.address()), lease.routers().stream().limit(1), lease.mtu());
    }
  }

  @Override
  public void lost() {
    usable = false;
    become(Stream.empty(), Stream.empty(), 0);
  }

  private void become(Stream<Prefix> leased, Stream<IpAddress> routers, int mtu) {
    EthernetOptions before = link.options();
    List<Prefix> addresses = new ArrayList<>(leased.toList());
    before.addresses().stream().filter(each -> !each.address().isV4()).forEach(addresses::add);
    List<IpAddress> gateways = new ArrayList<>(routers.toList());
    before.gateways().stream().filter(each -> !each.isV4()).forEach(gateways::add);
    int bytes = mtu == 0 ? Integer.MAX_VALUE : mtu;
    link.become(new EthernetOptions(before.mac(), addresses, gateways), bytes);
  }
}
