package io.handfast.nio.channel;

import io.handfast.nio.Routing;
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

  /** A channel that is neither bound nor connected; it may become the kernel's. */
  public static SocketChannel socketChannel(SelectorProvider provider, Families families) {
    HandfastSocketChannel ours =
        new HandfastSocketChannel(
            provider, TcpEndpoint.forStream(), Interrupts.ofChannel(), families);
    return Routing.isSplit() ? new RoutedSocketChannel(provider, ours, families) : ours;
  }

  /** A channel of the JDK's, in a form that our selectors take. */
  public static SocketChannel foreign(SelectorProvider provider, SocketChannel kernels) {
    return new RoutedSocketChannel(provider, kernels);
  }

  /** A channel of the JDK's, in a form that our selectors take. */
  public static ServerSocketChannel foreign(
      SelectorProvider provider, ServerSocketChannel kernels) {
    return new RoutedServerSocketChannel(provider, kernels);
  }

  /** A channel that is not bound; it may become the kernel's. */
  public static ServerSocketChannel serverSocketChannel(
      SelectorProvider provider, Families families) {
    HandfastServerSocketChannel ours =
        new HandfastServerSocketChannel(provider, Interrupts.ofChannel(), families);
    return Routing.isSplit() ? new RoutedServerSocketChannel(provider, ours, families) : ours;
  }

  /** A channel that is neither bound nor connected; it may become the kernel's. */
  public static DatagramChannel datagramChannel(SelectorProvider provider, Families families) {
    HandfastDatagramChannel ours =
        new HandfastDatagramChannel(provider, Interrupts.ofChannel(), families);
    return Routing.isSplit() ? new RoutedDatagramChannel(provider, ours, families) : ours;
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
