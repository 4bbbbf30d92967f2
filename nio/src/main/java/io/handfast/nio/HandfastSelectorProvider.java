package io.handfast.nio;

import io.handfast.nio.channel.ChannelFactory;
import io.handfast.nio.channel.Families;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The provider whose channels live on Handfast hosts; {@link Hosts} says on which one.
 *
 * <p>While no host is registered and no scope is open, everything is left to the JDK's own provider
 * if the JVM was started with {@code --add-exports java.base/sun.nio.ch=io.handfast.nio} (or {@code
 * =ALL-UNNAMED} on the class path). Without it, channels open, and fail when they are first used,
 * with a message that says so.
 */
public final class HandfastSelectorProvider extends SelectorProvider {
  private final Optional<NetworkHost> owner;

  /** For {@code -Djava.nio.channels.spi.SelectorProvider} and for programs. */
  public HandfastSelectorProvider() {
    this(Optional.empty());
  }

  private HandfastSelectorProvider(Optional<NetworkHost> owner) {
    this.owner = owner;
  }

  /** The provider whose channels live on this host, whatever thread opens them. */
  static SelectorProvider of(NetworkHost host) {
    return new HandfastSelectorProvider(Optional.of(host));
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    Optional<SelectorProvider> other = fallback();
    return other.isPresent()
        ? other.get().openDatagramChannel()
        : here(() -> ChannelFactory.datagramChannel(this, Families.ofJvm()));
  }

  /**
   * Opens a datagram channel; the family only says which addresses the caller means to use.
   *
   * @throws UnsupportedOperationException when the family is not INET or INET6
   */
  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    requireInternet(family);
    Optional<SelectorProvider> other = fallback();
    return other.isPresent()
        ? other.get().openDatagramChannel(family)
        : here(() -> ChannelFactory.datagramChannel(this, Families.of(family)));
  }

  @Override
  public Pipe openPipe() throws IOException {
    Optional<SelectorProvider> other = fallback();
    return other.isPresent() ? other.get().openPipe() : ChannelFactory.pipe(this);
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    Optional<SelectorProvider> other = fallback();
    return other.isPresent() ? other.get().openSelector() : ChannelFactory.selector(this);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    Optional<SelectorProvider> other = fallback();
    return other.isPresent()
        ? other.get().openServerSocketChannel()
        : here(() -> ChannelFactory.serverSocketChannel(this, Families.ofJvm()));
  }

  /**
   * Opens a listening channel. One for INET takes addresses of IPv4 only, one for INET6 those of
   * both.
   *
   * @throws UnsupportedOperationException when the family is neither INET nor INET6, nor UNIX where
   *     the JDK's own provider can be reached, whose channel it then is
   */
  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    Optional<SelectorProvider> foreign = foreign(family);
    if (foreign.isPresent()) {
      ServerSocketChannel kernels = foreign.get().openServerSocketChannel(family);
      return fallback().isPresent() ? kernels : ChannelFactory.foreign(this, kernels);
    }
    return here(() -> ChannelFactory.serverSocketChannel(this, Families.of(family)));
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    Optional<SelectorProvider> other = fallback();
    return other.isPresent()
        ? other.get().openSocketChannel()
        : here(() -> ChannelFactory.socketChannel(this, Families.ofJvm()));
  }

  /**
   * Opens a socket channel. One for INET takes addresses of IPv4 only, one for INET6 those of both.
   *
   * @throws UnsupportedOperationException when the family is neither INET nor INET6, nor UNIX where
   *     the JDK's own provider can be reached, whose channel it then is
   */
  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    Optional<SelectorProvider> foreign = foreign(family);
    if (foreign.isPresent()) {
      SocketChannel kernels = foreign.get().openSocketChannel(family);
      return fallback().isPresent() ? kernels : ChannelFactory.foreign(this, kernels);
    }
    return here(() -> ChannelFactory.socketChannel(this, Families.of(family)));
  }

  /** What started this process may have left it a channel: that is the kernel's. */
  @Override
  public Channel inheritedChannel() throws IOException {
    Optional<SelectorProvider> other = BuiltInProvider.find();
    return other.isPresent() ? other.get().inheritedChannel() : null;
  }

  /** Whose channels of this family are, when they are not ours. */
  private Optional<SelectorProvider> foreign(ProtocolFamily family) {
    if (family == StandardProtocolFamily.UNIX) {
      Optional<SelectorProvider> other = BuiltInProvider.find();
      if (other.isPresent()) {
        return other;
      }
    }
    requireInternet(family);
    return fallback();
  }

  private Optional<SelectorProvider> fallback() {
    boolean ours = owner.or(Hosts::current).isPresent();
    return ours ? Optional.empty() : BuiltInProvider.find();
  }

  /** In the scope of the owner, if there is one: a channel remembers where it was opened. */
  private <T> T here(Supplier<T> opening) {
    if (owner.isEmpty()) {
      return opening.get();
    }
    try (Hosts.Scope _ = Hosts.enter(owner.get())) {
      return opening.get();
    }
  }

  private static void requireInternet(ProtocolFamily family) {
    boolean internet =
        family == StandardProtocolFamily.INET || family == StandardProtocolFamily.INET6;
    if (!internet) {
      family.name(); // null is a NullPointerException, as the specification says
      throw new UnsupportedOperationException("protocol family " + family.name());
    }
    if (family == StandardProtocolFamily.INET6 && Families.ofJvm() == Families.V4) {
      throw new UnsupportedOperationException("this JVM was started with preferIPv4Stack");
    }
  }
}
