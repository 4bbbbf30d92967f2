package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMPv6 message as a value (RFC 4443). The checksum covers a pseudo-header and is no part of
 * the value: {@link #emit} computes it, {@link #parse} verifies it.
 *
 * @param type 0 to 255, see {@link Icmpv6View}
 * @param code 0 to 255
 * @param rest the four bytes behind the checksum
 * @param body everything behind those: echo data, or the packet that an error is about
 */
public record Icmpv6Message(int type, int code, int rest, Octets body) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public Icmpv6Message {
    Range.check("type", type, 255);
    Range.check("code", code, 255);
  }

  /** Packet too big (RFC 4443 section 3.2). */
  public static Icmpv6Message packetTooBig(int mtu, Octets packet) {
    return new Icmpv6Message(Icmpv6View.PACKET_TOO_BIG, 0, mtu, packet);
  }

  /** Echo request. */
  public static Icmpv6Message echo(int id, int sequence, Octets data) {
    return new Icmpv6Message(Icmpv6View.ECHO, 0, id << 16 | sequence & 0xffff, data);
  }

  /** The answer to an echo request. */
  public Icmpv6Message reply() {
    return new Icmpv6Message(Icmpv6View.ECHO_REPLY, 0, rest, body);
  }

  /**
   * Reads a message.
   *
   * @param length bytes of the message
   * @param pseudoHeaderSum sum without the length, see {@link IpHeader#pseudoHeaderSum}
   * @throws MalformedException below 8 bytes, or when the checksum is wrong
   */
  public static Icmpv6Message parse(
      MemorySegment memory, long offset, int length, long pseudoHeaderSum) {
    Icmpv6View view = new Icmpv6View();
    MalformedException.throwIf(view.wrap(memory, offset, length), "ICMPv6 message");
    boolean sound = view.checksumIsRight(pseudoHeaderSum);
    MalformedException.throwIf(sound ? null : Malformed.BAD_CHECKSUM, "ICMPv6 message");
    Octets body = Octets.of(memory, view.bodyOffset(), view.bodyLength());
    return new Icmpv6Message(view.type(), view.code(), view.rest(), body);
  }

  /** Bytes on the wire. */
  public int length() {
    return IcmpView.HEADER + body.length();
  }

  /**
   * Writes the message with its checksum.
   *
   * @param pseudoHeaderSum sum without the length, see {@link IpHeader#pseudoHeaderSum}
   * @return {@link #length()}
   */
  public int emit(MemorySegment memory, long at, long pseudoHeaderSum) {
    Bytes.put32(memory, at, type << 24 | code << 16);
    Bytes.put32(memory, at + 4, rest);
    body.copyTo(memory, at + IcmpView.HEADER);
    long sum = Checksum.addInt(length(), pseudoHeaderSum);
    Bytes.put16(memory, at + 2, Checksum.finish(Checksum.add(memory, at, length(), sum)));
    return length();
  }
}
