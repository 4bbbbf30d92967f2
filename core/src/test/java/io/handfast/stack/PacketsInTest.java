package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.ip.Prefix;
import io.handfast.requirements.Requirement;
import io.handfast.tcp.TcpSocket;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.Icmpv4Message;
import io.handfast.wire.Icmpv6Message;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4Header;
import io.handfast.wire.Octets;
import io.handfast.wire.TcpFlags;
import io.handfast.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stack makes of packets before TCP sees them. */
class PacketsInTest {
  private static final IpAddress OURS = IpAddress.parse("10.0.0.2");
  private static final IpAddress PEER = IpAddress.parse("10.0.0.1");
  private static final IpAddress OURS6 = IpAddress.parse("fd00::2");
  private static final IpAddress PEER6 = IpAddress.parse("fd00::1");
  private static final TcpHeader SYN = TcpHeader.of(1_000, 80, 7, 0, TcpFlags.SYN, 1_000);

  private final WireTap tap = new WireTap();

  private long count(Counter counter) {
    return tap.stack.counters().get(counter);
  }

  private byte[] answer() {
    byte[] bytes = tap.sent.poll();
    assertThat(bytes).as("an answer").isNotNull();
    return bytes;
  }

  // ---- whose packet ----

  @ParameterizedTest
  @CsvSource({
    "10.0.0.2,    10.0.0.2,   land: from ourselves",
    "10.0.0.255,  10.0.0.2,   smurf: from the broadcast address",
    "255.255.255.255, 10.0.0.2, from the limited broadcast address",
    "224.0.0.5,   10.0.0.2,   from multicast",
    "0.0.0.0,     10.0.0.2,   from nowhere",
    "127.0.0.1,   10.0.0.2,   a spoofed loopback",
    "10.0.0.1,    127.0.0.1,  to the loopback from outside",
    "::,          fd00::2,    from nowhere",
    "::1,         fd00::2,    a spoofed loopback",
    "ff02::1,     fd00::2,    from multicast",
  })
  @Requirement("RFC 9293 MUST-63")
  void impossibleAddressesAreDroppedAndGetNoAnswer(String from, String to, String what) {
    tap.receive(IpPackets.tcp(IpAddress.parse(from), IpAddress.parse(to), SYN));
    assertThat(count(Counter.IP_EXT_IN_MARTIANS)).as(what).isEqualTo(1);
    assertThat(tap.sent).isEmpty();
  }

  @Test
  void anAddressOfAnotherInterfaceIsNotForThisOne() {
    int other = tap.stack.addInterface("other", new WireTap());
    tap.stack.addAddress(other, Prefix.parse("10.9.9.9/24"));
    tap.receive(IpPackets.tcp(PEER, IpAddress.parse("10.9.9.9"), SYN));
    assertThat(count(Counter.IP_IN_ADDR_ERRORS)).isEqualTo(1);
    assertThat(tap.sent).isEmpty();
  }

  @Test
  void sourceRoutingIsDroppedWithoutAnswer() {
    for (int option : new int[] {131, 137}) {
      Octets route =
          Octets.of(
              (byte) option, (byte) 7, (byte) 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 0);
      Ipv4Header header =
          new Ipv4Header(0, 0, 0, true, false, 0, 64, IpProtocol.TCP, PEER, OURS, route);
      tap.receive(IpPackets.tcp(header, SYN));
    }
    assertThat(count(Counter.IP_EXT_IN_SOURCE_ROUTE)).isEqualTo(2);
    assertThat(tap.sent).isEmpty();
  }

  @Test
  @Requirement("RFC 9293 MUST-3")
  void aWrongTcpChecksumIsCountedAndGetsNoAnswer() {
    byte[] packet = IpPackets.tcp(PEER, OURS, SYN, (byte) 1, (byte) 2);
    packet[packet.length - 1] ^= 4;
    tap.receive(packet);
    assertThat(count(Counter.TCP_IN_CSUM_ERRORS)).isEqualTo(1);
    assertThat(tap.sent).isEmpty();
  }

  @Test
  void aClosedPortAnswersWithReset() {
    tap.receive(IpPackets.tcp(PEER, OURS, SYN));
    TcpHeader reset = TcpHeader.parse(MemorySegment.ofArray(answer()), 20, 20);
    assertThat(reset.flags()).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
    assertThat(reset.ack()).isEqualTo(8);
    assertThat(reset.seq()).isZero();
  }

  private void listen() {
    TcpSocket listener = tap.stack.tcpSocket();
    assertThat(listener.bind(IpAddress.ANY, 80, tap.now)).isZero();
    assertThat(listener.listen(10, tap.now)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.255", "255.255.255.255", "224.0.0.1", "ff02::1"})
  @Requirement({"RFC 9293 MUST-57", "RFC 9293 MUST-57 SYN"})
  void aSynToManyIsDroppedInSilence(String to) {
    listen();
    IpAddress many = IpAddress.parse(to);
    tap.receive(IpPackets.tcp(many.isV4() ? PEER : PEER6, many, SYN));
    assertThat(tap.sent).isEmpty();
    assertThat(tap.stack.sockets(tap.now)).hasSize(1);
  }

  /** Record route, timestamp, router alert, and one that nobody knows. */
  @ParameterizedTest
  @ValueSource(strings = {"0707040000000000", "4408050000000000", "94040000", "de0401020a040102"})
  @Requirement("RFC 9293 MUST-50")
  void ipOptionsAreIgnored(String options) {
    listen();
    Ipv4Header header =
        new Ipv4Header(
            0, 0, 0, true, false, 0, 64, IpProtocol.TCP, PEER, OURS, Octets.ofHex(options));
    tap.receive(IpPackets.tcp(header, SYN));
    assertThat(TcpHeader.parse(MemorySegment.ofArray(answer()), 20, 24).flags())
        .isEqualTo(TcpFlags.SYN | TcpFlags.ACK);
  }

  /** Summed in the plain way of RFC 1071, over the pseudo-header written down as bytes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("RFC 9293 MUST-2")
  void everySegmentSentHasItsChecksum(boolean ipv4) {
    listen();
    IpAddress us = ipv4 ? OURS : OURS6;
    IpAddress peer = ipv4 ? PEER : PEER6;
    tap.receive(IpPackets.tcp(peer, us, SYN));
    int iss = TcpHeader.parse(MemorySegment.ofArray(tap.sent.peek()), ipv4 ? 20 : 40, 24).seq();
    TcpHeader data = TcpHeader.of(1_000, 80, 8, iss + 1, TcpFlags.ACK, 1_000);
    tap.receive(IpPackets.tcp(peer, us, data, (byte) 1, (byte) 2, (byte) 3));
    tap.receive(IpPackets.tcp(peer, us, TcpHeader.of(1_000, 81, 7, 0, TcpFlags.SYN, 1_000)));
    assertThat(tap.sent).hasSize(3).allMatch(packet -> onesSum(packet, ipv4) == 0xffff);
  }

  private static int onesSum(byte[] packet, boolean ipv4) {
    int header = ipv4 ? 20 : 40;
    int addresses = ipv4 ? 12 : 8;
    int length = packet.length - header;
    ByteBuffer bytes = ByteBuffer.allocate(header - addresses + length + 5);
    bytes.put(packet, addresses, header - addresses);
    bytes.putShort((short) IpProtocol.TCP).putShort((short) length);
    bytes.put(packet, header, length).flip().limit(bytes.limit() + (length & 1));
    int sum = 0;
    while (bytes.hasRemaining()) {
      sum += bytes.getShort() & 0xffff;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  // ---- ICMP ----

  @Test
  void echoIsAnsweredWithTheSameBytes() {
    Octets body = Octets.of(new byte[] {1, 2, 3, 4, 5});
    tap.receive(IpPackets.icmp(PEER, OURS, new Icmpv4Message(8, 0, 0x1234_0001, body)));
    assertThat(answer()).isEqualTo(reply(new Icmpv4Message(0, 0, 0x1234_0001, body)));
    tap.receive(IpPackets.icmpv6(PEER6, OURS6, new Icmpv6Message(128, 0, 0x77, body)));
    byte[] expected = IpPackets.icmpv6(OURS6, PEER6, new Icmpv6Message(129, 0, 0x77, body));
    assertThat(answer()).isEqualTo(expected);
  }

  private static byte[] reply(Icmpv4Message message) {
    Ipv4Header header =
        new Ipv4Header(0, 0, 0, true, false, 0, 64, IpProtocol.ICMP, OURS, PEER, Octets.of());
    IpHeader whole = header.withPayloadLength(message.length());
    byte[] bytes = new byte[20 + message.length()];
    MemorySegment memory = MemorySegment.ofArray(bytes);
    message.emit(memory, whole.emit(memory, 0));
    return bytes;
  }

  @Test
  void echoToABroadcastAddressGetsNoAnswer() {
    Icmpv4Message echo = new Icmpv4Message(8, 0, 1, Octets.of(new byte[8]));
    tap.receive(IpPackets.icmp(PEER, IpAddress.parse("10.0.0.255"), echo));
    assertThat(tap.sent).isEmpty();
  }

  @Test
  void answersAreRateLimited() {
    Icmpv4Message echo = new Icmpv4Message(8, 0, 1, Octets.of(new byte[8]));
    for (int i = 0; i < 1_000; i++) {
      tap.receive(IpPackets.icmp(PEER, OURS, echo));
    }
    assertThat(tap.sent).hasSize(50);
    assertThat(count(Counter.ICMP_OUT_RATE_LIMITED)).isEqualTo(950);
    tap.now += 10_000_000;
    tap.receive(IpPackets.icmp(PEER, OURS, echo));
    assertThat(tap.sent).hasSize(51);
  }

  @Test
  void aClosedUdpPortIsReportedAndQuotesThePacket() {
    byte[] datagram = IpPackets.udp(PEER, OURS, 5, 9, (byte) 1);
    tap.receive(datagram);
    byte[] error = answer();
    assertThat(error[20]).isEqualTo((byte) 3);
    assertThat(error[21]).isEqualTo((byte) 3);
    assertThat(Arrays.copyOfRange(error, 28, error.length)).isEqualTo(datagram);
    assertThat(count(Counter.UDP_NO_PORTS)).isEqualTo(1);
  }

  @Test
  void aPortUnreachableReachesOnlyTheConnectedSocketItIsAbout() {
    UdpSocket connected = tap.stack.udpSocket();
    connected.connect(PEER, 53, tap.now);
    connected.send(ByteBuffer.wrap(new byte[] {1}), null, 0, tap.now);
    byte[] sent = answer();
    tap.receive(IpPackets.icmp(PEER, OURS, new Icmpv4Message(3, 3, 0, Octets.of(sent))));
    assertThat(connected.takeError()).isEqualTo(Errno.ECONNREFUSED);
    sent[22] ^= 1; // another destination port: not ours to hear
    tap.receive(IpPackets.icmp(PEER, OURS, new Icmpv4Message(3, 3, 0, Octets.of(sent))));
    assertThat(connected.takeError()).isNull();
  }

  @Test
  void anUnknownProtocolIsReported() {
    byte[] bytes = IpPackets.udp(PEER, OURS, 1, 2, (byte) 0);
    Ipv4Header header =
        new Ipv4Header(0, bytes.length - 20, 0, true, false, 0, 64, 99, PEER, OURS, Octets.of());
    header.emit(MemorySegment.ofArray(bytes), 0);
    tap.receive(bytes);
    assertThat(count(Counter.IP_IN_UNKNOWN_PROTOS)).isEqualTo(1);
    assertThat(answer()[21]).isEqualTo((byte) 2);
  }

  // ---- UDP ----

  @Test
  void aDatagramReachesItsSocketWholeAndOnce() {
    UdpSocket socket = tap.stack.udpSocket();
    assertThat(socket.bind(IpAddress.ANY, 9, tap.now)).isZero();
    tap.receive(IpPackets.udp(PEER, OURS, 5, 9, (byte) 1, (byte) 2, (byte) 3));
    tap.receive(IpPackets.udp(PEER6, OURS6, 6, 9));
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertThat(socket.receive(buffer, tap.now)).isEqualTo(3);
    assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(socket.lastSender()).isEqualTo(PEER);
    assertThat(socket.lastSenderPort()).isEqualTo(5);
    assertThat(socket.receive(buffer.clear(), tap.now)).isZero();
    assertThat(socket.lastSender()).isEqualTo(PEER6);
    assertThat(socket.receive(buffer, tap.now)).isEqualTo(Errno.EAGAIN.result());
  }

  @Test
  void aDatagramInFragmentsIsDeliveredWhole() {
    UdpSocket socket = tap.stack.udpSocket();
    socket.bind(IpAddress.ANY, 9, tap.now);
    byte[] data = new byte[3_000];
    Arrays.fill(data, (byte) 7);
    byte[] whole = IpPackets.udp(PEER, OURS, 5, 9, data);
    for (int at = 0; at < whole.length - 20; at += 1_480) {
      int end = Math.min(whole.length - 20, at + 1_480);
      byte[] piece = new byte[20 + end - at];
      boolean more = end < whole.length - 20;
      new Ipv4Header(0, end - at, 77, false, more, at, 64, IpProtocol.UDP, PEER, OURS, Octets.of())
          .emit(MemorySegment.ofArray(piece), 0);
      System.arraycopy(whole, 20 + at, piece, 20, end - at);
      tap.receive(piece);
    }
    ByteBuffer buffer = ByteBuffer.allocate(4_000);
    assertThat(socket.receive(buffer, tap.now)).isEqualTo(3_000);
    assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(data));
  }

  @Test
  void aFullReceiveBufferDropsAndCounts() {
    UdpSocket socket = tap.stack.udpSocket();
    socket.receiveBuffer(4_096);
    socket.bind(IpAddress.ANY, 9, tap.now);
    for (int i = 0; i < 100; i++) {
      tap.receive(IpPackets.udp(PEER, OURS, 5, 9, new byte[200]));
    }
    assertThat(count(Counter.UDP_RCVBUF_ERRORS)).isEqualTo(68);
    assertThat(count(Counter.UDP_IN_DATAGRAMS)).isEqualTo(32);
    socket.close(tap.now);
    assertThat(tap.stack.pool().bytesInUse()).isZero();
  }

  @Test
  void loopbackQueuesAndNeverRecurses() {
    UdpSocket server = tap.stack.udpSocket();
    server.bind(IpAddress.LOOPBACK_V4, 9, tap.now);
    UdpSocket client = tap.stack.udpSocket();
    client.send(ByteBuffer.wrap(new byte[] {4}), IpAddress.LOOPBACK_V4, 9, tap.now);
    assertThat(server.readiness() & 1).isZero();
    tap.settle();
    assertThat(server.receive(ByteBuffer.allocate(4), tap.now)).isEqualTo(1);
    assertThat(tap.sent).isEmpty();
  }
}
