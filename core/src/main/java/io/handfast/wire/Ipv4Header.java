package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * An IPv4 header as a value (RFC 791 section 3.1). The header checksum is no part of it: {@link
 * #emit} computes it, {@link #parse} verifies it.
 *
 * @param trafficClass DSCP and ECN, 0 to 255
 * @param payloadLength bytes behind the header, 0 to 65,515
 * @param id identification, 0 to 65,535
 * @param dontFragment DF
 * @param moreFragments MF
 * @param fragmentOffset in bytes, a multiple of 8, 0 to 65,528
 * @param ttl time to live, 0 to 255
 * @param protocol see {@link IpProtocol}
 * @param source an IPv4 address
 * @param destination an IPv4 address
 * @param options 0 to 40 bytes, a multiple of 4
 */
public record Ipv4Header(
    int trafficClass,
    int payloadLength,
    int id,
    boolean dontFragment,
    boolean moreFragments,
    int fragmentOffset,
    int ttl,
    int protocol,
    IpAddress source,
    IpAddress destination,
    Octets options)
    implements IpHeader {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public Ipv4Header {
    Range.check("traffic class", trafficClass, 255);
    Range.check("identification", id, 0xffff);
    Range.check("fragment offset", fragmentOffset, 0xfff8);
    Range.check("time to live", ttl, 255);
    Range.check("protocol", protocol, 255);
    Range.check("bytes of options", options.length(), 40);
    Range.check("payload length", payloadLength, 0xffff - Ipv4View.MIN_HEADER - options.length());
    Range.require((fragmentOffset & 7) == 0, "fragment offset must be a multiple of 8");
    Range.require((options.length() & 3) == 0, "options must fill whole 32-bit words");
    Range.require(source.isV4() && destination.isV4(), "addresses must be IPv4 addresses");
  }

  /** A plain header: 64 hops, id 0, DF, no options. */
  public static Ipv4Header of(
      IpAddress source, IpAddress destination, int protocol, int payloadLength) {
    return new Ipv4Header(
        0,
        payloadLength,
        0,
        true,
        false,
        0,
        DEFAULT_HOPS,
        protocol,
        source,
        destination,
        Octets.EMPTY);
  }

  /**
   * Reads a header.
   *
   * @param length bytes of the whole packet that are there
   * @throws MalformedException when {@link Ipv4View#wrap} refuses it
   */
  public static Ipv4Header parse(MemorySegment memory, long offset, int length) {
    Ipv4View view = new Ipv4View();
    MalformedException.throwIf(view.wrap(memory, offset, length), "IPv4 header");
    int optionsLength = view.headerLength() - Ipv4View.MIN_HEADER;
    return new Ipv4Header(
        view.trafficClass(),
        view.payloadLength(),
        view.id(),
        view.dontFragment(),
        view.moreFragments(),
        view.fragmentOffset(),
        view.ttl(),
        view.protocol(),
        IpAddress.ofV4(view.source()),
        IpAddress.ofV4(view.destination()),
        Octets.of(memory, offset + Ipv4View.MIN_HEADER, optionsLength));
  }

  @Override
  public int headerLength() {
    return Ipv4View.MIN_HEADER + options.length();
  }

  @Override
  public int emit(MemorySegment memory, long at) {
    int length = headerLength();
    int flags = (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0);
    Bytes.put8(memory, at, 0x40 | length / 4);
    Bytes.put8(memory, at + 1, trafficClass);
    Bytes.put16(memory, at + 2, length + payloadLength);
    Bytes.put16(memory, at + 4, id);
    Bytes.put16(memory, at + 6, flags | fragmentOffset / 8);
    Bytes.put8(memory, at + 8, ttl);
    Bytes.put8(memory, at + 9, protocol);
    Bytes.put16(memory, at + 10, 0);
    Bytes.put32(memory, at + 12, source.v4());
    Bytes.put32(memory, at + 16, destination.v4());
    options.copyTo(memory, at + Ipv4View.MIN_HEADER);
    Bytes.put16(memory, at + 10, Checksum.finish(Checksum.add(memory, at, length, 0)));
    return length;
  }

  @Override
  public Ipv4Header withPayloadLength(int payloadLength) {
    return new Ipv4Header(
        trafficClass,
        payloadLength,
        id,
        dontFragment,
        moreFragments,
        fragmentOffset,
        ttl,
        protocol,
        source,
        destination,
        options);
  }

  /** The same header as a fragment, which clears DF. */
  public Ipv4Header withFragment(int id, int fragmentOffset, boolean moreFragments) {
    return new Ipv4Header(
        trafficClass,
        payloadLength,
        id,
        false,
        moreFragments,
        fragmentOffset,
        ttl,
        protocol,
        source,
        destination,
        options);
  }

  /** The same header with other options. */
  public Ipv4Header withOptions(Octets options) {
    return new Ipv4Header(
        trafficClass,
        payloadLength,
        id,
        dontFragment,
        moreFragments,
        fragmentOffset,
        ttl,
        protocol,
        source,
        destination,
        options);
  }

  /** The same header with other traffic class, identification, DF and time to live. */
  public Ipv4Header with(int trafficClass, int id, boolean dontFragment, int ttl) {
    return new Ipv4Header(
        trafficClass,
        payloadLength,
        id,
        dontFragment,
        moreFragments,
        fragmentOffset,
        ttl,
        protocol,
        source,
        destination,
        options);
  }
}
