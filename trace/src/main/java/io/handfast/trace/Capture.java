package io.handfast.trace;

import io.handfast.buffer.Packet;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Ipv4View;
import io.handfast.wire.Ipv6View;
import io.handfast.wire.TcpSegmenter;
import io.handfast.wire.TransportChecksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One interface of a capture file: turns what a link sends and receives into packets that a reader
 * can believe, with complete checksums and, where wanted, super-segments cut into the packets that
 * the device would make of them. Works on a copy; the packets themselves stay as they are.
 */
public final class Capture implements AutoCloseable {
  /** What is written as the packets that go over the wire. */
  public enum Cut {
    /** Super-segments stay whole, as a capture on the machine itself shows them. */
    NOTHING,
    /** Those sent are cut. The default. */
    SENT,
    /** Those sent are cut, those received are cut back. */
    SENT_AND_RECEIVED
  }

  private static final int LARGEST = 65_535 + Ipv6View.HEADER;

  private final PcapngWriter writer;
  private final int interfaceId;
  private final Cut cut;
  private final TcpSegmenter segmenter = new TcpSegmenter();
  private final Ipv6View ipv6 = new Ipv6View();
  private final MemorySegment whole = MemorySegment.ofArray(new byte[LARGEST]);
  private final MemorySegment piece = MemorySegment.ofArray(new byte[LARGEST]);

  /**
   * Declares an interface in the file.
   *
   * @param name for example {@code tun0}
   * @param description for example the node; may be empty
   */
  public Capture(PcapngWriter writer, String name, String description, Cut cut) throws IOException {
    this.writer = writer;
    this.interfaceId = writer.addInterface(name, description);
    this.cut = cut;
  }

  /** Writes a packet that the link sends, with comments. */
  public void sent(OutPacket packet, long timeNanos, String... comments) throws IOException {
    int length = packet.copyTo(whole, 0);
    if (packet.segmentSize > 0 && cut != Cut.NOTHING) {
      writeCut(Direction.OUTBOUND, timeNanos, length, packet.segmentSize, comments);
      return;
    }
    if (packet.partialChecksum || packet.segmentSize > 0) {
      TransportChecksum.fill(whole, 0, packet.ipHeaderLength, length, packet.protocol);
    }
    writer.write(interfaceId, timeNanos, Direction.OUTBOUND, whole, 0, length, comments);
  }

  /** Writes a packet that the link has received, with comments. */
  public void received(Packet packet, long timeNanos, String... comments) throws IOException {
    boolean cutIt = packet.segmentSize > 0 && cut == Cut.SENT_AND_RECEIVED;
    boolean complete = packet.checksum == Packet.ChecksumState.UNVERIFIED;
    if (complete && !cutIt) {
      writer.write(
          interfaceId,
          timeNanos,
          Direction.INBOUND,
          packet.memory(),
          packet.offset,
          packet.length,
          comments);
      return;
    }
    MemorySegment.copy(packet.memory(), packet.offset, whole, 0, packet.length);
    if (cutIt) {
      writeCut(Direction.INBOUND, timeNanos, packet.length, packet.segmentSize, comments);
      return;
    }
    completeChecksum(packet.length);
    writer.write(interfaceId, timeNanos, Direction.INBOUND, whole, 0, packet.length, comments);
  }

  private void writeCut(
      Direction direction, long timeNanos, int length, int segmentSize, String... comments)
      throws IOException {
    if (segmenter.wrap(whole, 0, length, segmentSize) != null) {
      writer.write(interfaceId, timeNanos, direction, whole, 0, length, comments);
      return;
    }
    for (int i = 0; i < segmenter.count(); i++) {
      int cutLength = segmenter.write(i, piece, 0);
      writer.write(interfaceId, timeNanos, direction, piece, 0, cutLength, comments);
    }
  }

  /** A vouched-for checksum may be a partial one; a fragment's can't be computed and isn't. */
  private void completeChecksum(int length) {
    if (length >= Ipv6View.HEADER && Bytes.u8(whole, 0) >>> 4 == 6) {
      if (ipv6.wrap(whole, 0, length) == null && !ipv6.isFragment()) {
        int total = ipv6.totalLength();
        TransportChecksum.fill(whole, 0, ipv6.headersLength(), total, ipv6.protocol());
      }
    } else if (length >= Ipv4View.MIN_HEADER && (Bytes.u16(whole, 6) & 0x3fff) == 0) {
      int protocol = Bytes.u8(whole, 9);
      int header = (Bytes.u8(whole, 0) & 15) * 4;
      int total = Math.min(length, Bytes.u16(whole, 2));
      if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
        TransportChecksum.fill(whole, 0, header, total, protocol);
      }
    }
  }

  /** Packets in the file so far, of all its interfaces. */
  public long packets() {
    return writer.packets();
  }

  /** Passes everything on to the file. */
  public void flush() throws IOException {
    writer.flush();
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }
}
