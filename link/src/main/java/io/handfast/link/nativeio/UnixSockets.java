package io.handfast.link.nativeio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** System calls of AF_UNIX stream sockets (unix(7)), with the results of {@link Libc}. */
public final class UnixSockets {
  /** Most bytes of a path. */
  public static final int PATH_MAX = 107;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SHUT_RDWR = 2;
  private static final int SOCKADDR_UN = 110;

  private static final FunctionDescriptor WITH_ADDRESS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle BIND = Libc.handle("bind", WITH_ADDRESS);
  private static final MethodHandle CONNECT = Libc.handle("connect", WITH_ADDRESS);
  private static final MethodHandle LISTEN =
      Libc.handle("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACCEPT =
      Libc.handle(
          "accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SHUTDOWN =
      Libc.handle("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle GETSOCKOPT = Libc.handle("getsockopt", option());
  private static final MethodHandle SETSOCKOPT =
      Libc.handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle GETEUID =
      Libc.handle("geteuid", FunctionDescriptor.of(JAVA_INT));

  private UnixSockets() {}

  private static FunctionDescriptor option() {
    return FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  /** A new socket. */
  public static int socket() {
    return Libc.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
  }

  /** bind(2) to a path. */
  public static int bind(int fd, String path) {
    return withAddress(BIND, fd, path);
  }

  /** connect(2) to a path. */
  public static int connect(int fd, String path) {
    return withAddress(CONNECT, fd, path);
  }

  private static int withAddress(MethodHandle call, int fd, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > PATH_MAX) {
      throw new IllegalArgumentException("longer than " + PATH_MAX + " bytes: " + path);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR_UN, 8);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
      MemorySegment state = Libc.newCallState();
      int result = (int) call.invokeExact(state, fd, address.address(), SOCKADDR_UN);
      return Libc.result(result, state);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** listen(2). */
  public static int listen(int fd, int backlog) {
    try {
      MemorySegment state = Libc.newCallState();
      return Libc.result((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** accept(2); blocks until somebody comes or {@link #shutdown} of the listener. */
  public static int accept(int fd) {
    try {
      MemorySegment state = Libc.newCallState();
      return Libc.result((int) ACCEPT.invokeExact(state, fd, 0L, 0L, SOCK_CLOEXEC), state);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** shutdown(2) of both directions. */
  public static int shutdown(int fd) {
    try {
      MemorySegment state = Libc.newCallState();
      return Libc.result((int) SHUTDOWN.invokeExact(state, fd, SHUT_RDWR), state);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** User id of the process at the other end, as the kernel noted it (SO_PEERCRED). */
  public static int peerUser(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(12, 4);
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, 12);
      MemorySegment state = Libc.newCallState();
      int result =
          (int)
              GETSOCKOPT.invokeExact(
                  state, fd, SOL_SOCKET, SO_PEERCRED, credentials.address(), length.address());
      int checked = Libc.result(result, state);
      return checked < 0 ? checked : credentials.get(JAVA_INT, 4);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** Longest wait of a read or write, in seconds. */
  public static int timeout(int fd, long seconds) {
    int receive = timeout(fd, SO_RCVTIMEO, seconds);
    return receive < 0 ? receive : timeout(fd, SO_SNDTIMEO, seconds);
  }

  private static int timeout(int fd, int option, long seconds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeval = arena.allocate(16, 8);
      timeval.set(JAVA_LONG, 0, seconds);
      MemorySegment state = Libc.newCallState();
      int result =
          (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, option, timeval.address(), 16);
      return Libc.result(result, state);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** Effective user id of this process. */
  public static int effectiveUser() {
    try {
      return (int) GETEUID.invokeExact(Libc.newCallState());
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}
