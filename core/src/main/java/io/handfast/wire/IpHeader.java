package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/** An IP header of either family as a value. */
public sealed interface IpHeader permits Ipv4Header, Ipv6Header {
  /** Hop limit of headers made by {@link #of}, as Linux sends. */
  int DEFAULT_HOPS = 64;

  /**
   * The plain header of the family of {@code source}: 64 hops, no options, for IPv4 with DF.
   *
   * @param payloadLength bytes behind the header
   * @throws IllegalArgumentException when the two addresses are not of one family
   */
  static IpHeader of(IpAddress source, IpAddress destination, int protocol, int payloadLength) {
    return source.isV4()
        ? Ipv4Header.of(source, destination, protocol, payloadLength)
        : Ipv6Header.of(source, destination, protocol, payloadLength);
  }

  /**
   * Reads the header of either family.
   *
   * @param length bytes of the whole packet that are there
   * @throws MalformedException when it is not a sound header
   */
  static IpHeader parse(MemorySegment memory, long offset, int length) {
    MalformedException.throwIf(length < 1 ? Malformed.TOO_SHORT : null, "IP header");
    return Bytes.u8(memory, offset) >>> 4 == 6
        ? Ipv6Header.parse(memory, offset, length)
        : Ipv4Header.parse(memory, offset, length);
  }

  /** Where the packet comes from. */
  IpAddress source();

  /** Where it goes. */
  IpAddress destination();

  /** Protocol of the payload, see {@link IpProtocol}. */
  int protocol();

  /** Bytes behind this header (and its extension headers). */
  int payloadLength();

  /** Bytes of this header with options or extension headers. */
  int headerLength();

  /** The same header before another payload. */
  IpHeader withPayloadLength(int payloadLength);

  /** Writes the header with its checksum at {@code at}; returns {@link #headerLength()}. */
  int emit(MemorySegment memory, long at);

  /** Sum of the pseudo-header without its length, see {@link Checksum#pseudoHeader}. */
  default long pseudoHeaderSum() {
    return Checksum.pseudoHeader(source(), destination(), protocol());
  }
}
