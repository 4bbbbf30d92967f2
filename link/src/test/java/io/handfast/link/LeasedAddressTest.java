package io.handfast.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.ip.Prefix;
import io.handfast.link.dhcp.DhcpClient;
import io.handfast.link.dhcp.DhcpMessage;
import io.handfast.link.nativeio.ErrorNumber;
import io.handfast.stack.OutPacket;
import io.handfast.wire.ArpPacket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An Ethernet link and a DHCP server, frame by frame in virtual time. */
class LeasedAddressTest implements FramePort {
  private static final long SECOND = 1_000_000_000L;
  private static final MacAddress SERVER_MAC = MacAddress.local(9);
  private static final IpAddress SERVER = IpAddress.parse("192.0.2.1");
  private static final IpAddress OURS = IpAddress.parse("192.0.2.17");
  private static final IpAddress OTHER = IpAddress.parse("192.0.2.18");
  private static final int DHCP_AT = 14 + 20 + 8;

  private final Deque<byte[]> in = new ArrayDeque<>();
  private final Deque<byte[]> out = new ArrayDeque<>();
  private final Packet packet = new BufferPool().acquirePacket(1_500);
  private long now;
  private final EthernetLink link =
      new EthernetLink(
          this,
          "tap",
          1_500,
          new EthernetOptions(MacAddress.local(1), List.of(Prefix.parse("fd00::1/64")), List.of()),
          () -> now);
  private final DhcpClient client = link.askForAddress(new SplittableRandom(1));

  @Override
  public int write(MemorySegment frame, int length) {
    out.add(frame.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    return length;
  }

  @Override
  public int read(MemorySegment frame, int room) {
    byte[] next = in.poll();
    if (next == null) {
      return -ErrorNumber.EAGAIN;
    }
    MemorySegment.copy(MemorySegment.ofArray(next), 0, frame, 0, next.length);
    return next.length;
  }

  @Override
  public int fd() {
    return -1;
  }

  @Override
  public void close() {}

  private void runFor(double seconds) {
    long end = now + (long) (seconds * SECOND);
    for (long next = link.poll(now); next <= end; next = link.poll(now)) {
      now = Math.max(now, next);
    }
    now = end;
  }

  /** The last DHCP message that left; other frames are forgotten. */
  private DhcpMessage asked() {
    byte[] last = null;
    for (byte[] each = out.poll(); each != null; each = out.poll()) {
      last = isDhcp(each) ? each : last;
    }
    return DhcpMessage.parse(Arrays.copyOfRange(last, DHCP_AT, last.length)).orElseThrow();
  }

  private static boolean isDhcp(byte[] frame) {
    return frame.length > DHCP_AT && frame[12] == 8 && frame[13] == 0 && frame[37] == 67;
  }

  private void answer(DhcpMessage question, DhcpMessage.Type type, IpAddress yours) {
    TreeMap<Integer, byte[]> options = new TreeMap<>();
    options.put(DhcpMessage.TYPE, new byte[] {(byte) (type.ordinal() + 1)});
    options.put(DhcpMessage.SERVER, SERVER.toBytes());
    options.put(DhcpMessage.MASK, IpAddress.parse("255.255.255.0").toBytes());
    options.put(DhcpMessage.ROUTERS, SERVER.toBytes());
    options.put(DhcpMessage.MTU, new byte[] {5, 0x78});
    options.put(DhcpMessage.LEASE_TIME, new byte[] {0, 0, 0, 100});
    byte[] message =
        new DhcpMessage(
                true, question.transaction(), 0, IpAddress.ANY_V4, yours, link.mac(), options)
            .emit();
    deliver(IpPackets.udp(SERVER, yours, 67, 68, message), EthernetLink.IPV4);
  }

  private void deliver(byte[] payload, int type) {
    byte[] frame = new byte[14 + payload.length];
    MemorySegment memory = MemorySegment.ofArray(frame);
    link.mac().emit(memory, 0);
    SERVER_MAC.emit(memory, 6);
    frame[12] = (byte) (type >> 8);
    frame[13] = (byte) type;
    System.arraycopy(payload, 0, frame, 14, payload.length);
    in.add(frame);
    assertThat(link.receive(packet)).isFalse(); // nothing of it is for the stack
  }

  private void lease(IpAddress address) {
    answer(asked(), DhcpMessage.Type.OFFER, address);
    answer(asked(), DhcpMessage.Type.ACK, address);
    runFor(1);
  }

  private boolean sends(IpAddress from) {
    MemorySegment memory = Arena.ofAuto().allocate(256, 8);
    OutPacket datagram = new OutPacket();
    datagram.header = memory;
    datagram.headerOffset = OutPacket.HEADROOM;
    datagram.ipVersion = 4;
    datagram.protocol = IpProtocol.UDP;
    datagram.checksumOffset = -1;
    datagram.ipHeaderLength = 20;
    datagram.headerLength = 28;
    Ipv4Header.of(from, SERVER, IpProtocol.UDP, 8).emit(memory, OutPacket.HEADROOM);
    return link.send(datagram);
  }

  private boolean answersFor(IpAddress address) {
    out.clear();
    ArpPacket question =
        new ArpPacket(ArpPacket.REQUEST, SERVER_MAC, SERVER, MacAddress.NONE, address);
    byte[] bytes = new byte[ArpPacket.LENGTH];
    question.emit(MemorySegment.ofArray(bytes), 0);
    deliver(bytes, EthernetLink.ARP);
    return out.stream().anyMatch(each -> each[12] == 8 && each[13] == 6 && each[21] == 2);
  }

  @Test
  void withoutALeaseNoIpv4LeavesAndWithOneItDoes() {
    runFor(0);
    assertThat(sends(OURS)).isFalse();
    assertThat(link.counters().get(LinkCounter.TX_NO_LEASE)).isEqualTo(1);
    assertThat(answersFor(OURS)).isFalse();
    runFor(5);
    lease(OURS);
    assertThat(client.lease()).isPresent();
    assertThat(link.mtu()).isEqualTo(1_400);
    assertThat(sends(OURS)).isTrue();
    assertThat(answersFor(OURS)).isTrue();
  }

  @Test
  void aLostAddressIsSilentUntilTheServerGivesItAgain() {
    runFor(0);
    lease(OURS);
    runFor(51); // T1 of 100 s
    DhcpMessage renewal = asked();
    assertThat(renewal.client()).isEqualTo(OURS);
    answer(renewal, DhcpMessage.Type.NAK, IpAddress.ANY_V4);
    assertThat(sends(OURS)).isFalse();
    assertThat(answersFor(OURS)).isFalse();
    runFor(0.1);
    lease(OURS);
    assertThat(sends(OURS)).isTrue();
  }

  @Test
  void anotherAddressThanTheFirstIsNotUsed() {
    runFor(0);
    lease(OURS);
    runFor(51);
    answer(asked(), DhcpMessage.Type.NAK, IpAddress.ANY_V4);
    runFor(0.1);
    lease(OTHER);
    assertThat(sends(OURS)).isFalse();
    assertThat(answersFor(OTHER)).isFalse();
  }

  @Test
  void aConflictSeenByArpDeclines() {
    runFor(0);
    answer(asked(), DhcpMessage.Type.OFFER, OURS);
    answer(asked(), DhcpMessage.Type.ACK, OURS);
    runFor(0.1);
    ArpPacket claim =
        new ArpPacket(ArpPacket.REPLY, SERVER_MAC, OURS, link.mac(), IpAddress.ANY_V4);
    byte[] bytes = new byte[ArpPacket.LENGTH];
    claim.emit(MemorySegment.ofArray(bytes), 0);
    deliver(bytes, EthernetLink.ARP);
    assertThat(asked().type()).contains(DhcpMessage.Type.DECLINE);
    assertThat(sends(OURS)).isFalse();
  }
}
