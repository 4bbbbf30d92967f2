package io.handfast.nio.channel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;

/** What {@code -Djava.net.preferIPv4Stack=true} forbids. */
public final class Families {
  private static final boolean V4_ONLY = Boolean.getBoolean("java.net.preferIPv4Stack");

  private Families() {}

  static boolean areV4Only() {
    return V4_ONLY;
  }

  static boolean isRefused(InetAddress address) {
    return V4_ONLY && address instanceof Inet6Address;
  }

  /**
   * Refuses an address of a family that this JVM does not use.
   *
   * @throws SocketException as the JDK's own sockets do
   */
  public static void require(InetAddress address) throws SocketException {
    if (isRefused(address)) {
      throw new SocketException("Protocol family unavailable");
    }
  }
}
