package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An IPv6 header with its extension headers as a value (RFC 8200 sections 3 and 4). Unlike {@link
 * Ipv6View} it accepts any order and any options, so that tests can make what a stack refuses.
 *
 * @param trafficClass DSCP and ECN, 0 to 255
 * @param flowLabel 20 bits
 * @param payloadLength bytes behind all headers; with the extension headers at most 65,535
 * @param protocol upper-layer protocol at the end of the chain, none of the extension headers
 *     unless behind a later fragment
 * @param hopLimit 0 to 255
 * @param source an IPv6 address
 * @param destination an IPv6 address
 * @param extensions in order; a fragment header with an offset can only be the last
 */
public record Ipv6Header(
    int trafficClass,
    int flowLabel,
    int payloadLength,
    int protocol,
    int hopLimit,
    IpAddress source,
    IpAddress destination,
    List<Ipv6Extension> extensions)
    implements IpHeader {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public Ipv6Header {
    extensions = List.copyOf(extensions);
    Range.check("traffic class", trafficClass, 255);
    Range.check("flow label", flowLabel, 0xf_ffff);
    Range.check("protocol", protocol, 255);
    Range.check("hop limit", hopLimit, 255);
    Range.check("payload length", payloadLength, 0xffff - lengthOf(extensions));
    Range.require(!source.isV4() && !destination.isV4(), "addresses must be IPv6 addresses");
    for (int i = 0; i < extensions.size() - 1; i++) {
      Range.require(!extensions.get(i).isLaterFragment(), "no header behind a later fragment");
    }
    boolean open = extensions.isEmpty() || !extensions.getLast().isLaterFragment();
    Range.require(
        !open || !Ipv6Extension.isExtension(protocol), "protocol must not be an extension header");
  }

  /** A plain header: 64 hops, flow label 0, no extension headers. */
  public static Ipv6Header of(
      IpAddress source, IpAddress destination, int protocol, int payloadLength) {
    return new Ipv6Header(
        0, 0, payloadLength, protocol, DEFAULT_HOPS, source, destination, List.of());
  }

  /**
   * Reads a header and the chain behind it, however long.
   *
   * @param length bytes of the whole packet that are there
   * @throws MalformedException when it is cut, not IPv6, or an extension header runs past the end
   */
  public static Ipv6Header parse(MemorySegment memory, long offset, int length) {
    boolean whole = length >= Ipv6View.HEADER;
    MalformedException.throwIf(whole ? null : Malformed.TOO_SHORT, "IPv6 header");
    int first = Bytes.i32(memory, offset);
    int behind = Bytes.u16(memory, offset + 4);
    MalformedException.throwIf(first >>> 28 == 6 ? null : Malformed.BAD_VERSION, "IPv6 header");
    boolean there = Ipv6View.HEADER + behind <= length;
    MalformedException.throwIf(there ? null : Malformed.BAD_TOTAL_LENGTH, "IPv6 header");
    List<Ipv6Extension> extensions = new ArrayList<>();
    int protocol = chain(memory, offset, behind, extensions);
    return new Ipv6Header(
        first >>> 20 & 0xff,
        first & 0xf_ffff,
        behind - lengthOf(extensions),
        protocol,
        Bytes.u8(memory, offset + 7),
        new IpAddress(Bytes.i64(memory, offset + 8), Bytes.i64(memory, offset + 16)),
        new IpAddress(Bytes.i64(memory, offset + 24), Bytes.i64(memory, offset + 32)),
        extensions);
  }

  private static int chain(
      MemorySegment memory, long offset, int rest, List<Ipv6Extension> extensions) {
    int kind = Bytes.u8(memory, offset + 6);
    long at = offset + Ipv6View.HEADER;
    boolean last = false;
    while (Ipv6Extension.isExtension(kind) && !last) {
      int length = rest < 8 ? 8 : extensionLength(kind, memory, at);
      boolean fits = length <= rest;
      MalformedException.throwIf(fits ? null : Malformed.BAD_HEADER_LENGTH, "IPv6 extension");
      extensions.add(new Ipv6Extension(kind, Octets.of(memory, at + 2, length - 2)));
      last = extensions.getLast().isLaterFragment();
      kind = Bytes.u8(memory, at);
      at += length;
      rest -= length;
    }
    return kind;
  }

  private static int extensionLength(int kind, MemorySegment memory, long at) {
    return kind == IpProtocol.FRAGMENT ? 8 : 8 + 8 * Bytes.u8(memory, at + 1);
  }

  private static int lengthOf(List<Ipv6Extension> extensions) {
    return extensions.stream().mapToInt(Ipv6Extension::length).sum();
  }

  @Override
  public int headerLength() {
    return Ipv6View.HEADER + lengthOf(extensions);
  }

  @Override
  public int emit(MemorySegment memory, long at) {
    Bytes.put32(memory, at, 6 << 28 | trafficClass << 20 | flowLabel);
    Bytes.put16(memory, at + 4, headerLength() - Ipv6View.HEADER + payloadLength);
    Bytes.put8(memory, at + 6, kindAt(0));
    Bytes.put8(memory, at + 7, hopLimit);
    Bytes.put64(memory, at + 8, source.high());
    Bytes.put64(memory, at + 16, source.low());
    Bytes.put64(memory, at + 24, destination.high());
    Bytes.put64(memory, at + 32, destination.low());
    long next = at + Ipv6View.HEADER;
    for (int i = 0; i < extensions.size(); i++) {
      next += extensions.get(i).emit(memory, next, kindAt(i + 1));
    }
    return headerLength();
  }

  private int kindAt(int i) {
    return i < extensions.size() ? extensions.get(i).kind() : protocol;
  }

  @Override
  public Ipv6Header withPayloadLength(int payloadLength) {
    return new Ipv6Header(
        trafficClass,
        flowLabel,
        payloadLength,
        protocol,
        hopLimit,
        source,
        destination,
        extensions);
  }

  /** The same header with other extension headers. */
  public Ipv6Header withExtensions(Ipv6Extension... extensions) {
    return new Ipv6Header(
        trafficClass,
        flowLabel,
        payloadLength,
        protocol,
        hopLimit,
        source,
        destination,
        List.of(extensions));
  }

  /** The same header with other traffic class, flow label and hop limit. */
  public Ipv6Header with(int trafficClass, int flowLabel, int hopLimit) {
    return new Ipv6Header(
        trafficClass,
        flowLabel,
        payloadLength,
        protocol,
        hopLimit,
        source,
        destination,
        extensions);
  }
}
