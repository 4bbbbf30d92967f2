package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A neighbor solicitation or advertisement as an ICMPv6 message (RFC 4861 sections 4.3 and 4.4).
 *
 * @param advertisement else a solicitation
 * @param solicited the advertisement answers a solicitation
 * @param override it replaces what is cached
 * @param target the address it is about
 * @param linkAddress Ethernet address of the source or of the target, when it is named
 */
public record NeighborMessage(
    boolean advertisement,
    boolean solicited,
    boolean override,
    IpAddress target,
    Optional<MacAddress> linkAddress) {
  private static final int SOLICITED = 0x4000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int FIXED = 24;
  private static final int SOURCE_LINK_ADDRESS = 1;
  private static final int TARGET_LINK_ADDRESS = 2;

  /** Bytes of what {@link #emit} writes with a link-layer address. */
  public static final int LENGTH = FIXED + 8;

  /** Who has this address? */
  public static NeighborMessage solicitation(IpAddress target, MacAddress source) {
    return new NeighborMessage(false, false, false, target, Optional.of(source));
  }

  /** I have it. */
  public static NeighborMessage advertisement(IpAddress target, MacAddress own, boolean solicited) {
    return new NeighborMessage(true, solicited, true, target, Optional.of(own));
  }

  /** The ICMPv6 type is one of these two. */
  public static boolean isOne(int type) {
    return type == Icmpv6View.NEIGHBOR_SOLICITATION || type == Icmpv6View.NEIGHBOR_ADVERTISEMENT;
  }

  /**
   * Reads a message whose checksum and hop limit were checked; empty when it must be dropped by
   * section 7.1: cut, a code, a group as the target, an option of length 0.
   */
  public static Optional<NeighborMessage> parse(MemorySegment memory, long at, int length) {
    if (length < FIXED || Bytes.u8(memory, at + 1) != 0 || !isOne(Bytes.u8(memory, at))) {
      return Optional.empty();
    }
    boolean advertisement = Bytes.u8(memory, at) == Icmpv6View.NEIGHBOR_ADVERTISEMENT;
    IpAddress target = new IpAddress(Bytes.i64(memory, at + 8), Bytes.i64(memory, at + 16));
    int wanted = advertisement ? TARGET_LINK_ADDRESS : SOURCE_LINK_ADDRESS;
    Optional<MacAddress> link = Optional.empty();
    for (int i = FIXED; i < length; ) {
      int size = i + 2 > length ? 0 : 8 * Bytes.u8(memory, at + i + 1);
      if (size == 0 || i + size > length) {
        return Optional.empty();
      }
      if (Bytes.u8(memory, at + i) == wanted) {
        link = Optional.of(MacAddress.at(memory, at + i + 2));
      }
      i += size;
    }
    int flags = Bytes.i32(memory, at + 4);
    return target.isMulticast()
        ? Optional.empty()
        : Optional.of(
            new NeighborMessage(
                advertisement,
                advertisement && (flags & SOLICITED) != 0,
                advertisement && (flags & OVERRIDE) != 0,
                target,
                link));
  }

  /** Writes the message, checksum included; returns its length. */
  public int emit(MemorySegment memory, long at, IpAddress from, IpAddress to) {
    int type = advertisement ? Icmpv6View.NEIGHBOR_ADVERTISEMENT : Icmpv6View.NEIGHBOR_SOLICITATION;
    Bytes.put32(memory, at, type << 24);
    Bytes.put32(memory, at + 4, (solicited ? SOLICITED : 0) | (override ? OVERRIDE : 0));
    Bytes.put64(memory, at + 8, target.high());
    Bytes.put64(memory, at + 16, target.low());
    int length = FIXED;
    if (linkAddress.isPresent()) {
      int option = advertisement ? TARGET_LINK_ADDRESS : SOURCE_LINK_ADDRESS;
      Bytes.put16(memory, at + FIXED, option << 8 | 1);
      linkAddress.get().emit(memory, at + FIXED + 2);
      length = LENGTH;
    }
    long sum = Checksum.addWord(length, Checksum.pseudoHeader(from, to, IpProtocol.ICMPV6));
    Bytes.put16(memory, at + 2, Checksum.finish(Checksum.add(memory, at, length, sum)));
    return length;
  }

  /** The group that a solicitation for an address is sent to (RFC 4291 section 2.7.1). */
  public static IpAddress solicitedNode(IpAddress target) {
    return new IpAddress(0xff02_0000_0000_0000L, 0x1_ff00_0000L | target.low() & 0xff_ffff);
  }
}
