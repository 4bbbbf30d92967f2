package io.handfast.stack;

import java.lang.foreign.MemorySegment;

/**
 * One packet on its way out, as scatter/gather: headers in one place, payload slices where they
 * already lie. A mutable object that the stack reuses; a link keeps nothing of it.
 */
public final class OutPacket {
  /** Free bytes before the IP header, for a link's own header (virtio-net: 12, Ethernet: 14). */
  public static final int HEADROOM = 64;

  /** Most payload slices of one packet. */
  public static final int MAX_SLICES = 64;

  /** Holds the headers. */
  public MemorySegment header;

  /** Where the IP header starts in {@link #header}; at least {@link #HEADROOM}. */
  public int headerOffset;

  /** IP header (with options and extension headers) and transport header, in bytes. */
  public int headerLength;

  /** IP header alone, in bytes: where the transport header starts, from {@link #headerOffset}. */
  public int ipHeaderLength;

  /** 4 or 6. */
  public int ipVersion;

  /** IP protocol number of the transport header. */
  public int protocol;

  /**
   * True when the transport checksum field holds the folded pseudo-header sum only and the link has
   * to complete it; false when the packet is complete or needs none.
   */
  public boolean partialChecksum;

  /** Checksum field, in bytes from the start of the transport header (TCP 16, UDP 6). */
  public int checksumOffset;

  /** Payload bytes per segment of a super-segment; 0 when the packet is to be sent as it is. */
  public int segmentSize;

  private final MemorySegment[] segments = new MemorySegment[MAX_SLICES];
  private final int[] offsets = new int[MAX_SLICES];
  private final int[] lengths = new int[MAX_SLICES];
  private int slices;
  private int payloadLength;

  /** Forgets the payload. */
  public void clearPayload() {
    for (int i = 0; i < slices; i++) {
      segments[i] = null;
    }
    slices = 0;
    payloadLength = 0;
  }

  /** Appends a slice of payload, which must stay unchanged until the packet is sent. */
  public void addSlice(MemorySegment segment, int offset, int length) {
    segments[slices] = segment;
    offsets[slices] = offset;
    lengths[slices++] = length;
    payloadLength += length;
  }

  /** Number of payload slices, 0 to {@link #MAX_SLICES}. */
  public int slices() {
    return slices;
  }

  /** Memory of slice {@code i}. */
  public MemorySegment slice(int i) {
    return segments[i];
  }

  /** Start of slice {@code i} in its memory, in bytes. */
  public int sliceOffset(int i) {
    return offsets[i];
  }

  /** Length of slice {@code i}, in bytes. */
  public int sliceLength(int i) {
    return lengths[i];
  }

  /** Payload bytes over all slices. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Bytes of the whole packet from the IP header on. */
  public int totalLength() {
    return headerLength + payloadLength;
  }

  /** The whole packet, IP header first, as bytes of its own. */
  public byte[] toBytes() {
    byte[] bytes = new byte[totalLength()];
    copyTo(MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  /** Copies the whole packet, IP header first, to {@code target}; returns its length in bytes. */
  public int copyTo(MemorySegment target, long targetOffset) {
    MemorySegment.copy(header, headerOffset, target, targetOffset, headerLength);
    long at = targetOffset + headerLength;
    for (int i = 0; i < slices; i++) {
      MemorySegment.copy(segments[i], offsets[i], target, at, lengths[i]);
      at += lengths[i];
    }
    return totalLength();
  }
}
