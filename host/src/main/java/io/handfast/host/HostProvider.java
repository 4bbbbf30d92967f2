package io.handfast.host;

import io.handfast.nio.HandfastSelectorProvider;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * Gives a program that knows nothing of Handfast a host of its own: named in {@code
 * -Djava.nio.channels.spi.SelectorProvider}, it opens the host that {@link HostProperties}
 * describe, makes it the default and leaves everything else to {@link HandfastSelectorProvider}.
 */
public final class HostProvider extends SelectorProvider {
  private final SelectorProvider channels = new HandfastSelectorProvider();

  /**
   * Opens the host.
   *
   * @throws RuntimeException with one sentence that says why it cannot be opened
   */
  public HostProvider() {
    Host host = open().makeDefault();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(host::close));
  }

  /** The program sees an error deep inside the JDK; a person reads this line. */
  private static Host open() {
    try {
      HostProperties settings = HostProperties.ofThisJvm();
      settings.route();
      return settings.builder().managed(true).open();
    } catch (RuntimeException e) {
      System.err.println("handfast: " + e.getMessage());
      throw e;
    }
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return channels.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return channels.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return channels.openPipe();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return channels.openSelector();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return channels.openServerSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return channels.openServerSocketChannel(family);
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return channels.openSocketChannel();
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return channels.openSocketChannel(family);
  }
}
