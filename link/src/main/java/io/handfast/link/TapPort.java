package io.handfast.link;

import io.handfast.link.nativeio.Libc;
import java.lang.foreign.MemorySegment;

/** A TAP device of the kernel, without offload. */
final class TapPort implements FramePort {
  private final int fd;
  private final MemorySegment callState = Libc.newCallState();
  private boolean closed;

  TapPort(int fd) {
    this.fd = fd;
  }

  @Override
  public int write(MemorySegment frame, int length) {
    return Libc.write(callState, fd, frame.address(), length);
  }

  @Override
  public int read(MemorySegment frame, int room) {
    return Libc.read(callState, fd, frame.address(), room);
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
