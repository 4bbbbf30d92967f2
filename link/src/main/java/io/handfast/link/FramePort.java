package io.handfast.link;

import java.lang.foreign.MemorySegment;

/** Where Ethernet frames go out and come in, without preamble and checksum. */
interface FramePort extends AutoCloseable {
  /** Sends a frame; its length, or {@code -errno}. */
  int write(MemorySegment frame, int length);

  /** Reads the next frame that waits; its length, or {@code -errno} (EAGAIN for none). */
  int read(MemorySegment frame, int room);

  /** Descriptor to wait on, -1 for none. */
  int fd();

  @Override
  void close();
}
