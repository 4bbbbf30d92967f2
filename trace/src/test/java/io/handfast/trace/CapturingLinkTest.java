package io.handfast.trace;

import static io.handfast.wire.TcpFlags.ACK;
import static io.handfast.wire.TcpFlags.FIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.handfast.buffer.BufferPool;
import io.handfast.buffer.Packet;
import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpAddress;
import io.handfast.wire.IpHeader;
import io.handfast.wire.IpPackets;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.TcpHeader;
import io.handfast.wire.TcpView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapturingLinkTest {
  private static final IpAddress A = IpAddress.parse("fd00::1");
  private static final IpAddress B = IpAddress.parse("fd00::2");

  /** Takes what it is given and delivers what was put in. */
  private static final class Wire implements Link {
    final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    int segmentSize;
    Packet.ChecksumState checksum = Packet.ChecksumState.UNVERIFIED;
    boolean full;
    int sent;
    boolean closed;

    @Override
    public int mtu() {
      return 1500;
    }

    @Override
    public Offload offload() {
      return Offload.FULL;
    }

    @Override
    public boolean send(OutPacket packet) {
      sent++;
      return !full;
    }

    @Override
    public boolean receive(Packet into) {
      byte[] packet = waiting.poll();
      if (packet == null) {
        return false;
      }
      MemorySegment from = MemorySegment.ofArray(packet);
      MemorySegment.copy(from, 0, into.memory(), into.offset, packet.length);
      into.length = packet.length;
      into.segmentSize = segmentSize;
      into.checksum = checksum;
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Wire wire = new Wire();
  private final List<String> trouble = new ArrayList<>();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private long now = 5_000_000_000L;
  private int timesAsked;
  private final CapturingLink link =
      new CapturingLink(
          wire,
          () -> {
            timesAsked++;
            return now;
          },
          trouble::add);

  private Capture capture(OutputStream out, Capture.Cut cut) throws IOException {
    return new Capture(new PcapngWriter(out, CaptureInfo.DEFAULT), "tun0", "client", cut);
  }

  private List<CapturedPacket> captured() throws IOException {
    List<CapturedPacket> packets = new ArrayList<>();
    try (PcapReader reader = PcapReader.of(new ByteArrayInputStream(file.toByteArray()))) {
      for (CapturedPacket p = reader.next(); p != null; p = reader.next()) {
        packets.add(p);
      }
    }
    return packets;
  }

  private static byte[] tcp(int payload) {
    return IpPackets.tcp(A, B, TcpHeader.of(1, 2, 100, 5, ACK | FIN, 10), new byte[payload]);
  }

  /** The packet as the stack hands it over: headers here, payload in two slices there. */
  private static OutPacket out(byte[] packet, int segmentSize) {
    OutPacket out = new OutPacket();
    out.header = MemorySegment.ofArray(new byte[OutPacket.HEADROOM + 60]);
    out.headerOffset = OutPacket.HEADROOM;
    out.headerLength = 60;
    out.ipHeaderLength = 40;
    out.ipVersion = 6;
    out.protocol = IpProtocol.TCP;
    out.checksumOffset = 16;
    out.segmentSize = segmentSize;
    MemorySegment whole = MemorySegment.ofArray(packet);
    MemorySegment.copy(whole, 0, out.header, OutPacket.HEADROOM, 60);
    int payload = packet.length - 60;
    out.addSlice(whole, 60, payload / 3);
    out.addSlice(whole, 60 + payload / 3, payload - payload / 3);
    return out;
  }

  private static boolean checksumIsRight(CapturedPacket packet) {
    MemorySegment ip = packet.data().asSlice(packet.ipOffset());
    IpHeader header = IpHeader.parse(ip, 0, (int) ip.byteSize());
    TcpView tcp = new TcpView();
    assertThat(tcp.wrap(ip, header.headerLength(), header.payloadLength())).isNull();
    return tcp.checksumIsRight(header.pseudoHeaderSum());
  }

  private boolean receive() {
    return link.receive(new BufferPool().acquirePacket(65_535));
  }

  @Test
  void withoutACaptureNothingIsDone() {
    assertThat(link.send(out(tcp(10), 0))).isTrue();
    wire.waiting.add(tcp(10));
    assertThat(receive()).isTrue();
    assertThat(receive()).isFalse();
    assertThat(timesAsked).isZero();
  }

  @Test
  void bothDirectionsAreWritten() throws IOException {
    link.start(capture(file, Capture.Cut.SENT));
    byte[] packet = tcp(10);
    link.send(out(packet, 0));
    now += 1;
    wire.waiting.add(packet);
    receive();
    receive();
    link.stop();
    assertThat(captured()).hasSize(2);
    assertThat(captured())
        .extracting(CapturedPacket::direction)
        .containsExactly(Direction.OUTBOUND, Direction.INBOUND);
    assertThat(captured())
        .extracting(CapturedPacket::timeNanos)
        .containsExactly(5_000_000_000L, 5_000_000_001L);
    assertThat(captured().getFirst().data().asSlice(14).mismatch(MemorySegment.ofArray(packet)))
        .isEqualTo(-1);
  }

  @Test
  void aPartialChecksumIsCompletedInTheCopyOnly() throws IOException {
    link.start(capture(file, Capture.Cut.SENT));
    OutPacket packet = out(tcp(100), 0);
    packet.partialChecksum = true;
    long field = OutPacket.HEADROOM + 40 + 16;
    Bytes.put16(packet.header, field, 0x1234);
    link.send(packet);
    link.stop();
    assertThat(checksumIsRight(captured().getFirst())).isTrue();
    assertThat(Bytes.u16(packet.header, field)).isEqualTo(0x1234);
  }

  @Test
  void aSuperSegmentIsWrittenAsThePacketsThatGoOut() throws IOException {
    link.start(capture(file, Capture.Cut.SENT));
    link.send(out(tcp(2500), 1000));
    link.stop();
    assertThat(captured()).extracting(p -> p.data().byteSize()).containsExactly(1074L, 1074L, 574L);
    assertThat(captured()).allMatch(CapturingLinkTest::checksumIsRight);
  }

  @Test
  void aSuperSegmentIsWrittenWholeWhenNothingIsToBeCut() throws IOException {
    link.start(capture(file, Capture.Cut.NOTHING));
    OutPacket packet = out(tcp(2500), 1000);
    packet.partialChecksum = true;
    link.send(packet);
    link.stop();
    assertThat(captured()).singleElement().matches(CapturingLinkTest::checksumIsRight);
  }

  @Test
  void aCoalescedPacketIsCutBackOnRequest() throws IOException {
    for (Capture.Cut cut : Capture.Cut.values()) {
      file.reset();
      link.start(capture(file, cut));
      wire.segmentSize = 1000;
      wire.checksum = Packet.ChecksumState.TRUSTED;
      byte[] packet = tcp(2500);
      packet[40 + 16] ^= 1;
      wire.waiting.add(packet);
      receive();
      link.stop();
      assertThat(captured()).hasSize(cut == Capture.Cut.SENT_AND_RECEIVED ? 3 : 1);
      assertThat(captured()).allMatch(CapturingLinkTest::checksumIsRight);
    }
  }

  @Test
  void aWrongChecksumNobodyVouchedForStaysWrong() throws IOException {
    link.start(capture(file, Capture.Cut.SENT));
    byte[] packet = tcp(10);
    packet[40 + 16] ^= 1;
    wire.waiting.add(packet);
    receive();
    link.stop();
    assertThat(checksumIsRight(captured().getFirst())).isFalse();
  }

  @Test
  void whatTheLinkDroppedIsWrittenAndSaysSo() throws IOException {
    link.start(capture(file, Capture.Cut.SENT));
    wire.full = true;
    assertThat(link.send(out(tcp(10), 0))).isFalse();
    link.stop();
    assertThat(captured().getFirst().comments()).containsExactly("dropped by the link");
  }

  @Test
  void aFullDiskEndsTheCaptureAndNotTheTraffic() throws IOException {
    OutputStream full =
        new OutputStream() {
          private int room = 400;

          @Override
          public void write(int b) throws IOException {
            if (--room < 0) {
              throw new IOException("No space left on device");
            }
          }
        };
    link.start(capture(full, Capture.Cut.SENT));
    for (int i = 0; i < 10; i++) {
      assertThat(link.send(out(tcp(100), 0))).isTrue();
      wire.waiting.add(tcp(100));
      assertThat(receive()).isTrue();
    }
    assertThat(wire.sent).isEqualTo(10);
    assertThat(link.isCapturing()).isFalse();
    assertThat(link.failures()).isEqualTo(1);
    assertThat(trouble).containsExactly("capture stopped: No space left on device");
  }

  @Test
  void aBufferedFileIsFlushedEverySecondAndWithTheLink() throws IOException {
    int[] flushes = {0};
    boolean[] closed = {false};
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void flush() {
            flushes[0]++;
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    link.start(capture(out, Capture.Cut.SENT));
    for (int i = 0; i < 25; i++) {
      link.send(out(tcp(1), 0));
      now += 100_000_000;
    }
    assertThat(flushes[0]).as("in 2.4 s").isEqualTo(2);
    link.close();
    assertThat(closed[0] && wire.closed).isTrue();
  }
}
