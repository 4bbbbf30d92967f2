package io.handfast.event;

/**
 * Results of the stack's non-blocking calls, with the names and numbers of Linux. A call returns
 * zero or a count when it worked, and {@code -errno.code()} when it did not.
 */
public enum Errno {
  ENOENT(2, "no such file or directory"),
  EACCES(13, "permission denied"),
  EAGAIN(11, "resource temporarily unavailable"),
  ENOMEM(12, "cannot allocate memory"),
  EINVAL(22, "invalid argument"),
  EFAULT(14, "bad address"),
  EPIPE(32, "broken pipe"),
  ENONET(64, "machine is not on the network"),
  EPROTO(71, "protocol error"),
  EDESTADDRREQ(89, "destination address required"),
  EMSGSIZE(90, "message too long"),
  ENOPROTOOPT(92, "protocol not available"),
  EOPNOTSUPP(95, "operation not supported"),
  EADDRINUSE(98, "address already in use"),
  EADDRNOTAVAIL(99, "cannot assign requested address"),
  ENETUNREACH(101, "network is unreachable"),
  ECONNABORTED(103, "software caused connection abort"),
  ECONNRESET(104, "connection reset by peer"),
  ENOBUFS(105, "no buffer space available"),
  EISCONN(106, "transport endpoint is already connected"),
  ENOTCONN(107, "transport endpoint is not connected"),
  ETIMEDOUT(110, "connection timed out"),
  ECONNREFUSED(111, "connection refused"),
  EHOSTDOWN(112, "host is down"),
  EHOSTUNREACH(113, "no route to host"),
  EALREADY(114, "operation already in progress"),
  EINPROGRESS(115, "operation now in progress");

  private static final Errno[] BY_CODE = new Errno[128];

  static {
    for (Errno errno : values()) {
      BY_CODE[errno.code] = errno;
    }
  }

  private final int code;
  private final String message;

  Errno(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /** Linux's number, 1 to 127. */
  public int code() {
    return code;
  }

  /** What a call returns: the negative number. */
  public int result() {
    return -code;
  }

  /** Linux's words for it. */
  public String message() {
    return message;
  }

  /**
   * The error behind a negative result.
   *
   * @throws IllegalArgumentException when the result is no error of this list
   */
  public static Errno of(int result) {
    Errno errno = result < 0 && result > -BY_CODE.length ? BY_CODE[-result] : null;
    if (errno == null) {
      throw new IllegalArgumentException("not an error result: " + result);
    }
    return errno;
  }
}
