package io.handfast.bench.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * IPv4 stream sockets of the kernel (socket(7), tcp(7)) without the JDK's channels in between.
 * Calls on the fast path return {@code -errno} when they fail, the others throw. One thread uses an
 * instance.
 */
final class KernelSockets {
  static final int EAGAIN = 11;
  static final int EINTR = 4;
  private static final int EINPROGRESS = 115;

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_LINGER = 13;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int IPPROTO_IP = 0;
  private static final int IP_BIND_ADDRESS_NO_PORT = 24;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_CONGESTION = 13;
  private static final int SOCKADDR_IN = 16;

  private static final FunctionDescriptor WITH_ADDRESS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SOCKET = handle("socket", ints(3));
  private static final MethodHandle LISTEN = handle("listen", ints(2));
  private static final MethodHandle CLOSE = handle("close", ints(1));
  private static final MethodHandle BIND = handle("bind", WITH_ADDRESS);
  private static final MethodHandle CONNECT = handle("connect", WITH_ADDRESS);
  private static final MethodHandle ACCEPT =
      handle("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SEND = handle("send", TRANSFER);
  private static final MethodHandle RECV = handle("recv", TRANSFER);
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
  private final MemorySegment argument = Arena.ofAuto().allocate(64, 8);

  static FunctionDescriptor ints(int arguments) {
    MemoryLayout[] all = new MemoryLayout[arguments];
    java.util.Arrays.fill(all, JAVA_INT);
    return FunctionDescriptor.of(JAVA_INT, all);
  }

  static MethodHandle handle(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        signature,
        Linker.Option.captureCallState("errno"));
  }

  static long result(long returned, MemorySegment state) {
    return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
  }

  static int check(long result, String doing) throws IOException {
    if (result < 0) {
      throw new IOException("cannot " + doing + ": errno " + -result);
    }
    return (int) result;
  }

  static IllegalStateException impossible(Throwable cause) {
    return new IllegalStateException("a downcall threw", cause);
  }

  /** A new socket with CUBIC, whatever the machine's default is. */
  int open(boolean blocking) throws IOException {
    int fd;
    try {
      int type = SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK);
      fd = check(result((int) SOCKET.invokeExact(state, AF_INET, type, 0), state), "open a socket");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
    argument.setString(0, "cubic");
    check(option(fd, IPPROTO_TCP, TCP_CONGESTION, 5), "choose cubic");
    return fd;
  }

  /** Gives the local address before connect; the port is chosen by connect. */
  void bindSource(int fd, int address) throws IOException {
    argument.set(JAVA_INT, 0, 1);
    check(option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 4), "defer the port");
    check(withAddress(BIND, fd, address, 0), "bind a source");
  }

  /** Starts or makes a connection; a nonblocking socket is connected later. */
  void connect(int fd, int address, int port) throws IOException {
    long result = withAddress(CONNECT, fd, address, port);
    if (result != -EINPROGRESS) {
      check(result, "connect");
    }
  }

  /** A nonblocking listener. */
  int listen(int address, int port, int backlog) throws IOException {
    int fd = open(false);
    argument.set(JAVA_INT, 0, 1);
    check(option(fd, SOL_SOCKET, SO_REUSEADDR, 4), "reuse the address");
    check(withAddress(BIND, fd, address, port), "bind port " + port);
    try {
      check(result((int) LISTEN.invokeExact(state, fd, backlog), state), "listen");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
    return fd;
  }

  /** The next connection as a nonblocking socket, or {@code -errno}. */
  int accept(int fd) {
    try {
      int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
      return (int) result((int) ACCEPT.invokeExact(state, fd, 0L, 0L, flags), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void noDelay(int fd) throws IOException {
    argument.set(JAVA_INT, 0, 1);
    check(option(fd, IPPROTO_TCP, TCP_NODELAY, 4), "turn Nagle off");
  }

  /** Longest wait of a blocking call, in seconds. */
  void timeout(int fd, long seconds) throws IOException {
    argument.set(JAVA_LONG, 0, seconds);
    argument.set(JAVA_LONG, 8, 0);
    check(option(fd, SOL_SOCKET, SO_RCVTIMEO, 16), "limit receiving");
    check(option(fd, SOL_SOCKET, SO_SNDTIMEO, 16), "limit sending");
  }

  int send(int fd, MemorySegment from, long length) {
    try {
      return (int)
          result((long) SEND.invokeExact(state, fd, from.address(), length, MSG_NOSIGNAL), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int receive(int fd, MemorySegment into, long length) {
    try {
      return (int) result((long) RECV.invokeExact(state, fd, into.address(), length, 0), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Closes with a reset, so that nothing of it stays in the kernel. */
  void abort(int fd) {
    argument.set(JAVA_INT, 0, 1);
    argument.set(JAVA_INT, 4, 0);
    option(fd, SOL_SOCKET, SO_LINGER, 8);
    close(fd);
  }

  private long option(int fd, int level, int name, int length) {
    try {
      return result(
          (int) SETSOCKOPT.invokeExact(state, fd, level, name, argument.address(), length), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private long withAddress(MethodHandle call, int fd, int address, int port) {
    argument.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
    argument.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
    argument.set(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 4, address);
    argument.set(JAVA_LONG, 8, 0);
    try {
      return result((int) call.invokeExact(state, fd, argument.address(), SOCKADDR_IN), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
