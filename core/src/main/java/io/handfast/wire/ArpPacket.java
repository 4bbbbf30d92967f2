package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Address resolution for IPv4 over Ethernet (RFC 826).
 *
 * @param operation {@link #REQUEST} or {@link #REPLY}
 * @param sender its Ethernet address
 * @param senderIp its IPv4 address
 * @param target Ethernet address asked for, {@link MacAddress#NONE} in a request
 * @param targetIp IPv4 address asked for
 */
public record ArpPacket(
    int operation, MacAddress sender, IpAddress senderIp, MacAddress target, IpAddress targetIp) {
  /** Who has this address? */
  public static final int REQUEST = 1;

  /** I have it. */
  public static final int REPLY = 2;

  /** Bytes on the wire. */
  public static final int LENGTH = 28;

  /** Ethernet, IPv4, and the lengths of their addresses. */
  private static final long KIND = 0x0001_0800_0604L;

  /** Reads a packet; empty when it is cut, or not about IPv4 over Ethernet. */
  public static Optional<ArpPacket> parse(MemorySegment memory, long at, int length) {
    boolean sound =
        length >= LENGTH
            && ((long) Bytes.u16(memory, at) << 32 | Bytes.u32(memory, at + 2)) == KIND;
    return sound
        ? Optional.of(
            new ArpPacket(
                Bytes.u16(memory, at + 6),
                MacAddress.at(memory, at + 8),
                IpAddress.ofV4(Bytes.i32(memory, at + 14)),
                MacAddress.at(memory, at + 18),
                IpAddress.ofV4(Bytes.i32(memory, at + 24))))
        : Optional.empty();
  }

  /** Writes the packet; returns its length. */
  public int emit(MemorySegment memory, long at) {
    Bytes.put16(memory, at, (int) (KIND >>> 32));
    Bytes.put32(memory, at + 2, (int) KIND);
    Bytes.put16(memory, at + 6, operation);
    sender.emit(memory, at + 8);
    Bytes.put32(memory, at + 14, senderIp.v4());
    target.emit(memory, at + 18);
    Bytes.put32(memory, at + 24, targetIp.v4());
    return LENGTH;
  }
}
