package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits
 */
public record MacAddress(long bits) {
  /** Bytes on the wire. */
  public static final int LENGTH = 6;

  /** Every station. */
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  /** Nobody: as ARP requests name the target. */
  public static final MacAddress NONE = new MacAddress(0);

  /** Checks the range. */
  public MacAddress {
    Range.require(bits >>> 48 == 0, "an Ethernet address has 48 bits");
  }

  /** A locally administered address of one station, from any 64 random bits. */
  public static MacAddress local(long random) {
    return new MacAddress(random & 0xfcff_ffff_ffffL | 0x0200_0000_0000L);
  }

  /** The group address that an IP multicast address maps to (RFC 1112 section 6.4, RFC 2464). */
  public static MacAddress ofMulticast(IpAddress group) {
    return new MacAddress(
        group.isV4()
            ? 0x0100_5e00_0000L | group.low() & 0x7f_ffff
            : 0x3333_0000_0000L | group.low() & 0xffff_ffffL);
  }

  /** Six bytes of memory. */
  public static MacAddress at(MemorySegment memory, long at) {
    return new MacAddress((long) Bytes.u16(memory, at) << 32 | Bytes.u32(memory, at + 2));
  }

  /** Writes six bytes. */
  public void emit(MemorySegment memory, long at) {
    Bytes.put16(memory, at, (int) (bits >>> 32));
    Bytes.put32(memory, at + 2, (int) bits);
  }

  /** Of a group or of all. */
  public boolean isGroup() {
    return (bits >>> 40 & 1) != 0;
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = (byte) (bits >>> 8 * (LENGTH - 1 - i));
    }
    return bytes;
  }
}
