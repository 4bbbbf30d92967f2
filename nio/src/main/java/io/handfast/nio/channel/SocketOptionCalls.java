package io.handfast.nio.channel;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;

/** Options by way of the socket classes, which know SocketException only. */
final class SocketOptionCalls {
  private SocketOptionCalls() {}

  static <T> void set(NetworkChannel channel, SocketOption<T> name, T value)
      throws SocketException {
    try {
      channel.setOption(name, value);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  static <T> T get(NetworkChannel channel, SocketOption<T> name) throws SocketException {
    try {
      return channel.getOption(name);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  static int positive(int size, String which) {
    if (size <= 0) {
      throw new IllegalArgumentException("invalid " + which + " size");
    }
    return size;
  }

  static SocketException asSocketException(IOException cause) {
    if (cause instanceof SocketException e) {
      return e;
    }
    boolean closed = cause instanceof ClosedChannelException;
    SocketException e = new SocketException(closed ? "Socket is closed" : cause.getMessage());
    e.initCause(cause);
    return e;
  }
}
