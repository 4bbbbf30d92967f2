package io.handfast.trace;

import io.handfast.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** The link types of captures that are understood, and the way from their frame to its packet. */
public final class LinkType {
  public static final int NULL = 0;
  public static final int ETHERNET = 1;
  public static final int RAW = 101;
  public static final int LOOP = 108;
  public static final int LINUX_SLL = 113;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int LINUX_SLL2 = 276;

  /** RAW in files of OpenBSD and of everybody else before the number was assigned. */
  private static final int RAW_OPENBSD = 14;

  private static final int RAW_OLD = 12;
  private static final int MAX_TAGS = 8;

  private LinkType() {}

  /**
   * Where the IP header starts in a frame, in bytes, looking through VLAN tags, PPPoE, MPLS and
   * FabricPath; -1 when there is none or the link type is not known.
   */
  public static int ipOffset(int linkType, MemorySegment frame) {
    int offset =
        switch (linkType) {
          case ETHERNET -> ethernet(frame, 0);
          case RAW, RAW_OLD, RAW_OPENBSD, IPV4, IPV6 -> 0;
          case NULL, LOOP -> 4;
          case LINUX_SLL -> typed(frame, 14, 16);
          case LINUX_SLL2 -> typed(frame, 0, 20);
          default -> -1;
        };
    return isIp(frame, offset) ? offset : -1;
  }

  private static boolean isIp(MemorySegment frame, int offset) {
    if (offset < 0 || offset >= frame.byteSize()) {
      return false;
    }
    int version = Bytes.u8(frame, offset) >>> 4;
    return version == 4 || version == 6;
  }

  private static int ethernet(MemorySegment frame, int start) {
    return typed(frame, start + 12, start + 14);
  }

  /** Follows the chain of tags from an EtherType at {@code typeAt} before data at {@code data}. */
  private static int typed(MemorySegment frame, int typeAt, int data) {
    for (int tags = 0; tags < MAX_TAGS && frame.byteSize() >= data + 8; tags++) {
      switch (Bytes.u16(frame, typeAt)) {
        case 0x8100, 0x88a8, 0x9100 -> {
          typeAt = data + 2;
          data += 4;
        }
        case 0x8903 -> { // FabricPath: a whole frame behind 16 bytes
          typeAt = data + 2 + 12;
          data += 2 + 14;
        }
        case 0x8847, 0x8848 -> {
          return mpls(frame, data);
        }
        case 0x8864 -> {
          return data + 8; // PPPoE and PPP
        }
        case 0x0800, 0x86dd -> {
          return data;
        }
        default -> {
          return -1;
        }
      }
    }
    return -1;
  }

  /** Behind the last label, which has the S bit (RFC 3032 section 2.1). */
  private static int mpls(MemorySegment frame, int at) {
    while (at + 4 <= frame.byteSize()) {
      boolean bottom = (Bytes.u8(frame, at + 2) & 1) != 0;
      at += 4;
      if (bottom) {
        return at;
      }
    }
    return -1;
  }
}
