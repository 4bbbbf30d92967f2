package io.handfast.nio.channel;

import io.handfast.event.Errno;
import io.handfast.stack.Driver;
import io.handfast.udp.UdpSocket;
import io.handfast.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The multicast groups of one datagram channel. The host of a channel has one network, whatever the
 * machine's interfaces are: the interface a program names is kept, and tells keys apart, but does
 * not choose.
 */
final class Memberships {
  private final HandfastDatagramChannel channel;
  private final UdpEndpoint endpoint;
  private final List<Membership> keys = new ArrayList<>();

  Memberships(HandfastDatagramChannel channel, UdpEndpoint endpoint) {
    this.channel = channel;
    this.endpoint = endpoint;
  }

  /** The key of the group, a new one when it is not joined yet. */
  synchronized Membership join(InetAddress group, NetworkInterface nic, InetAddress source)
      throws IOException {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException("Group not a multicast address");
    }
    if (channel.families().isRefused(group)) {
      throw new IllegalArgumentException("An IPv4 channel cannot join a group of IPv6");
    }
    checkSource(group, source);
    for (Membership key : keys) {
      if (key.isFor(group, nic, source)) {
        return key;
      }
      if (key.isOf(group, nic) && (key.sourceAddress() == null || source == null)) {
        throw new IllegalStateException("already joined, with another kind of source");
      }
    }
    Membership key = new Membership(channel, group, nic, source);
    call(socket -> enter(socket, key), true);
    keys.add(key);
    return key;
  }

  private static void checkSource(InetAddress group, InetAddress source) {
    if (source == null) {
      return;
    }
    if (source.isAnyLocalAddress() || source.isMulticastAddress()) {
      throw new IllegalArgumentException("Source address is a wildcard or multicast address");
    }
    if (source.getClass() != group.getClass()) {
      throw new IllegalArgumentException("Source address is of another family than the group");
    }
  }

  private static int enter(UdpSocket socket, Membership key) {
    IpAddress source = key.sourceIp();
    return source == null ? socket.join(key.groupIp()) : socket.join(key.groupIp(), source);
  }

  /** The key was dropped. */
  synchronized void left(Membership key) {
    keys.remove(key);
    try {
      call(
          socket -> {
            IpAddress source = key.sourceIp();
            return source == null
                ? socket.leave(key.groupIp())
                : socket.leave(key.groupIp(), source);
          },
          false);
    } catch (IOException e) {
      throw new AssertionError("leaving is not refused", e);
    }
  }

  /** The key of a group joined for all sources, or null. */
  synchronized Membership find(InetAddress group, NetworkInterface nic) {
    return keys.stream().filter(key -> key.isFor(group, nic, null)).findFirst().orElse(null);
  }

  void block(Membership key, InetAddress source, boolean on) throws IOException {
    if (!key.isValid()) {
      throw new IllegalStateException("key is no longer valid");
    }
    checkSource(key.group(), source);
    IpAddress ip = IpAddress.of(source.getAddress());
    // Blocking twice is no error, unblocking what is not blocked is.
    call(socket -> socket.block(key.groupIp(), ip, on), !on);
  }

  private interface Call {
    int on(UdpSocket socket);
  }

  private void call(Call call, boolean strict) throws IOException {
    UdpSocket socket = endpoint.socket();
    Driver driver = endpoint.driver();
    driver.lock();
    try {
      int result = call.on(socket);
      // The same group by way of two interfaces is one group of the host.
      if (strict && result < 0 && result != Errno.EADDRINUSE.result()) {
        throw new SocketException(Errno.of(result).message());
      }
    } finally {
      driver.unlock();
    }
  }
}
