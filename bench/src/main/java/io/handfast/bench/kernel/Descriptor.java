package io.handfast.bench.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** read(2), write(2) and poll(2) on an open nonblocking descriptor, and nothing around them. */
public final class Descriptor {
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle READ = KernelSockets.handle("read", TRANSFER);
  private static final MethodHandle WRITE = KernelSockets.handle("write", TRANSFER);
  private static final MethodHandle POLL =
      KernelSockets.handle("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final short POLLIN = 1;

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private final MemorySegment pollfd = Arena.ofAuto().allocate(8, 8);
  private final int fd;

  /** Of that number. */
  public Descriptor(int fd) {
    this.fd = fd;
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_SHORT, 4, POLLIN);
  }

  /** Bytes read, or {@code -errno}. */
  public int read(MemorySegment into) {
    try {
      long count = (long) READ.invokeExact(state, fd, into.address(), into.byteSize());
      return (int) KernelSockets.result(count, state);
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }

  /** Bytes written, or {@code -errno}. */
  public int write(MemorySegment from, long length) {
    try {
      long count = (long) WRITE.invokeExact(state, fd, from.address(), length);
      return (int) KernelSockets.result(count, state);
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }

  /** Waits until something can be read, at most so long. */
  public void awaitReadable(int millis) {
    try {
      int ignored = (int) POLL.invokeExact(state, pollfd.address(), 1L, millis);
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }
}
