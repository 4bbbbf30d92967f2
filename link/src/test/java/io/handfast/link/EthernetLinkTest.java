package io.handfast.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.stack.OutPacket;
import io.handfast.wire.ArpPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Ipv6Header;
import io.handfast.wire.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two stations on one wire: address resolution and what must not be believed. */
class EthernetLinkTest {
  private static final long SECOND = 1_000_000_000L;

  /** A station's port; the wire brings every frame to everyone else. */
  private final class Port implements FramePort {
    final Deque<byte[]> waiting = new ArrayDeque<>();

    @Override
    public int write(MemorySegment frame, int length) {
      byte[] copy = new byte[length];
      MemorySegment.copy(frame, 0, MemorySegment.ofArray(copy), 0, length);
      ports.stream().filter(each -> each != this).forEach(each -> each.waiting.add(copy));
      return length;
    }

    @Override
    public int read(MemorySegment frame, int room) {
      byte[] next = waiting.poll();
      if (next == null) {
        return -ErrorNumber.EAGAIN;
      }
      MemorySegment.copy(MemorySegment.ofArray(next), 0, frame, 0, Math.min(room, next.length));
      return Math.min(room, next.length);
    }

    @Override
    public int fd() {
      return -1;
    }

    @Override
    public void close() {}
  }

  private final List<Port> ports = new ArrayList<>();
  private final Port raw = port();
  private long now;
  private final EthernetLink left = station(1, "10.0.0.1/24", "fd00::1/64");
  private final EthernetLink right = station(2, "10.0.0.2/24", "fd00::2/64");
  private final BufferPool pool = new BufferPool();

  private Port port() {
    Port port = new Port();
    ports.add(port);
    return port;
  }

  private EthernetLink station(int number, String... addresses) {
    List<Prefix> ours = List.of(addresses).stream().map(Prefix::parse).toList();
    EthernetOptions options =
        new EthernetOptions(MacAddress.local(number), ours, List.of(IpAddress.parse("10.0.0.2")));
    return new EthernetLink(port(), "station" + number, 1_500, options, () -> now);
  }

  private static OutPacket packet(String from, String to) {
    IpAddress source = IpAddress.parse(from);
    IpAddress destination = IpAddress.parse(to);
    MemorySegment memory = Arena.ofAuto().allocate(256, 8);
    OutPacket packet = new OutPacket();
    packet.header = memory;
    packet.headerOffset = OutPacket.HEADROOM;
    packet.ipVersion = source.isV4() ? 4 : 6;
    packet.protocol = IpProtocol.UDP;
    packet.checksumOffset = -1;
    packet.ipHeaderLength = source.isV4() ? 20 : 40;
    packet.headerLength = packet.ipHeaderLength + 8;
    if (source.isV4()) {
      Ipv4Header.of(source, destination, IpProtocol.UDP, 8).emit(memory, OutPacket.HEADROOM);
    } else {
      Ipv6Header.of(source, destination, IpProtocol.UDP, 8).emit(memory, OutPacket.HEADROOM);
    }
    return packet;
  }

  /** What the stack behind a station gets. */
  private List<Packet> received(EthernetLink link) {
    List<Packet> all = new ArrayList<>();
    Packet into = pool.acquirePacket(link.maxReceive());
    while (link.receive(into)) {
      all.add(into);
      into = pool.acquirePacket(link.maxReceive());
    }
    return all;
  }

  /** RFC 826 and RFC 4861 section 7.2: the first packet waits, the rest goes at once. */
  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.2", "fd00::1, fd00::2"})
  void aPacketFindsItsWay(String from, String to) {
    assertThat(left.send(packet(from, to))).isTrue();
    assertThat(received(right)).isEmpty(); // it has answered where it is
    assertThat(received(left)).isEmpty(); // and so the packet went
    assertThat(received(right)).hasSize(1);
    left.send(packet(from, to));
    assertThat(received(right)).hasSize(1);
    right.send(packet(to, from)); // whoever was asked knows who asked
    assertThat(received(left)).hasSize(1);
    assertThat(left.counters().drops() + right.counters().drops()).isZero();
  }

  @Test
  void whatIsNoNeighbourGoesToTheGateway() {
    left.send(packet("10.0.0.1", "192.0.2.1"));
    received(right);
    received(left);
    assertThat(received(right)).hasSize(1);
  }

  @Test
  void withoutGatewayItDoesNotGo() {
    assertThat(left.send(packet("fd00::1", "2001:db8::1"))).isFalse();
    assertThat(left.counters().get(LinkCounter.TX_NO_NEIGHBOUR)).isEqualTo(1);
  }

  /** RFC 1122 section 2.3.2.2: the sender learns that nobody has the address. */
  @Test
  void anAddressThatNobodyHasIsReported() {
    List<byte[]> lost = new ArrayList<>();
    left.onUndeliverable(lost::add);
    left.send(packet("10.0.0.1", "10.0.0.77"));
    for (int second = 0; second <= 3; second++) {
      now = second * SECOND;
      left.poll(now);
    }
    assertThat(lost).hasSize(1);
    assertThat(left.counters().get(LinkCounter.TX_NO_NEIGHBOUR)).isEqualTo(1);
  }

  @Test
  void groupsNeedNoQuestion() {
    left.send(packet("10.0.0.1", "10.0.0.255"));
    left.send(packet("10.0.0.1", "224.0.0.251"));
    left.send(packet("fd00::1", "ff02::fb"));
    assertThat(received(right)).hasSize(3);
    assertThat(left.neighbours().size()).isZero();
  }

  /** RFC 5227 section 2.4: our address is announced at first, and defended once in ten seconds. */
  @Test
  void anAddressIsAnnouncedAndDefended() {
    left.poll(0);
    assertThat(arps()).hasSize(1);
    claim("10.0.0.1");
    claim("10.0.0.1");
    assertThat(arps()).hasSize(1);
    assertThat(left.counters().get(LinkCounter.ADDRESS_CONFLICTS)).isEqualTo(2);
    now = 11 * SECOND;
    claim("10.0.0.1");
    assertThat(arps()).hasSize(1);
  }

  /** Somebody else says by ARP that he has this address. */
  private void claim(String address) {
    IpAddress own = IpAddress.parse(address);
    MacAddress liar = MacAddress.local(66);
    frame(EthernetLink.ARP, new ArpPacket(ArpPacket.REQUEST, liar, own, MacAddress.NONE, own));
    received(left);
  }

  private void frame(int type, ArpPacket arp) {
    MemorySegment frame = Arena.ofAuto().allocate(64);
    MacAddress.BROADCAST.emit(frame, 0);
    arp.sender().emit(frame, 6);
    Bytes.put16(frame, 12, type);
    raw.write(frame, EthernetLink.HEADER + arp.emit(frame, EthernetLink.HEADER));
  }

  /** ARP frames that the third station has seen from the left one. */
  private List<byte[]> arps() {
    List<byte[]> seen = new ArrayList<>();
    for (byte[] each = raw.waiting.poll(); each != null; each = raw.waiting.poll()) {
      MemorySegment frame = MemorySegment.ofArray(each);
      boolean arp = Bytes.u16(frame, 12) == EthernetLink.ARP;
      if (arp && MacAddress.at(frame, 6).equals(left.mac())) {
        seen.add(each);
      }
    }
    return seen;
  }

  /** A gratuitous one moves a neighbour that is known, and teaches of none that is not. */
  @Test
  void aGratuitousArpOnlyChangesWhatIsKnown() {
    claimOf("10.0.0.9", 9);
    assertThat(left.neighbours().size()).isZero();
    left.send(packet("10.0.0.1", "10.0.0.9"));
    claimOf("10.0.0.9", 9);
    assertThat(left.neighbours().lookUp(IpAddress.parse("10.0.0.9"), now))
        .contains(MacAddress.local(9));
  }

  private void claimOf(String address, int number) {
    IpAddress own = IpAddress.parse(address);
    frame(
        EthernetLink.ARP,
        new ArpPacket(ArpPacket.REQUEST, MacAddress.local(number), own, MacAddress.NONE, own));
    received(left);
  }

  /** BAD-INPUTS 5 and 39: frames of every length, and a flood of questions. */
  @Test
  void nothingThatComesInBreaksIt() {
    for (int type : new int[] {EthernetLink.ARP, EthernetLink.IPV4, EthernetLink.IPV6, 0x88cc}) {
      for (int length = 0; length <= 120; length++) {
        MemorySegment frame = Arena.ofAuto().allocate(200);
        frame.asSlice(14, length).fill((byte) length);
        MacAddress.BROADCAST.emit(frame, 0);
        Bytes.put16(frame, 12, type);
        if (type == EthernetLink.IPV6 && length >= 41) {
          Bytes.put16(frame, 14 + 4, length - 40);
          Bytes.put16(frame, 14 + 6, IpProtocol.ICMPV6 << 8 | 255);
          frame.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 14 + 40, (byte) 135);
        }
        raw.write(frame, length);
        raw.write(frame, 14 + length);
        received(left).forEach(Packet::release);
      }
    }
    for (int i = 0; i < 5_000; i++) {
      IpAddress asking = IpAddress.ofV4(0x0a00_0100 + i);
      frame(
          EthernetLink.ARP,
          new ArpPacket(
              ArpPacket.REQUEST,
              MacAddress.local(i),
              asking,
              MacAddress.NONE,
              IpAddress.parse("10.0.0.1")));
      received(left);
    }
    assertThat(left.neighbours().size()).isEqualTo(1_024);
    assertThat(left.counters().get(LinkCounter.NEIGHBOURS_EVICTED)).isEqualTo(5_000 - 1_024);
  }
}
