package io.handfast.nio.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** From the exceptions of channels and their adaptors to those of the JDK's own sockets. */
final class SocketFailures {
  private static final String CLOSED = "Socket closed";
  private static final String INTERRUPTED = "Closed by interrupt";

  private SocketFailures() {}

  static SocketException closed() {
    return new SocketException(CLOSED);
  }

  /** The failure as a java.net socket has it. */
  static IOException of(IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      IOException e = new InterruptedIOException(INTERRUPTED);
      e.initCause(cause);
      return e; // Socket itself makes of it what the JDK has for virtual threads
    }
    boolean closed =
        cause instanceof ClosedChannelException || "Socket is closed".equals(cause.getMessage());
    return closed ? withCause(CLOSED, cause) : cause;
  }

  /** The same where nobody above makes a SocketException of an interrupt: connect and datagrams. */
  static IOException ofCall(IOException cause) {
    return cause instanceof ClosedByInterruptException ? withCause(INTERRUPTED, cause) : of(cause);
  }

  /** As {@link #of}, for calls that declare no more than a SocketException. */
  static SocketException ofOption(IOException cause) {
    IOException failure = of(cause);
    return failure instanceof SocketException e ? e : withCause(cause.getMessage(), cause);
  }

  private static SocketException withCause(String message, IOException cause) {
    SocketException e = new SocketException(message);
    e.initCause(cause);
    return e;
  }
}
