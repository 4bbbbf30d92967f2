package io.handfast.nio.channel;

import io.handfast.event.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;

/** From error results of the stack to the exceptions that the JDK throws for the same thing. */
final class Failures {
  private static final int EAGAIN = Errno.EAGAIN.result();

  private Failures() {}

  static boolean wouldBlock(int result) {
    return result == EAGAIN;
  }

  /** For a connect that failed. */
  static IOException connecting(int result, String detail) {
    return connecting(Errno.of(result), detail);
  }

  static IOException connecting(Errno errno, String detail) {
    String text = text(errno, detail);
    return switch (errno) {
      case EHOSTUNREACH -> new NoRouteToHostException(text);
      case EADDRNOTAVAIL, EADDRINUSE -> new BindException(text);
      case ECONNREFUSED, ETIMEDOUT, ENETUNREACH, ECONNRESET -> new ConnectException(text);
      default -> new SocketException(text);
    };
  }

  /** For a bind or listen that failed. */
  static IOException binding(int result) {
    Errno errno = Errno.of(result);
    String text = text(errno, "");
    return switch (errno) {
      case EADDRINUSE, EADDRNOTAVAIL, EINVAL -> new BindException(text);
      default -> new SocketException(text);
    };
  }

  /** For a read: a reset is a SocketException of its own, all else a plain IOException. */
  static IOException reading(int result, String detail) {
    Errno errno = Errno.of(result);
    String text = text(errno, detail);
    return errno == Errno.ECONNRESET ? new SocketException(text) : new IOException(text);
  }

  /** For a write, where a reset has the kernel's words. */
  static IOException writing(int result, String detail) {
    Errno errno = Errno.of(result);
    return new IOException(
        errno == Errno.ECONNRESET
            ? detailed("Connection reset by peer", detail)
            : text(errno, detail));
  }

  /** The same from the stream of a socket, whose failures are SocketExceptions, as java.net's. */
  static IOException ofStream(IOException failure) {
    if (failure.getClass() != IOException.class) {
      return failure;
    }
    SocketException e = new SocketException(failure.getMessage());
    e.initCause(failure);
    return e;
  }

  /** For a call on a datagram channel. */
  static IOException datagram(int result) {
    Errno errno = Errno.of(result);
    String text = text(errno, "");
    return switch (errno) {
      case ECONNREFUSED -> new PortUnreachableException();
      case EADDRINUSE, EADDRNOTAVAIL -> new BindException(text);
      case EHOSTUNREACH -> new NoRouteToHostException(text);
      default -> new SocketException(text);
    };
  }

  /** The words of the JDK, where programs look for them, then what the stack knows. */
  private static String text(Errno errno, String detail) {
    String words =
        switch (errno) {
          case ECONNRESET -> "Connection reset";
          case EADDRINUSE -> "Address already in use";
          case EADDRNOTAVAIL -> "Cannot assign requested address";
          default -> capitalised(errno.message());
        };
    return detailed(words, detail);
  }

  private static String detailed(String words, String detail) {
    return detail == null || detail.isEmpty() ? words : words + ": " + detail;
  }

  private static String capitalised(String message) {
    return Character.toUpperCase(message.charAt(0)) + message.substring(1);
  }
}
