package io.handfast.trace;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One packet of a capture file.
 *
 * @param timeNanos since 1970-01-01 UTC, or {@link #NO_TIME}
 * @param interfaceName name that the file gives its interface, or empty
 * @param linkType framing of {@code data}, see {@link LinkType}
 * @param direction when the file says it
 * @param originalLength bytes on the wire; usually at least those of {@code data}
 * @param comments of this packet
 * @param data the frame as captured
 */
public record CapturedPacket(
    long timeNanos,
    String interfaceName,
    int linkType,
    Direction direction,
    long originalLength,
    List<String> comments,
    MemorySegment data) {
  /** Time of a packet without one: a pcapng simple packet block. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** Start of the IP header in {@link #data}, in bytes, or -1 when there is none. */
  public int ipOffset() {
    return LinkType.ipOffset(linkType, data);
  }
}
