package io.handfast.wire;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.CWR;
import static io.handfast.wire.TcpFlags.FIN;
import static io.handfast.wire.TcpFlags.PSH;
import static io.handfast.wire.TcpFlags.URG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TcpSegmenterTest {
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final IpAddress A6 = IpAddress.parse("fd00::1");
  private static final IpAddress B6 = IpAddress.parse("fd00::2");
  private static final TcpOptionList TIMES = TcpOptionList.aligned(new TcpOption.Timestamps(7, 8));

  private final TcpSegmenter segmenter = new TcpSegmenter();

  private List<byte[]> cut(byte[] packet, int segmentSize) {
    assertThat(segmenter.wrap(MemorySegment.ofArray(packet), 0, packet.length, segmentSize))
        .isNull();
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < segmenter.count(); i++) {
      byte[] out = new byte[segmenter.length(i)];
      assertThat(segmenter.write(i, MemorySegment.ofArray(out), 0)).isEqualTo(out.length);
      packets.add(out);
    }
    return packets;
  }

  private static TcpHeader tcp(byte[] packet, int at) {
    return TcpHeader.parse(MemorySegment.ofArray(packet), at, packet.length - at);
  }

  private static TcpHeader header(int flags) {
    return TcpHeader.of(1000, 80, -100, 5, flags, 512).withOptions(TIMES);
  }

  @Test
  void flagsThatHappenOnceStayOnce() {
    byte[] packet = IpPackets.tcp(A, B, header(ACK | PSH | FIN | CWR), new byte[250]);
    List<byte[]> packets = cut(packet, 100);
    assertThat(packets).hasSize(3);
    assertThat(tcp(packets.get(0), 20).flags()).isEqualTo(ACK | CWR);
    assertThat(tcp(packets.get(1), 20).flags()).isEqualTo(ACK);
    assertThat(tcp(packets.get(2), 20).flags()).isEqualTo(ACK | PSH | FIN);
    assertThat(packets.get(2)).hasSize(20 + 32 + 50);
  }

  @Test
  void sequenceNumbersAndIdentificationsAdvanceAndWrap() {
    Ipv4Header ip = Ipv4Header.of(A, B, IpProtocol.TCP, 0).with(0, 0xffff, true, 64);
    List<byte[]> packets = cut(IpPackets.tcp(ip, header(ACK), new byte[250]), 100);
    for (int i = 0; i < 3; i++) {
      assertThat(tcp(packets.get(i), 20).seq()).isEqualTo(-100 + 100 * i);
      Ipv4Header cut = Ipv4Header.parse(MemorySegment.ofArray(packets.get(i)), 0, 200);
      assertThat(cut.id()).isEqualTo(0xffff + i & 0xffff);
      assertThat(cut.dontFragment()).isTrue();
    }
  }

  @Test
  void theUrgentPointStaysWhereItIs() {
    byte[] packet = IpPackets.tcp(A, B, header(ACK).withUrgentPointer(150), new byte[300]);
    List<byte[]> packets = cut(packet, 100);
    assertThat(tcp(packets.get(0), 20).urgentPointer()).isEqualTo(150);
    assertThat(tcp(packets.get(1), 20).urgentPointer()).isEqualTo(50);
    assertThat(tcp(packets.get(1), 20).flags()).isEqualTo(ACK | URG);
    assertThat(tcp(packets.get(2), 20).flags()).isEqualTo(ACK);
    assertThat(tcp(packets.get(2), 20).urgentPointer()).isZero();
  }

  @Test
  void aPacketNotToBeCutComesOutWithItsChecksumCompleted() {
    byte[] right = IpPackets.tcp(A6, B6, header(ACK | PSH), new byte[50]);
    byte[] partial = right.clone();
    partial[40 + 16] ^= 0x55;
    assertThat(cut(partial, 0)).containsExactly(right);
    assertThat(cut(partial, 50)).containsExactly(right);
  }

  @Test
  void aSegmentWithoutPayloadIsOnePacket() {
    byte[] packet = IpPackets.tcp(A, B, header(ACK));
    assertThat(cut(packet, 1000)).containsExactly(packet);
    assertThat(cut(packet, 0)).containsExactly(packet);
  }

  @Test
  void whatIsNotTcpIsRefused() {
    byte[] packet = IpPackets.udp(A, B, 1, 2, new byte[30]);
    assertThat(segmenter.wrap(MemorySegment.ofArray(packet), 0, packet.length, 10)).isNotNull();
    assertThat(segmenter.count()).isZero();
  }

  /** Together the packets say what the super-segment said, and each can stand alone. */
  @Property(tries = 300)
  void cuttingLosesNothing(
      @ForAll int seed,
      @ForAll boolean ipv6,
      @ForAll @IntRange(min = 1, max = 3000) int segmentSize,
      @ForAll @IntRange(max = 9000) int length) {
    byte[] payload = new byte[length];
    new Random(seed).nextBytes(payload);
    Ipv6Header withExtension =
        Ipv6Header.of(A6, B6, IpProtocol.TCP, 0)
            .withExtensions(
                new Ipv6Extension(IpProtocol.DESTINATION_OPTIONS, Octets.ofHex("010400000000")));
    IpHeader ip = ipv6 ? withExtension : Ipv4Header.of(A, B, IpProtocol.TCP, 0);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    for (byte[] packet : cut(IpPackets.tcp(ip, header(ACK | PSH), payload), segmentSize)) {
      MemorySegment memory = MemorySegment.ofArray(packet);
      IpHeader cut = IpHeader.parse(memory, 0, packet.length);
      TcpView tcp = new TcpView();
      assertThat(tcp.wrap(memory, cut.headerLength(), cut.payloadLength())).isNull();
      assertThat(tcp.checksumIsRight(cut.pseudoHeaderSum())).isTrue();
      assertThat(tcp.seq()).isEqualTo(-100 + together.size());
      assertThat(tcp.payloadLength()).isLessThanOrEqualTo(segmentSize);
      together.write(packet, (int) tcp.payloadOffset(), tcp.payloadLength());
    }
    assertThat(together.toByteArray()).isEqualTo(payload);
  }
}
