package io.handfast.link;

import static io.handfast.link.TestPackets.KERNEL_V4;
import static io.handfast.link.TestPackets.STACK_V4;
import static io.handfast.link.TestPackets.bytes;
import static io.handfast.link.TestPackets.emptyPacket;
import static io.handfast.link.TestPackets.finished;
import static io.handfast.link.TestPackets.randomBytes;
import static io.handfast.link.TestPackets.tcpHeader;
import static io.handfast.link.TestPackets.withPayload;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.Link.Offload;
import io.handfast.stack.OutPacket;
import io.handfast.wire.IpProtocol;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryWireTest {
  private static OutPacket tcp(int payload, int segmentSize, long seed) {
    byte[] header = tcpHeader(1, 2, 3, 4, 16);
    OutPacket packet = TestPackets.packet(STACK_V4, KERNEL_V4, IpProtocol.TCP, header);
    packet.segmentSize = segmentSize;
    return finished(withPayload(packet, randomBytes(payload, seed), 600));
  }

  @Test
  void packetsArriveInOrderOnTheOtherEndOnly() {
    MemoryWire wire = new MemoryWire();
    OutPacket first = tcp(100, 0, 1);
    OutPacket second = tcp(200, 0, 2);
    wire.left().send(first);
    wire.left().send(second);

    Packet into = emptyPacket();
    assertThat(wire.left().receive(into)).isFalse();
    assertThat(wire.right().receive(into)).isTrue();
    assertThat(bytes(into)).isEqualTo(bytes(first));
    assertThat(wire.right().receive(into)).isTrue();
    assertThat(bytes(into)).isEqualTo(bytes(second));
    assertThat(wire.right().receive(into)).isFalse();
  }

  @Test
  void whatTheSenderChangesAfterwardsDoesNotArrive() {
    MemoryWire wire = new MemoryWire();
    OutPacket packet = tcp(100, 0, 1);
    byte[] sent = bytes(packet);
    wire.left().send(packet);
    packet.slice(0).fill((byte) 0);

    Packet into = emptyPacket();
    wire.right().receive(into);
    assertThat(bytes(into)).isEqualTo(sent);
  }

  @Test
  void aSuperSegmentCrossesWholeAndKeepsItsSegmentSize() {
    MemoryWire wire = new MemoryWire();
    assertThat(wire.left().send(tcp(20_000, 1460, 1))).isTrue();

    Packet into = emptyPacket();
    wire.right().receive(into);
    assertThat(into.length).isEqualTo(20_040);
    assertThat(into.segmentSize).isEqualTo(1460);
    assertThat(into.checksum).isEqualTo(ChecksumState.TRUSTED);
  }

  @Test
  void aFullQueueDropsAndCounts() {
    MemoryWire wire = new MemoryWire(1500, Offload.FULL, 2);
    assertThat(wire.left().send(tcp(1, 0, 1))).isTrue();
    assertThat(wire.left().send(tcp(1, 0, 1))).isTrue();
    assertThat(wire.left().send(tcp(1, 0, 1))).isFalse();

    assertThat(wire.left().counters().get(LinkCounter.TX_QUEUE_FULL)).isEqualTo(1);
    assertThat(wire.left().counters().drops()).isEqualTo(1);
    assertThat(wire.right().waiting()).isEqualTo(2);
  }

  @Test
  void thePacketOfTheMtuPassesAndOneByteMoreDoesNot() {
    MemoryWire wire = new MemoryWire(576, Offload.FULL, 8);
    assertThat(wire.left().send(tcp(536, 0, 1))).isTrue();
    assertThat(wire.left().send(tcp(537, 0, 1))).isFalse();
    assertThat(wire.left().send(tcp(5000, 536, 1))).isTrue();
    assertThat(wire.left().send(tcp(5000, 537, 1))).isFalse();

    assertThat(wire.left().counters().get(LinkCounter.TX_TOO_BIG)).isEqualTo(2);
  }

  @Test
  void withoutOffloadNeitherPartialChecksumsNorSuperSegmentsPass() {
    MemoryWire wire = new MemoryWire(1500, Offload.NONE, 8);
    assertThat(wire.left().send(tcp(100, 0, 1))).isFalse();
    assertThat(wire.left().counters().get(LinkCounter.TX_UNSUPPORTED)).isEqualTo(1);

    assertThat(new SegmentingLink(wire.left()).send(tcp(3000, 1460, 1))).isTrue();
    Packet into = emptyPacket();
    for (int i = 0; i < 3; i++) {
      assertThat(wire.right().receive(into)).isTrue();
      assertThat(TestPackets.checksumsAreRight(bytes(into))).isTrue();
      assertThat(into.checksum).isEqualTo(ChecksumState.UNVERIFIED);
    }
  }

  @Test
  void theListenerHearsOfEachArrival() {
    MemoryWire wire = new MemoryWire();
    AtomicInteger arrivals = new AtomicInteger();
    wire.right().onArrival(arrivals::incrementAndGet);
    wire.left().send(tcp(1, 0, 1));
    wire.left().send(tcp(1, 0, 1));

    assertThat(arrivals).hasValue(2);
  }

  @Test
  void aClosedEndTakesNothingMore() {
    MemoryWire wire = new MemoryWire();
    wire.left().send(tcp(1, 0, 1));
    wire.right().close();

    assertThat(wire.right().waiting()).isZero();
    assertThat(wire.left().send(tcp(1, 0, 1))).isFalse();
    assertThat(wire.left().counters().get(LinkCounter.TX_DOWN)).isEqualTo(1);
  }
}
