package io.handfast.link;

import static io.handfast.link.TestPackets.KERNEL_V4;
import static io.handfast.link.TestPackets.KERNEL_V6;
import static io.handfast.link.TestPackets.STACK_V4;
import static io.handfast.link.TestPackets.STACK_V6;
import static io.handfast.link.TestPackets.bytes;
import static io.handfast.link.TestPackets.checksumsAreRight;
import static io.handfast.link.TestPackets.finished;
import static io.handfast.link.TestPackets.randomBytes;
import static io.handfast.link.TestPackets.tcpHeader;
import static io.handfast.link.TestPackets.withPayload;
import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.CWR;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.PSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpProtocol;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  /** Keeps what it is given; says no to packet number {@code refused}. */
  private static final class Recorder implements Link {
    final List<byte[]> sent = new ArrayList<>();
    int refused = -1;

    @Override
    public int mtu() {
      return 1500;
    }

    @Override
    public Offload offload() {
      return Offload.NONE;
    }

    @Override
    public boolean send(OutPacket packet) {
      sent.add(bytes(packet));
      assertThat(packet.partialChecksum).isFalse();
      return sent.size() - 1 != refused;
    }

    @Override
    public boolean receive(Packet into) {
      return false;
    }

    @Override
    public void close() {}
  }

  private final Recorder recorder = new Recorder();

  private static OutPacket superSegment(
      boolean v4, byte[] payload, int sliceSize, int size, int flags) {
    byte[] tcp = tcpHeader(4000, 80, -1000, 77, flags);
    OutPacket packet =
        v4
            ? TestPackets.packet(STACK_V4, KERNEL_V4, IpProtocol.TCP, tcp)
            : TestPackets.packet(STACK_V6, KERNEL_V6, IpProtocol.TCP, tcp);
    packet.segmentSize = size;
    return finished(withPayload(packet, payload, sliceSize));
  }

  @Property(tries = 300)
  void theCutPacketsCarryTheSameStreamWithRightChecksums(
      @ForAll boolean v4,
      @ForAll @IntRange(min = 1, max = 20_000) int length,
      @ForAll @IntRange(min = 400, max = 7_000) int sliceSize,
      @ForAll @IntRange(min = 1, max = 1460) int size) {
    byte[] payload = randomBytes(length, size);
    recorder.sent.clear();
    OutPacket packet = superSegment(v4, payload, sliceSize, Math.max(size, length / 60), ACK | PSH);
    int expected = Math.ceilDiv(length, packet.segmentSize);

    assertThat(new SegmentingLink(recorder).send(packet)).isTrue();

    assertThat(recorder.sent).hasSize(expected).allMatch(TestPackets::checksumsAreRight);
    assertThat(streamOf(recorder.sent, v4 ? 40 : 60)).isEqualTo(payload);
    assertThat(recorder.sent).allMatch(p -> p.length <= (v4 ? 40 : 60) + packet.segmentSize);
  }

  /** The payloads in order, after checking that each sequence number goes on from the last. */
  private static byte[] streamOf(List<byte[]> packets, int headers) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      int seq = Bytes.i32(MemorySegment.ofArray(packet), headers - 20 + 4);
      assertThat(seq).isEqualTo(-1000 + stream.size());
      stream.write(packet, headers, packet.length - headers);
    }
    return stream.toByteArray();
  }

  @Test
  void finAndPshStayOnTheLastPacketAndCwrOnTheFirst() {
    send(superSegment(true, randomBytes(3000, 1), 3000, 1000, ACK | PSH | FIN | CWR));

    assertThat(recorder.sent.stream().map(p -> p[33] & 0xff))
        .containsExactly(ACK | CWR, ACK, ACK | PSH | FIN);
  }

  @Test
  void eachIpv4PacketHasItsOwnIdentificationEvenWhereTheyWrap() {
    OutPacket packet = superSegment(true, randomBytes(3000, 1), 3000, 1000, ACK);
    Bytes.put16(packet.header, packet.headerOffset + 4, 0xffff);

    send(packet);

    assertThat(recorder.sent.stream().map(p -> (p[4] & 0xff) << 8 | p[5] & 0xff))
        .containsExactly(0xffff, 0, 1);
  }

  @Test
  void aSuperSegmentOfOneSegmentIsSentAsItIs() {
    send(superSegment(true, randomBytes(900, 1), 900, 1000, ACK | PSH));

    assertThat(recorder.sent).hasSize(1).allMatch(TestPackets::checksumsAreRight);
  }

  @Test
  void aRefusedPacketIsReportedAndTheOthersStillGo() {
    recorder.refused = 1;
    OutPacket packet = superSegment(true, randomBytes(3000, 1), 3000, 1000, ACK);

    assertThat(new SegmentingLink(recorder).send(packet)).isFalse();
    assertThat(recorder.sent).hasSize(3);
  }

  @Test
  void aUdpChecksumOfZeroIsSentAsAllOnes() {
    byte[] udp = {0, 1, 0, 2, 0, 10, 0, 0};
    OutPacket packet = TestPackets.packet(STACK_V4, KERNEL_V4, IpProtocol.UDP, udp);
    finished(withPayload(packet, new byte[2], 2));
    int missing = TestPackets.onesComplement(bytes(packet), 20, 10, 0);
    packet.clearPayload();
    byte[] filler = {(byte) (missing >> 8), (byte) missing};
    finished(withPayload(packet, filler, 2));

    Segmenter.complete(packet);

    assertThat(Bytes.u16(packet.header, packet.headerOffset + 26)).isEqualTo(0xffff);
    assertThat(checksumsAreRight(bytes(packet))).isTrue();
  }

  private void send(OutPacket packet) {
    new SegmentingLink(recorder).send(packet);
  }
}
