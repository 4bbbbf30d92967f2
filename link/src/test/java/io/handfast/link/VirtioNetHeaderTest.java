package io.handfast.link;

import static io.handfast.link.LinkCounter.RX_BAD_CHECKSUM_FIELD;
import static io.handfast.link.LinkCounter.RX_BAD_SEGMENTATION;
import static io.handfast.link.LinkCounter.RX_PACKETS;
import static io.handfast.link.LinkCounter.RX_UNKNOWN_SEGMENTATION;
import static io.handfast.link.TestPackets.KERNEL_V4;
import static io.handfast.link.TestPackets.KERNEL_V6;
import static io.handfast.link.TestPackets.STACK_V4;
import static io.handfast.link.TestPackets.STACK_V6;
import static io.handfast.link.TestPackets.finished;
import static io.handfast.link.TestPackets.randomBytes;
import static io.handfast.link.TestPackets.tcpHeader;
import static io.handfast.link.TestPackets.withPayload;
import static io.handfast.link.VirtioNetHeader.DATA_VALID;
import static io.handfast.link.VirtioNetHeader.GSO_NONE;
import static io.handfast.link.VirtioNetHeader.GSO_TCPV4;
import static io.handfast.link.VirtioNetHeader.GSO_TCPV6;
import static io.handfast.link.VirtioNetHeader.NEEDS_CSUM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.buffer.Packet.ChecksumState;
import io.handfast.stack.OutPacket;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpFlags;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VirtioNetHeaderTest {
  private static final int AT = BufferPool.HEADROOM - VirtioNetHeader.LENGTH;

  private final Packet packet = TestPackets.emptyPacket();

  private static OutPacket tcp(boolean v4, int payload, int segmentSize) {
    byte[] header = tcpHeader(1, 2, 3, 4, TcpFlags.ACK);
    OutPacket out =
        v4
            ? TestPackets.packet(STACK_V4, KERNEL_V4, IpProtocol.TCP, header)
            : TestPackets.packet(STACK_V6, KERNEL_V6, IpProtocol.TCP, header);
    out.segmentSize = segmentSize;
    return finished(withPayload(out, randomBytes(payload, 1), payload));
  }

  private Packet arrived(OutPacket out) {
    packet.reset(BufferPool.HEADROOM);
    packet.length = out.copyTo(packet.memory(), packet.offset);
    return packet;
  }

  private void header(int flags, int type, int hdrLen, int gsoSize, int start, int offset) {
    MemorySegment m = packet.memory();
    m.set(JAVA_BYTE, AT, (byte) flags);
    m.set(JAVA_BYTE, AT + 1, (byte) type);
    int[] words = {hdrLen, gsoSize, start, offset, 0};
    for (int i = 0; i < words.length; i++) {
      m.set(JAVA_SHORT_UNALIGNED, AT + 2 + 2L * i, (short) words[i]);
    }
  }

  private LinkCounter read() {
    return VirtioNetHeader.read(packet.memory(), AT, packet);
  }

  @Test
  void whatIsWrittenIsRead() {
    for (boolean v4 : new boolean[] {true, false}) {
      OutPacket out = tcp(v4, 5000, 1400);
      arrived(out);
      VirtioNetHeader.write(packet.memory(), AT, out);

      assertThat(read()).isEqualTo(RX_PACKETS);
      assertThat(packet.segmentSize).isEqualTo(1400);
      assertThat(packet.checksum).isEqualTo(ChecksumState.TRUSTED);
    }
  }

  @Test
  void withoutFlagsTheStackVerifiesTheChecksum() {
    arrived(tcp(true, 100, 0));
    header(0, GSO_NONE, 0, 0, 0, 0);

    assertThat(read()).isEqualTo(RX_PACKETS);
    assertThat(packet.checksum).isEqualTo(ChecksumState.UNVERIFIED);
  }

  @Test
  void aChecksumTheDeviceHasVerifiedIsTrusted() {
    arrived(tcp(true, 100, 0));
    header(DATA_VALID, GSO_NONE, 0, 0, 0, 0);

    assertThat(read()).isEqualTo(RX_PACKETS);
    assertThat(packet.checksum).isEqualTo(ChecksumState.TRUSTED);
  }

  @Test
  void aPartialChecksumSomewhereElseIsCompletedAndNotTrusted() {
    OutPacket out = tcp(true, 100, 0);
    arrived(out);
    header(NEEDS_CSUM, GSO_NONE, 0, 0, 60, 2);
    assertThat(read()).isEqualTo(RX_PACKETS);

    assertThat(packet.checksum).isEqualTo(ChecksumState.UNVERIFIED);
    byte[] bytes = TestPackets.bytes(packet);
    bytes[62] = 0;
    bytes[63] = 0;
    MemorySegment before = MemorySegment.ofArray(TestPackets.bytes(out));
    int seed = io.handfast.wire.Bytes.u16(before, 62);
    int sum = TestPackets.onesComplement(bytes, 60, bytes.length - 60, seed);
    assertThat(io.handfast.wire.Bytes.u16(packet.memory(), packet.offset + 62L)).isEqualTo(sum);
  }

  @Test
  void aChecksumFieldOutsideThePacketIsRefused() {
    arrived(tcp(true, 100, 0));
    int last = packet.length - 20;
    header(NEEDS_CSUM, GSO_NONE, 0, 0, 20, last - 2);
    assertThat(read()).isEqualTo(RX_PACKETS);
    header(NEEDS_CSUM, GSO_NONE, 0, 0, 20, last - 1);
    assertThat(read()).isEqualTo(RX_BAD_CHECKSUM_FIELD);
    header(NEEDS_CSUM, GSO_NONE, 0, 0, 19, 16);
    assertThat(read()).isEqualTo(RX_BAD_CHECKSUM_FIELD);
    header(NEEDS_CSUM, GSO_NONE, 0, 0, 0xffff, 0xffff);
    assertThat(read()).isEqualTo(RX_BAD_CHECKSUM_FIELD);
  }

  @Test
  void segmentationThatDoesNotFitThePacketIsRefused() {
    arrived(tcp(true, 3000, 0));
    assertThat(gso(NEEDS_CSUM, GSO_TCPV4, 40, 1000)).isEqualTo(RX_PACKETS);
    assertThat(gso(NEEDS_CSUM, GSO_TCPV4, 40, 0)).isEqualTo(RX_BAD_SEGMENTATION);
    assertThat(gso(NEEDS_CSUM, GSO_TCPV6, 40, 1000)).isEqualTo(RX_BAD_SEGMENTATION);
    assertThat(gso(NEEDS_CSUM, GSO_TCPV4, 3041, 1000)).isEqualTo(RX_BAD_SEGMENTATION);
    assertThat(gso(0, GSO_TCPV4, 40, 1000)).isEqualTo(RX_BAD_SEGMENTATION);
    assertThat(gso(NEEDS_CSUM, 3, 40, 1000)).isEqualTo(RX_UNKNOWN_SEGMENTATION);
    assertThat(gso(NEEDS_CSUM, 5, 40, 1000)).isEqualTo(RX_UNKNOWN_SEGMENTATION);
  }

  @Test
  void segmentationOfAnotherProtocolIsRefused() {
    arrived(tcp(true, 3000, 0));
    packet.memory().set(JAVA_BYTE, packet.offset + 9L, (byte) IpProtocol.UDP);
    header(NEEDS_CSUM, GSO_TCPV4, 40, 1000, 20, 6);

    assertThat(read()).isEqualTo(RX_BAD_SEGMENTATION);
  }

  @Test
  void aDataOffsetPastTheEndIsRefused() {
    arrived(tcp(true, 10, 0));
    packet.memory().set(JAVA_BYTE, packet.offset + 32L, (byte) 0xf0);

    assertThat(gso(NEEDS_CSUM, GSO_TCPV4, 40, 5)).isEqualTo(RX_BAD_SEGMENTATION);
  }

  @Test
  void onePayloadNoLargerThanASegmentIsNotCoalesced() {
    arrived(tcp(true, 1000, 0));

    assertThat(gso(NEEDS_CSUM, GSO_TCPV4, 40, 1000)).isEqualTo(RX_PACKETS);
    assertThat(packet.segmentSize).isZero();
  }

  private LinkCounter gso(int flags, int type, int hdrLen, int size) {
    header(flags, type, hdrLen, size, 20, 16);
    return read();
  }

  @Property(tries = 5000)
  void noHeaderAndNoPacketMakesItFail(
      @ForAll @Size(12) byte[] header,
      @ForAll @Size(min = 20, max = 120) byte[] content,
      @ForAll @IntRange(min = 0, max = 3) int shape) {
    packet.reset(BufferPool.HEADROOM);
    packet.length = content.length;
    // Half of the packets look like IP and half of the headers like plausible offload.
    content[0] = (byte) ((shape & 1) == 0 ? content[0] : content[1] < 0 ? 0x45 : 0x60);
    header[0] = (byte) (shape < 2 ? header[0] : NEEDS_CSUM);
    header[7] = shape < 2 ? header[7] : 0;
    MemorySegment.copy(header, 0, packet.memory(), JAVA_BYTE, AT, 12);
    MemorySegment.copy(content, 0, packet.memory(), JAVA_BYTE, packet.offset, content.length);

    LinkCounter outcome = read();

    assertThat(packet.length).isEqualTo(content.length);
    if (outcome == RX_PACKETS && packet.segmentSize > 0) {
      assertThat(packet.segmentSize).isLessThan(content.length - 40);
      assertThat(packet.checksum).isEqualTo(ChecksumState.TRUSTED);
    } else {
      assertThat(outcome == RX_PACKETS || outcome.isDrop()).isTrue();
    }
  }
}
