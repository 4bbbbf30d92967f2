package io.handfast.nio.socket;

import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Map;

/** The options of {@link SocketOptions} that a channel has by another name. */
final class IntegerOptions {
  private static final Map<Integer, SocketOption<?>> NAMES =
      Map.of(
          SocketOptions.TCP_NODELAY, StandardSocketOptions.TCP_NODELAY,
          SocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_KEEPALIVE,
          SocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR,
          SocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_REUSEPORT,
          SocketOptions.SO_BROADCAST, StandardSocketOptions.SO_BROADCAST,
          SocketOptions.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF,
          SocketOptions.SO_SNDBUF, StandardSocketOptions.SO_SNDBUF,
          SocketOptions.SO_LINGER, StandardSocketOptions.SO_LINGER,
          SocketOptions.IP_TOS, StandardSocketOptions.IP_TOS);

  private IntegerOptions() {}

  /** The option, or null. */
  @SuppressWarnings("unchecked") // the value's type is checked by whoever takes it
  static SocketOption<Object> of(int id) {
    return (SocketOption<Object>) NAMES.get(id);
  }

  /**
   * The value as the named option wants it: "no linger" is a Boolean in one world, -1 in the other.
   */
  static Object value(int id, Object value) {
    return id == SocketOptions.SO_LINGER && Boolean.FALSE.equals(value) ? (Object) (-1) : value;
  }
}
