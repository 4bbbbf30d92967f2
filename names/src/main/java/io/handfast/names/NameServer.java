package io.handfast.names;

import io.handfast.wire.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to ask.
 *
 * @param port 1 to 65,535
 */
public record NameServer(IpAddress address, int port) {
  /** The port of DNS, over UDP and TCP. */
  public static final int PORT = 53;

  /** Checks the port. */
  public NameServer {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
    }
  }

  /**
   * From {@code 10.0.0.53}, {@code 10.0.0.53:5353}, {@code fd00::53} or {@code [fd00::53]:5353}.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static NameServer parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf(']') == colon - 1;
    if (colon < 0 || !bracketed && text.indexOf(':') != colon) {
      return new NameServer(IpAddress.parse(text), PORT);
    }
    String address = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    return new NameServer(IpAddress.parse(address), port(text.substring(colon + 1)));
  }

  InetAddress inetAddress() {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of a wrong length", e);
    }
  }

  private static int port(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + digits + "' is no port", e);
    }
  }

  @Override
  public String toString() {
    if (port == PORT) {
      return address.toString();
    }
    return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
  }
}
