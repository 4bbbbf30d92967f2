package io.handfast.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Slabs of native memory in a few fixed sizes, recycled through free lists.
 *
 * <p>The arena is an automatic one: the memory goes when the pool and its packets are unreachable,
 * so that thousands of short-lived simulated stacks leave nothing behind. Not thread-safe.
 */
public final class BufferPool {
  /** Room before the data of a {@link #acquirePacket large packet}: virtio header and alignment. */
  public static final int HEADROOM = 16;

  /** Slab sizes in bytes, ascending; the last holds a 65,535-byte IP packet with its head-room. */
  private static final int[] SIZES = {256, 2048, 16_384, 66_560};

  /** Free slabs kept per size, in bytes, so that a burst does not pin memory for ever. */
  private static final long KEEP_BYTES = 32L << 20;

  private final Packet[] free = new Packet[SIZES.length];
  private final int[] freeCount = new int[SIZES.length];
  private long bytesInUse;
  private long bytesInUseMax;

  /** Smallest slab that holds {@code bytes}; more than the largest size gives the largest. */
  public Packet acquire(int bytes) {
    int sizeClass = classFor(bytes);
    bytesInUse += SIZES[sizeClass];
    bytesInUseMax = Math.max(bytesInUseMax, bytesInUse);
    Packet packet = free[sizeClass];
    if (packet == null) {
      return new Packet(this, sizeClass, allocate(SIZES[sizeClass])).acquired();
    }
    free[sizeClass] = packet.next;
    freeCount[sizeClass]--;
    return packet.acquired();
  }

  /** A packet to read into from a link whose packets have at most {@code maxPacket} bytes. */
  public Packet acquirePacket(int maxPacket) {
    return acquire(maxPacket + HEADROOM).reset(HEADROOM);
  }

  /** A packet that holds a copy of these bytes, for whoever has them on the heap. */
  public Packet acquirePacket(byte[] bytes) {
    Packet packet = acquirePacket(bytes.length);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, packet.memory(), packet.offset, bytes.length);
    packet.length = bytes.length;
    return packet;
  }

  /** Largest slab size in bytes. */
  public static int largest() {
    return SIZES[SIZES.length - 1];
  }

  /** True size, in bytes, of all slabs now held by somebody. */
  public long bytesInUse() {
    return bytesInUse;
  }

  /** Highest {@link #bytesInUse()} seen. */
  public long bytesInUseMax() {
    return bytesInUseMax;
  }

  void recycle(Packet packet, int sizeClass) {
    bytesInUse -= SIZES[sizeClass];
    if ((long) freeCount[sizeClass] * SIZES[sizeClass] < KEEP_BYTES) {
      packet.next = free[sizeClass];
      free[sizeClass] = packet;
      freeCount[sizeClass]++;
    }
  }

  private static MemorySegment allocate(int bytes) {
    return Arena.ofAuto().allocate(bytes, 64);
  }

  private static int classFor(int bytes) {
    int sizeClass = 0;
    while (sizeClass < SIZES.length - 1 && SIZES[sizeClass] < bytes) {
      sizeClass++;
    }
    return sizeClass;
  }
}
