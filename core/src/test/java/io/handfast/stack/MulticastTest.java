package io.handfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.event.Counter;
import io.handfast.event.Errno;
import io.handfast.secret.KeyedHash;
import io.handfast.tcp.TcpConfig;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpPackets;
import io.handfast.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams to groups: who gets them, and where they go. */
class MulticastTest {
  private static final IpAddress PEER = IpAddress.parse("10.0.0.1");
  private static final IpAddress GROUP = IpAddress.parse("239.1.2.3");
  private static final int PORT = 5_000;

  private final WireTap tap = new WireTap();

  private UdpSocket bound() {
    UdpSocket socket = tap.stack.udpSocket();
    socket.reuseAddress(true);
    assertThat(socket.bind(IpAddress.ANY, PORT, 0)).isZero();
    return socket;
  }

  private UdpSocket member() {
    UdpSocket socket = bound();
    assertThat(socket.join(GROUP)).isZero();
    return socket;
  }

  private void fromThePeer() {
    tap.receive(IpPackets.udp(PEER, GROUP, 7, PORT, new byte[] {1}));
  }

  private static int received(UdpSocket socket) {
    return socket.receive(ByteBuffer.allocate(10), 0);
  }

  private int send(UdpSocket socket, IpAddress group) {
    int sent = socket.send(ByteBuffer.wrap(new byte[] {1, 2}), group, PORT, 0);
    tap.settle();
    return sent;
  }

  @Test
  void everyMemberGetsADatagramOfItsOwn() {
    UdpSocket one = member();
    UdpSocket two = member();
    UdpSocket stranger = bound();
    fromThePeer();
    assertThat(received(one)).isEqualTo(1);
    assertThat(received(two)).isEqualTo(1);
    assertThat(received(stranger)).isEqualTo(Errno.EAGAIN.result());
  }

  @Test
  void whoeverLeftGetsNothing() {
    UdpSocket socket = member();
    assertThat(socket.leave(GROUP)).isZero();
    fromThePeer();
    assertThat(received(socket)).isEqualTo(Errno.EAGAIN.result());
    assertThat(socket.leave(GROUP)).isEqualTo(Errno.EADDRNOTAVAIL.result());
  }

  @Test
  void aGroupCanBeForOneSourceOrForAllButOne() {
    UdpSocket onlyOther = bound();
    assertThat(onlyOther.join(GROUP, IpAddress.parse("10.0.0.9"))).isZero();
    UdpSocket allButPeer = member();
    assertThat(allButPeer.block(GROUP, PEER, true)).isZero();
    fromThePeer();
    assertThat(received(onlyOther)).isEqualTo(Errno.EAGAIN.result());
    assertThat(received(allButPeer)).isEqualTo(Errno.EAGAIN.result());
    assertThat(tap.stack.counters().get(Counter.UDP_IGNORED_MULTI)).isEqualTo(1);

    assertThat(allButPeer.block(GROUP, PEER, false)).isZero();
    assertThat(onlyOther.join(GROUP, PEER)).isZero();
    fromThePeer();
    assertThat(received(onlyOther)).isEqualTo(1);
    assertThat(received(allButPeer)).isEqualTo(1);
  }

  @Test
  void whatIsNoGroupCannotBeJoinedNorAGroupTwice() {
    UdpSocket socket = bound();
    assertThat(socket.join(PEER)).isEqualTo(Errno.EINVAL.result());
    assertThat(socket.join(GROUP)).isZero();
    assertThat(socket.join(GROUP)).isEqualTo(Errno.EADDRINUSE.result());
  }

  @Test
  void whatIsSentLeavesWithOneHopAndComesBackToMembers() {
    UdpSocket socket = member();
    assertThat(send(socket, GROUP)).isEqualTo(2);
    byte[] packet = tap.sent.poll();
    Ipv4View view = new Ipv4View();
    assertThat(view.wrap(MemorySegment.ofArray(packet), 0, packet.length)).isNull();
    assertThat(view.ttl()).isEqualTo(1);
    assertThat(received(socket)).isEqualTo(2);
  }

  @Test
  void withoutTheLoopItDoesNotComeBack() {
    UdpSocket socket = member();
    socket.multicastLoop(false);
    assertThat(send(socket, GROUP)).isEqualTo(2);
    assertThat(tap.sent).hasSize(1);
    assertThat(received(socket)).isEqualTo(Errno.EAGAIN.result());
  }

  @Test
  void withNoHopItStaysHere() {
    UdpSocket socket = member();
    socket.multicastTtl(0);
    assertThat(send(socket, GROUP)).isEqualTo(2);
    assertThat(tap.sent).isEmpty();
    assertThat(received(socket)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"239.1.2.3", "ff02::4"})
  void aHostWithoutARouteReachesItsOwnMembers(String group) {
    NetworkStack alone = new NetworkStack("alone", new KeyedHash(5, 6), TcpConfig.LINUX, 0);
    UdpSocket socket = alone.udpSocket();
    assertThat(socket.bind(IpAddress.ANY, PORT, 0)).isZero();
    assertThat(socket.join(IpAddress.parse(group))).isZero();
    assertThat(socket.send(ByteBuffer.wrap(new byte[] {1, 2}), IpAddress.parse(group), PORT, 0))
        .isEqualTo(2);
    alone.poll(0);
    assertThat(received(socket)).isEqualTo(2);
  }
}
