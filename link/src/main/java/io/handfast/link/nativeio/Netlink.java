package io.handfast.link.nativeio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/** One request to the kernel's routing netlink and its acknowledgement (RFC 3549, netlink(7)). */
public final class Netlink {
  /** NLM_F_REQUEST and NLM_F_ACK: every request here wants its answer. */
  public static final int REQUEST = 0x5;

  /** NLM_F_REPLACE. */
  public static final int REPLACE = 0x100;

  /** NLM_F_CREATE. */
  public static final int CREATE = 0x400;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NLMSG_ERROR = 2;
  private static final int RECEIVE_BYTES = 8192;

  private Netlink() {}

  /** Builds a message, sends it, and returns 0 or {@code -errno} as the kernel answered. */
  public static int request(Function<Arena, NetlinkMessage> message) {
    int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
    if (fd < 0) {
      return fd;
    }
    try (Arena arena = Arena.ofConfined()) {
      return exchange(fd, message.apply(arena).finish(1), arena);
    } finally {
      Libc.close(fd);
    }
  }

  private static int exchange(int fd, MemorySegment request, Arena arena) {
    MemorySegment state = Libc.newCallState();
    int sent = Libc.write(state, fd, request.address(), request.byteSize());
    if (sent < 0) {
      return sent;
    }
    MemorySegment answer = arena.allocate(RECEIVE_BYTES, 8);
    int got = Libc.read(state, fd, answer.address(), RECEIVE_BYTES);
    if (got < 0) {
      return got;
    }
    boolean verdict = got >= NetlinkMessage.HEADER + 4 && answer.get(JAVA_SHORT, 4) == NLMSG_ERROR;
    return verdict ? answer.get(JAVA_INT, NetlinkMessage.HEADER) : -ErrorNumber.EIO;
  }
}
