package io.handfast.nio;

import io.handfast.nio.channel.Inspection;
import io.handfast.tcp.TcpInfo;
import java.nio.channels.Channel;
import java.util.Optional;

/** What the stack knows of one channel, as {@code getsockopt(TCP_INFO)} tells on Linux. */
public final class ChannelInfo {
  private ChannelInfo() {}

  /**
   * State, queues, timers, round-trip time and windows of a {@code SocketChannel} or {@code
   * ServerSocketChannel}; empty for one that is the kernel's, is closed, is of another kind, or has
   * not been used yet. For a socket of a {@link NetworkHost#socketFactory}, ask its {@code
   * getChannel()}.
   */
  public static Optional<TcpInfo> of(Channel channel) {
    return Inspection.of(channel);
  }
}
