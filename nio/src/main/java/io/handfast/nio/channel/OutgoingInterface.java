package io.handfast.nio.channel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** The interface that a multicast socket sends by: by interface or by one of its addresses. */
final class OutgoingInterface {
  private final DatagramSocket socket;
  private NetworkInterface named;
  private InetAddress namedBy;

  OutgoingInterface(DatagramSocket socket) {
    this.socket = socket;
  }

  void set(NetworkInterface nic) throws SocketException {
    setOption(socket, StandardSocketOptions.IP_MULTICAST_IF, nic);
  }

  /** The interface, or one that stands for "any" with the index 0. */
  NetworkInterface orPlaceholder() throws SocketException {
    NetworkInterface present = get();
    return present != null ? present : JavaNetInternals.anyInterface(any());
  }

  synchronized void setByAddress(InetAddress address) throws SocketException {
    if (address == null) {
      throw new SocketException("Invalid value 'null'");
    }
    NetworkInterface nic = NetworkInterface.getByInetAddress(address);
    if (nic == null) {
      throw new SocketException("No network interface found with this address");
    }
    set(nic);
    named = nic;
    namedBy = address;
  }

  /** The address that the interface was named by, else its first one, else the wildcard. */
  synchronized InetAddress address() throws SocketException {
    NetworkInterface present = get();
    if (present == null) {
      return any();
    }
    return present.equals(named)
        ? namedBy
        : present.inetAddresses().findFirst().orElseGet(OutgoingInterface::any);
  }

  private NetworkInterface get() throws SocketException {
    return getOption(socket, StandardSocketOptions.IP_MULTICAST_IF);
  }

  private static InetAddress any() {
    return new InetSocketAddress(0).getAddress();
  }

  static <T> void setOption(DatagramSocket socket, SocketOption<T> name, T value)
      throws SocketException {
    try {
      socket.setOption(name, value);
    } catch (IOException e) {
      throw SocketOptionCalls.asSocketException(e);
    }
  }

  static <T> T getOption(DatagramSocket socket, SocketOption<T> name) throws SocketException {
    try {
      return socket.getOption(name);
    } catch (IOException e) {
      throw SocketOptionCalls.asSocketException(e);
    }
  }
}
