package io.handfast.nio.channel;

import io.handfast.stack.Driver;
import io.handfast.tcp.TcpInfo;
import io.handfast.tcp.TcpSocket;
import java.nio.channels.Channel;
import java.util.Optional;

/** Looks at the socket behind a channel. */
public final class Inspection {
  private Inspection() {}

  /** The socket of an open TCP channel of ours, if it has one yet. */
  public static Optional<TcpInfo> of(Channel channel) {
    TcpEndpoint endpoint = endpoint(channel);
    TcpSocket socket = endpoint == null ? null : endpoint.socketOrNull();
    return socket == null || !channel.isOpen()
        ? Optional.empty()
        : Optional.of(info(socket, endpoint.driver()));
  }

  private static TcpEndpoint endpoint(Channel channel) {
    return switch (channel) {
      case HandfastSocketChannel stream -> stream.endpoint();
      case HandfastServerSocketChannel listener -> listener.endpoint();
      case RoutedSocketChannel routed -> endpoint(routed.way().present());
      case RoutedServerSocketChannel routed -> endpoint(routed.way().present());
      default -> null;
    };
  }

  private static TcpInfo info(TcpSocket socket, Driver driver) {
    driver.lock();
    try {
      return socket.info(driver.now());
    } finally {
      driver.unlock();
    }
  }
}
