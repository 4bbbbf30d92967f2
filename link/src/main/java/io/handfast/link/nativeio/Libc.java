package io.handfast.link.nativeio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls. Each returns what the call returns, or {@code -errno} when it failed; the numbers
 * are those of {@link ErrorNumber}.
 *
 * <p>Plain downcalls with captured errno: a critical call would hold up safepoints for as long as
 * the kernel works, and a TUN write runs the kernel's whole receive path. Pointers to packet memory
 * go as numbers ({@code long}), so that a call makes no garbage; the caller keeps the memory
 * reachable meanwhile.
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);
  private static final VarHandle ERRNO_FIELD =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** Where the kernel's errno lands; of each thread, because calls of several threads overlap. */
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(Libc::newCallState);

  private static final MethodHandle OPEN =
      handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), VARIADIC);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), VARIADIC);
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITEV =
      handle("writev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle PPOLL =
      handle("ppoll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle EVENTFD =
      handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle UNSHARE =
      handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Libc() {}

  /** A place for errno that one thread at a time uses, for the calls that take one. */
  public static MemorySegment newCallState() {
    return Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  }

  /** open(2) of a path. */
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** close(2). */
  public static int close(int fd) {
    try {
      MemorySegment state = STATE.get();
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** ioctl(2) whose argument is a number or an address. */
  public static int ioctl(int fd, long request, long argument) {
    try {
      MemorySegment state = STATE.get();
      return result((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** read(2) to an address. */
  public static int read(MemorySegment state, int fd, long address, long length) {
    try {
      return (int) result((long) READ.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** write(2) from an address. */
  public static int write(MemorySegment state, int fd, long address, long length) {
    try {
      return (int) result((long) WRITE.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** writev(2) with an array of {@code struct iovec} at an address. */
  public static int writev(MemorySegment state, int fd, long vectors, int count) {
    try {
      return (int) result((long) WRITEV.invokeExact(state, fd, vectors, count), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** ppoll(2) without a signal mask; {@code timespec} 0 waits without end. */
  public static int ppoll(MemorySegment state, long pollfds, long count, long timespec) {
    try {
      return result((int) PPOLL.invokeExact(state, pollfds, count, timespec, 0L), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** eventfd(2) that counts from 0. */
  public static int eventfd(int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((int) EVENTFD.invokeExact(state, 0, flags), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** socket(2). */
  public static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** unshare(2) of the calling thread. */
  public static int unshare(int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((int) UNSHARE.invokeExact(state, flags), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** setns(2): moves the calling thread into the namespace that {@code fd} stands for. */
  public static int setns(int fd, int kind) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SETNS.invokeExact(state, fd, kind), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int result(int returned, MemorySegment state) {
    return (int) result((long) returned, state);
  }

  private static long result(long returned, MemorySegment state) {
    return returned >= 0 ? returned : -(int) ERRNO_FIELD.get(state, 0L);
  }

  static MethodHandle handle(String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = ERRNO;
    System.arraycopy(options, 0, all, 1, options.length);
    MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
    return LINKER.downcallHandle(symbol, signature, all);
  }

  static RuntimeException impossible(Throwable cause) {
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("a downcall threw", cause);
  }
}
