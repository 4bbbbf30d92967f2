package io.handfast.buffer;

import java.lang.foreign.MemorySegment;

/**
 * A pooled slab of native memory that holds one received packet or a run of stream bytes, with the
 * metadata a link knows about it.
 *
 * <p>Reference counted because a payload may outlive the batch it came in: whoever keeps the packet
 * calls {@link #retain()}, whoever is done calls {@link #release()}. Not thread-safe; it belongs to
 * the driver domain of its pool.
 */
public final class Packet {
  /** How far a link vouches for the transport checksum of a received packet. */
  public enum ChecksumState {
    /** Nobody looked: the stack verifies it. */
    UNVERIFIED,
    /**
     * The device vouches for it, or only the pseudo-header sum is filled in (virtio NEEDS_CSUM).
     */
    TRUSTED
  }

  private final BufferPool pool;
  private final int sizeClass;
  private final MemorySegment memory;
  private int references;

  /** Start of the valid bytes, in bytes from the start of {@link #memory()}. */
  public int offset;

  /** Number of valid bytes. */
  public int length;

  /** Payload bytes per original segment of a coalesced packet, or 0 when it was not coalesced. */
  public int segmentSize;

  /** What the link says of the transport checksum. */
  public ChecksumState checksum = ChecksumState.UNVERIFIED;

  /** Link in a pool's free list or an owner's queue; whoever holds the packet may use it. */
  public Packet next;

  Packet(BufferPool pool, int sizeClass, MemorySegment memory) {
    this.pool = pool;
    this.sizeClass = sizeClass;
    this.memory = memory;
  }

  /** The whole slab; only {@code [offset, offset + length)} is meaningful. */
  public MemorySegment memory() {
    return memory;
  }

  /** Bytes of memory that this packet really costs, whatever its length. */
  public int capacity() {
    return (int) memory.byteSize();
  }

  /** Empties the packet and leaves {@code headroom} bytes free before the data. */
  public Packet reset(int headroom) {
    offset = headroom;
    length = 0;
    segmentSize = 0;
    checksum = ChecksumState.UNVERIFIED;
    return this;
  }

  /** Bytes free behind the data. */
  public int tailroom() {
    return capacity() - offset - length;
  }

  /** Number of holders. */
  public int references() {
    return references;
  }

  /** Adds a holder. */
  public Packet retain() {
    references++;
    return this;
  }

  /** Drops a holder; the last one gives the slab back to its pool. */
  public void release() {
    if (--references == 0) {
      pool.recycle(this, sizeClass);
    } else if (references < 0) {
      throw new IllegalStateException("packet released more often than retained");
    }
  }

  Packet acquired() {
    references = 1;
    next = null;
    return reset(0);
  }
}
