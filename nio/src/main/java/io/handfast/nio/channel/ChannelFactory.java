package io.handfast.nio.channel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** Opens channels on behalf of the provider. */
public final class ChannelFactory {
  private ChannelFactory() {}

  /** A channel that is neither bound nor connected. */
  public static SocketChannel socketChannel(SelectorProvider provider, Families families) {
    return new HandfastSocketChannel(
        provider, TcpEndpoint.forStream(), Interrupts.ofChannel(), families);
  }

  /** A channel that is not bound. */
  public static ServerSocketChannel serverSocketChannel(
      SelectorProvider provider, Families families) {
    return new HandfastServerSocketChannel(provider, Interrupts.ofChannel(), families);
  }

  /** A channel that is neither bound nor connected. */
  public static DatagramChannel datagramChannel(SelectorProvider provider, Families families) {
    return new HandfastDatagramChannel(provider, Interrupts.ofChannel(), families);
  }

  /** The socket of a channel that leaves interrupted platform threads alone, as java.net does. */
  public static Socket socket(SelectorProvider provider) {
    return new HandfastSocketChannel(
            provider, TcpEndpoint.forStream(), Interrupts.ofSocket(), Families.ofJvm())
        .socket();
  }

  /** The listening socket of a channel of the same kind. */
  public static ServerSocket serverSocket(SelectorProvider provider) {
    return new HandfastServerSocketChannel(provider, Interrupts.ofSocket(), Families.ofJvm())
        .socket();
  }

  /** The datagram socket of a channel of the same kind. */
  public static DatagramSocket datagramSocket(SelectorProvider provider) {
    return uninterruptibleDatagramChannel(provider).socket();
  }

  /** A datagram channel that leaves interrupted platform threads alone. */
  public static DatagramChannel uninterruptibleDatagramChannel(SelectorProvider provider) {
    return new HandfastDatagramChannel(provider, Interrupts.ofSocket(), Families.ofJvm());
  }

  /** A pipe inside this process; it belongs to no host. */
  public static Pipe pipe(SelectorProvider provider) {
    return new HandfastPipe(provider);
  }

  /** A selector; it belongs to no host. */
  public static AbstractSelector selector(SelectorProvider provider) throws IOException {
    return new HandfastSelector(provider);
  }
}
