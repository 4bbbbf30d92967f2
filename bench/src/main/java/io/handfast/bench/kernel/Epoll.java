package io.handfast.bench.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** epoll(7), level-triggered; each socket comes with a tag of the caller's. */
final class Epoll {
  static final int IN = 1;
  static final int OUT = 4;

  private static final int MAX_EVENTS = 512;
  private static final int CTL_ADD = 1;
  private static final int CLOEXEC = 0x80000;

  /** {@code struct epoll_event} is packed on x86-64 only. */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;

  private static final MethodHandle CREATE =
      KernelSockets.handle("epoll_create1", KernelSockets.ints(1));
  private static final MethodHandle CTL =
      KernelSockets.handle(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle WAIT =
      KernelSockets.handle(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private final MemorySegment events = Arena.ofAuto().allocate((long) EVENT * MAX_EVENTS, 8);
  private final MemorySegment added = Arena.ofAuto().allocate(EVENT, 8);
  private final int fd;

  Epoll() throws IOException {
    try {
      int created = (int) CREATE.invokeExact(state, CLOEXEC);
      fd = KernelSockets.check(KernelSockets.result(created, state), "make an epoll");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }

  /** Watches a socket; {@code tag} comes back with its events. */
  void add(int socket, int interest, int tag) throws IOException {
    added.set(JAVA_INT_UNALIGNED, 0, interest);
    added.set(JAVA_LONG_UNALIGNED, DATA, (long) tag << 32 | socket);
    try {
      int result = (int) CTL.invokeExact(state, fd, CTL_ADD, socket, added.address());
      KernelSockets.check(KernelSockets.result(result, state), "watch a socket");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }

  /** Waits up to {@code millis}, without end when negative; how many sockets are ready. */
  int await(int millis) {
    try {
      int ready = (int) WAIT.invokeExact(state, fd, events.address(), MAX_EVENTS, millis);
      return Math.max(0, ready);
    } catch (Throwable e) {
      throw KernelSockets.impossible(e);
    }
  }

  int socket(int index) {
    return (int) events.get(JAVA_LONG_UNALIGNED, (long) EVENT * index + DATA);
  }

  int tag(int index) {
    return (int) (events.get(JAVA_LONG_UNALIGNED, (long) EVENT * index + DATA) >>> 32);
  }

  void close(KernelSockets sockets) {
    sockets.close(fd);
  }
}
