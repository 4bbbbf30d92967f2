package io.handfast.link;

import io.handfast.stack.Link;
import io.handfast.stack.OutPacket;
import io.handfast.wire.Bytes;
import io.handfast.wire.Checksum;
import io.handfast.wire.IpProtocol;
import io.handfast.wire.Malformed;
import io.handfast.wire.TcpSegmenter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a device does for a sender, in software: cuts TCP super-segments into packets, and completes
 * partial checksums. Holds scratch memory, so one thread at a time.
 */
public final class Segmenter {
  /** The largest IPv6 packet without a jumbogram: header and 65,535 bytes. */
  private static final int LARGEST = 40 + 65_535;

  private final TcpSegmenter cutter = new TcpSegmenter();
  private final MemorySegment whole = Arena.ofAuto().allocate(LARGEST, 64);
  private final OutPacket piece = new OutPacket();

  /** A segmenter with scratch memory of its own. */
  public Segmenter() {
    piece.header = Arena.ofAuto().allocate(OutPacket.HEADROOM + LARGEST, 64);
    piece.headerOffset = OutPacket.HEADROOM;
    piece.protocol = IpProtocol.TCP;
  }

  /** True when the packet is a super-segment that really is more than one packet. */
  public static boolean needsCut(OutPacket packet) {
    return packet.segmentSize > 0 && packet.payloadLength() > packet.segmentSize;
  }

  /**
   * Sends a super-segment to {@code link} as complete packets of {@code segmentSize} payload bytes
   * each, the last one perhaps shorter (see {@link TcpSegmenter}).
   *
   * @return true when the link took them all; the link has counted those that it did not take
   * @throws IllegalArgumentException when the packet is not sound TCP
   */
  public boolean cut(OutPacket packet, Link link) {
    int length = packet.copyTo(whole, 0);
    Malformed problem = cutter.wrap(whole, 0, length, packet.segmentSize);
    if (problem != null) {
      throw new IllegalArgumentException("not to be cut: " + problem.sentence());
    }
    piece.ipVersion = packet.ipVersion;
    piece.ipHeaderLength = packet.ipHeaderLength;
    boolean all = true;
    for (int i = 0; i < cutter.count(); i++) {
      piece.headerLength = cutter.write(i, piece.header, piece.headerOffset);
      all &= link.send(piece);
    }
    return all;
  }

  /**
   * Completes a partial checksum in place, from the pseudo-header sum in its field, and marks the
   * packet as complete. Nothing happens to a packet whose checksum is not partial.
   */
  public static void complete(OutPacket packet) {
    if (!packet.partialChecksum) {
      return;
    }
    int from = packet.headerOffset + packet.ipHeaderLength;
    long position = packet.headerLength - packet.ipHeaderLength;
    long sum = Checksum.add(packet.header, from, position, 0);
    for (int i = 0; i < packet.slices(); i++) {
      int length = packet.sliceLength(i);
      sum = Checksum.addAt(position, packet.slice(i), packet.sliceOffset(i), length, sum);
      position += length;
    }
    int checksum = Checksum.finish(sum);
    // A UDP checksum that comes out as zero is sent as all ones: zero means "none" (RFC 768).
    boolean allOnes = checksum == 0 && packet.protocol == IpProtocol.UDP;
    Bytes.put16(packet.header, from + packet.checksumOffset, allOnes ? 0xffff : checksum);
    packet.partialChecksum = false;
  }
}
