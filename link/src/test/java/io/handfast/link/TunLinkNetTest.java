package io.handfast.link;

import static io.handfast.link.TestPackets.KERNEL_V4;
import static io.handfast.link.TestPackets.KERNEL_V6;
import static io.handfast.link.TestPackets.STACK_V4;
import static io.handfast.link.TestPackets.STACK_V6;
import static io.handfast.link.TestPackets.bytes;
import static io.handfast.link.TestPackets.checksumsAreRight;
import static io.handfast.link.TestPackets.echoRequest;
import static io.handfast.link.TestPackets.emptyPacket;
import static io.handfast.link.TestPackets.randomBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpProtocol;
import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NetTest
class TunLinkNetTest {
  private final NetNamespace namespace = NetNamespace.create();
  private TunLink link;
  private Poller poller;

  @BeforeEach
  void noLinkYet() {
    link = null;
  }

  @AfterEach
  void letGo() {
    if (link != null) {
      poller.close();
      link.close();
    }
    namespace.close();
  }

  private static TunOptions options(boolean offload) {
    return TunOptions.named("tun0")
        .withOffload(offload)
        .withAddress(InterfaceAddress.facing(STACK_V4, 24))
        .withAddress(InterfaceAddress.facing(STACK_V6, 64));
  }

  private void open(TunOptions options) {
    link = namespace.call(() -> TunLink.open(options));
    poller = new Poller(link);
  }

  private Packet nextOf(int protocol) {
    return nextWithin(5_000_000_000L, protocol)
        .orElseThrow(() -> new AssertionError("no packet of protocol " + protocol));
  }

  private Optional<Packet> nextWithin(long nanos, int protocol) {
    Packet packet = emptyPacket();
    for (int tries = 0; tries < 100; tries++) {
      packet.reset(BufferPool.HEADROOM);
      if (!link.receive(packet)) {
        if (!poller.await(nanos)) {
          return Optional.empty();
        }
      } else if (protocolOf(bytes(packet)) == protocol) {
        return Optional.of(packet);
      }
    }
    return Optional.empty();
  }

  /**
   * The answer to an echo request, which is asked again as {@code ping} does: an echo may be lost.
   */
  private Packet echo(Supplier<OutPacket> request, int protocol) {
    for (int tries = 0; tries < 5; tries++) {
      assertThat(link.send(request.get())).isTrue();
      Optional<Packet> reply = nextWithin(1_000_000_000L, protocol);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    throw new AssertionError("none of five echo requests was answered");
  }

  private static int protocolOf(byte[] packet) {
    return packet[packet[0] >>> 4 == 4 ? 9 : 6];
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(booleans = {true, false})
  void theKernelAnswersOurPings(boolean offload) {
    open(options(offload));
    byte[] payload = randomBytes(1000, 4);

    Packet reply = echo(() -> echoRequest(STACK_V4, KERNEL_V4, payload), IpProtocol.ICMP);
    assertThat(bytes(reply)[20]).isEqualTo((byte) 0);
    assertThat(bytes(reply)).endsWith(payload);

    Packet replyV6 = echo(() -> echoRequest(STACK_V6, KERNEL_V6, payload), IpProtocol.ICMPV6);
    assertThat(bytes(replyV6)[40]).isEqualTo((byte) 129);
    assertThat(bytes(replyV6)).endsWith(payload);
  }

  @Test
  void withOffloadTheKernelLeavesTheChecksumPartialAndTheLinkVouchesForIt() {
    open(options(true));
    sendUdpFromTheKernel();

    Packet packet = nextOf(IpProtocol.UDP);
    assertThat(packet.checksum).isEqualTo(ChecksumState.TRUSTED);
    assertThat(checksumsAreRight(bytes(packet))).isFalse();
  }

  @Test
  void withoutOffloadTheChecksumIsComplete() {
    open(options(false));
    sendUdpFromTheKernel();

    Packet packet = nextOf(IpProtocol.UDP);
    assertThat(packet.checksum).isEqualTo(ChecksumState.UNVERIFIED);
    assertThat(checksumsAreRight(bytes(packet))).isTrue();
  }

  @Test
  void offloadDoesNotStickToAPersistentDevice() {
    namespace.call(() -> {
      TunDevice.createPersistent("tun0", 0);
      TunLink.open(options(true)).close();
      return null;
    });
    open(options(false));
    sendUdpFromTheKernel();

    assertThat(checksumsAreRight(bytes(nextOf(IpProtocol.UDP)))).isTrue();
  }

  private void sendUdpFromTheKernel() {
    namespace.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        InetAddress to = InetAddress.getByAddress(STACK_V4.toBytes());
        socket.send(new DatagramPacket(new byte[333], 333, to, 9));
      }
      return null;
    });
  }

  @ParameterizedTest(name = "offload {0}")
  @ValueSource(booleans = {true, false})
  void superSegmentsReachTheKernelAndComeBack(boolean offload) throws Exception {
    open(options(offload));
    byte[] data = randomBytes(40_000, 8);
    Link sender = offload ? link : new SegmentingLink(link);
    try (ServerSocket server = namespace.call(TunLinkNetTest::listen)) {
      HandmadeTcp tcp = new HandmadeTcp(sender, poller, server.getLocalPort()).connect();
      try (Socket peer = server.accept()) {
        assertThat(tcp.write(data, 1400)).isTrue();
        assertThat(peer.getInputStream().readNBytes(data.length)).isEqualTo(data);

        peer.getOutputStream().write(data);
        assertThat(readBack(tcp, data.length, offload)).isEqualTo(data);
      }
    }
    assertThat(link.counters().drops()).isZero();
  }

  private static ServerSocket listen() throws Exception {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByAddress(KERNEL_V4.toBytes()), 0));
    return server;
  }

  /** Without an MSS option the kernel's segments have 536 bytes (RFC 9293 section 3.7.1). */
  private static byte[] readBack(HandmadeTcp tcp, int length, boolean offload) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    int largest = 0;
    while (stream.size() < length) {
      Packet packet = tcp.nextPayload();
      byte[] bytes = bytes(packet);
      int payload = bytes.length - 40;
      assertThat(packet.segmentSize).isEqualTo(payload > 536 ? 536 : 0);
      largest = Math.max(largest, payload);
      stream.write(bytes, 40, payload);
    }
    assertThat(largest > 536).isEqualTo(offload);
    return stream.toByteArray();
  }

  @Test
  void theInterfaceIsAsTheOptionsSay() {
    open(options(true).withMtu(9000).withQueueLength(2345));

    NetInterface tun = namespace.call(() -> NetInterface.named("tun0"));
    int mtu = namespace.call(tun::mtu);
    assertThat(mtu).isEqualTo(9000);
    assertThat(ip("-o", "link", "show", "tun0")).contains("qlen 2345", "UP", "mtu 9000");
    assertThat(ip("-o", "addr", "show", "tun0"))
        .contains("10.77.0.1/24", "fd77::1/64")
        .doesNotContain("fe80", "tentative");
  }

  @Test
  void routesLeadToTheInterface() {
    open(options(true));
    namespace.call(() ->
        NetInterface.named("tun0")
            .route(IpAddress.parse("192.0.2.0"), 24)
            .route(IpAddress.parse("2001:db8::"), 32)
            .route(IpAddress.parse("198.51.100.0"), 24, STACK_V4));

    assertThat(ip("route"))
        .contains("192.0.2.0/24 dev tun0")
        .contains("198.51.100.0/24 via 10.77.0.2 dev tun0");
    assertThat(ip("-6", "route")).contains("2001:db8::/32 dev tun0");
  }

  private String ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return namespace.call(() -> {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes());
    });
  }

  @Test
  void aSecondProgramIsToldThatTheDeviceIsInUse() {
    open(options(true));

    assertThatThrownBy(() -> namespace.call(() -> TunLink.open(options(true))))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> namespace.call(() -> NetInterface.named("nosuch0")))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("nosuch0")
        .hasMessageContaining("no such device");
  }

  @Test
  void writesToAnInterfaceThatIsDownAreCounted() {
    open(options(true));
    namespace.call(() -> NetInterface.named("tun0").down());

    assertThat(link.send(echoRequest(STACK_V4, KERNEL_V4, new byte[8]))).isFalse();
    assertThat(link.counters().get(LinkCounter.TX_DOWN)).isEqualTo(1);
  }

  @Test
  void theKernelChoosesANameWhenNoneIsGiven() {
    open(TunOptions.named(""));
    assertThat(link.name()).matches("tun[0-9]+");
  }

  @Test
  void anInterfaceIsUpThoughNobodyIsAtItsOtherEnd() {
    namespace.call(() -> {
      TunDevice.createPersistent("tun7", 0);
      NetInterface device = NetInterface.named("tun7");
      assertThat(device.isUp()).isFalse();
      device.up();
      assertThat(device.isUp()).isTrue();
      return null;
    });
  }
}
