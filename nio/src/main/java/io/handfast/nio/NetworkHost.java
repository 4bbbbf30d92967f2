package io.handfast.nio;

import io.handfast.event.Counter;
import io.handfast.stack.Driver;
import io.handfast.stack.NetworkStack;
import io.handfast.tcp.TcpInfo;
import io.handfast.wire.IpAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** A host that channels can live on: a stack, the driver of its domain, a name and addresses. */
public interface NetworkHost {
  /** For messages; unique among the registered hosts by convention only. */
  String name();

  /** Whoever drives {@link #stack()}. */
  Driver driver();

  /** The stack; touched under the driver's lock only. */
  NetworkStack stack();

  /** Addresses of the host's own interfaces, without loopback; readable without the lock. */
  List<IpAddress> addresses();

  /**
   * A snapshot of its TCP sockets: listeners, half-open connections and those in TIME-WAIT too.
   * Takes the driver's lock.
   */
  default List<TcpInfo> sockets() {
    return locked(() -> stack().sockets(driver().now()));
  }

  /** What its stack has counted since it was made. Takes the driver's lock. */
  default long count(Counter counter) {
    return locked(() -> stack().counters().get(counter));
  }

  private <T> T locked(Supplier<T> look) {
    Driver held = driver();
    held.lock();
    try {
      return look.get();
    } finally {
      held.unlock();
    }
  }

  /** The provider whose channels live on this host, whatever thread opens them. */
  default SelectorProvider selectorProvider() {
    return HandfastSelectorProvider.of(this);
  }

  /**
   * Makes sockets of this host, for clients that take a factory. They are adaptors of channels and
   * behave as the JDK's; names are looked up for this host.
   */
  default SocketFactory socketFactory() {
    return new HostSocketFactory(this);
  }

  /** Makes listening sockets of this host. */
  default ServerSocketFactory serverSocketFactory() {
    return new HostServerSocketFactory(this);
  }
}
