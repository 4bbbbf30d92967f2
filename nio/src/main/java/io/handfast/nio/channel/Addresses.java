package io.handfast.nio.channel;

import io.handfast.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;

/** Between the addresses of java.net and those of the stack. */
final class Addresses {
  private static final IpAddress ANY_V4 = IpAddress.parse("0.0.0.0");

  private Addresses() {}

  /**
   * The address as one of the Internet, resolved.
   *
   * @throws UnsupportedAddressTypeException when it is of another kind
   * @throws UnresolvedAddressException when its name has no address yet
   */
  static InetSocketAddress check(SocketAddress address) {
    Objects.requireNonNull(address);
    if (!(address instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return internet;
  }

  static IpAddress ip(InetSocketAddress address) {
    return IpAddress.of(address.getAddress().getAddress());
  }

  /** The address to bind to: "any" of either family means both families, as in the JDK. */
  static IpAddress local(InetSocketAddress address) {
    IpAddress ip = ip(address);
    return ip.isAny() ? IpAddress.ANY : ip;
  }

  /** The address to connect to: "any" means this host itself, as on Linux. */
  static IpAddress remote(InetSocketAddress address) {
    IpAddress ip = ip(address);
    if (!ip.isAny()) {
      return ip;
    }
    return ip.isV4() ? IpAddress.LOOPBACK_V4 : IpAddress.LOOPBACK_V6;
  }

  /** For people: null when the port is 0, which is to say unbound or unconnected. */
  static InetSocketAddress socketAddress(IpAddress ip, int port) {
    return port == 0 ? null : new InetSocketAddress(inet(ip), port);
  }

  static InetAddress anyV4() {
    return inet(ANY_V4);
  }

  static InetAddress inet(IpAddress ip) {
    try {
      return InetAddress.getByAddress(ip.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }
}
