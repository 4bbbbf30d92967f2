package io.handfast.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that holds bytes of the heap, for links that hand addresses to the kernel. */
final class NativeCopy {
  private NativeCopy() {}

  /** The bytes, with {@code headroom} free bytes before them. */
  static MemorySegment of(byte[] bytes, int headroom) {
    MemorySegment memory = Arena.ofAuto().allocate((long) headroom + bytes.length, 8);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, headroom, bytes.length);
    return memory;
  }
}
