package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * One IPv6 extension header as a value (RFC 8200 section 4).
 *
 * @param kind its own protocol number: hop-by-hop, routing, fragment or destination options
 * @param content what follows its first two bytes (next header, length): 6 + 8n bytes up to 2,046,
 *     for a fragment header 6
 */
public record Ipv6Extension(int kind, Octets content) {
  /**
   * Checks kind and length.
   *
   * @throws IllegalArgumentException when they do not fit
   */
  public Ipv6Extension {
    int length = content.length() + 2;
    Range.require(isExtension(kind), "not an extension header: " + kind);
    Range.require((length & 7) == 0 && length > 0, "an extension header has 8, 16, … bytes");
    Range.check("bytes of extension header", length, kind == IpProtocol.FRAGMENT ? 8 : 2048);
  }

  /** A fragment header (section 4.5): {@code offset} in bytes, a multiple of 8. */
  public static Ipv6Extension fragment(int offset, boolean moreFragments, int id) {
    Range.require((offset & 7) == 0, "fragment offset must be a multiple of 8");
    Range.check("fragment offset", offset, 0xfff8);
    byte[] content = new byte[6];
    MemorySegment memory = MemorySegment.ofArray(content);
    Bytes.put16(memory, 0, offset | (moreFragments ? 1 : 0));
    Bytes.put32(memory, 2, id);
    return new Ipv6Extension(IpProtocol.FRAGMENT, Octets.of(content));
  }

  /** True for the protocol numbers of the four extension headers known here. */
  public static boolean isExtension(int protocol) {
    return protocol == IpProtocol.HOP_BY_HOP
        || protocol == IpProtocol.ROUTING
        || protocol == IpProtocol.FRAGMENT
        || protocol == IpProtocol.DESTINATION_OPTIONS;
  }

  /** Bytes of the whole extension header, a multiple of 8. */
  public int length() {
    return content.length() + 2;
  }

  /** True for a fragment that is not the first: no header can follow, only payload. */
  public boolean isLaterFragment() {
    return kind == IpProtocol.FRAGMENT && (content.at(0) << 8 | content.at(1)) >>> 3 != 0;
  }

  int emit(MemorySegment memory, long at, int nextHeader) {
    Bytes.put8(memory, at, nextHeader);
    Bytes.put8(memory, at + 1, kind == IpProtocol.FRAGMENT ? 0 : length() / 8 - 1);
    content.copyTo(memory, at + 2);
    return length();
  }
}
