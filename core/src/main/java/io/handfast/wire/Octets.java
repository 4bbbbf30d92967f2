package io.handfast.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as a value: immutable, equal when the bytes are. For the edges, not for the hot path. */
public final class Octets {
  /** None. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of {@code bytes}. */
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /** A copy of {@code length} bytes of memory. */
  public static Octets of(MemorySegment memory, long offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, offset, MemorySegment.ofArray(bytes), 0, length);
    return length == 0 ? EMPTY : new Octets(bytes);
  }

  /**
   * From hexadecimal digits.
   *
   * @throws IllegalArgumentException when they are not pairs of digits
   */
  public static Octets ofHex(String digits) {
    return new Octets(HexFormat.of().parseHex(digits));
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Byte {@code i}, 0 to 255. */
  public int at(int i) {
    return bytes[i] & 0xff;
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Copies all bytes to memory; returns their number. */
  public int copyTo(MemorySegment memory, long at) {
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, at, bytes.length);
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Hexadecimal digits, in lower case. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
