package io.handfast.nio.channel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * The address families of a channel: both, or IPv4 alone when it was opened so or when the JVM was
 * started with {@code -Djava.net.preferIPv4Stack=true}.
 */
public enum Families {
  /** IPv4 and IPv6. */
  BOTH,
  /** IPv4. */
  V4;

  private static final Families OF_JVM = Boolean.getBoolean("java.net.preferIPv4Stack") ? V4 : BOTH;

  /** What this JVM uses. */
  public static Families ofJvm() {
    return OF_JVM;
  }

  /** Of a channel that is opened for this family. */
  public static Families of(ProtocolFamily family) {
    return family == StandardProtocolFamily.INET ? V4 : OF_JVM;
  }

  boolean isV4() {
    return this == V4;
  }

  boolean isRefused(InetAddress address) {
    return this == V4 && address instanceof Inet6Address;
  }

  /**
   * The address as one of the Internet, resolved.
   *
   * @throws UnsupportedAddressTypeException when it is of another kind or family
   * @throws java.nio.channels.UnresolvedAddressException when its name has no address yet
   */
  InetSocketAddress check(SocketAddress address) {
    InetSocketAddress checked = Addresses.check(address);
    if (isRefused(checked.getAddress())) {
      throw new UnsupportedAddressTypeException();
    }
    return checked;
  }

  /** A program may bind to what it was told, so "any" is told in a family that it may use. */
  InetSocketAddress told(InetSocketAddress local) {
    return local != null && local.getAddress().isAnyLocalAddress() && this == V4
        ? new InetSocketAddress(Addresses.anyV4(), local.getPort())
        : local;
  }

  /**
   * Refuses an address of a family that this JVM does not use.
   *
   * @throws SocketException as the JDK's own sockets do
   */
  public static void require(InetAddress address) throws SocketException {
    if (OF_JVM.isRefused(address)) {
      throw new SocketException("Protocol family unavailable");
    }
  }
}
