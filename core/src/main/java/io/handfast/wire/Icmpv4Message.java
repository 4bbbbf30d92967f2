package io.handfast.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMP message as a value (RFC 792). The checksum is no part of it: {@link #emit} computes it,
 * {@link #parse} verifies it.
 *
 * @param type 0 to 255, see {@link Icmpv4View}
 * @param code 0 to 255
 * @param rest the four bytes behind the checksum
 * @param body everything behind those: echo data, or the packet that an error is about
 */
public record Icmpv4Message(int type, int code, int rest, Octets body) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one does not hold
   */
  public Icmpv4Message {
    Range.check("type", type, 255);
    Range.check("code", code, 255);
  }

  /** Destination unreachable, fragmentation needed (RFC 1191 section 4). */
  public static Icmpv4Message fragmentationNeeded(int mtu, Octets packet) {
    return new Icmpv4Message(
        Icmpv4View.UNREACHABLE, Icmpv4View.FRAGMENTATION_NEEDED, mtu & 0xffff, packet);
  }

  /** Echo request. */
  public static Icmpv4Message echo(int id, int sequence, Octets data) {
    return new Icmpv4Message(Icmpv4View.ECHO, 0, id << 16 | sequence & 0xffff, data);
  }

  /** The answer to an echo request. */
  public Icmpv4Message reply() {
    return new Icmpv4Message(Icmpv4View.ECHO_REPLY, 0, rest, body);
  }

  /**
   * Reads a message.
   *
   * @param length bytes of the message
   * @throws MalformedException below 8 bytes, or when the checksum is wrong
   */
  public static Icmpv4Message parse(MemorySegment memory, long offset, int length) {
    Icmpv4View view = new Icmpv4View();
    MalformedException.throwIf(view.wrap(memory, offset, length), "ICMP message");
    boolean sound = view.checksumIsRight();
    MalformedException.throwIf(sound ? null : Malformed.BAD_CHECKSUM, "ICMP message");
    Octets body = Octets.of(memory, view.bodyOffset(), view.bodyLength());
    return new Icmpv4Message(view.type(), view.code(), view.rest(), body);
  }

  /** Bytes on the wire. */
  public int length() {
    return IcmpView.HEADER + body.length();
  }

  /** Writes the message with its checksum; returns {@link #length()}. */
  public int emit(MemorySegment memory, long at) {
    Bytes.put32(memory, at, type << 24 | code << 16);
    Bytes.put32(memory, at + 4, rest);
    body.copyTo(memory, at + IcmpView.HEADER);
    Bytes.put16(memory, at + 2, Checksum.finish(Checksum.add(memory, at, length(), 0)));
    return length();
  }
}
