package io.handfast.nio.channel;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;

/** What {@code java.net} keeps to itself; reachable where it is open to this module. */
final class JavaNetInternals {
  private static final Optional<SocketAddress> NO_DELEGATE = readNoDelegate();

  private JavaNetInternals() {}

  /** The argument by which a MulticastSocket makes no socket of its own. */
  static Optional<SocketAddress> noDelegate() {
    return NO_DELEGATE;
  }

  private static Optional<SocketAddress> readNoDelegate() {
    try {
      Field field = DatagramSocket.class.getDeclaredField("NO_DELEGATE");
      return field.trySetAccessible()
          ? Optional.of((SocketAddress) field.get(null))
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty(); // another JDK, which does it otherwise
    }
  }

  /** The JDK's placeholder for "no interface was chosen": index 0 and this address. */
  static NetworkInterface anyInterface(InetAddress any) throws SocketException {
    try {
      Constructor<NetworkInterface> maker =
          NetworkInterface.class.getDeclaredConstructor(
              String.class, int.class, InetAddress[].class);
      maker.setAccessible(true);
      return maker.newInstance(any.getHostName(), 0, new InetAddress[] {any});
    } catch (ReflectiveOperationException e) {
      throw new SocketException("no interface was chosen", e);
    }
  }
}
